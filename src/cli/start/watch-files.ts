/** Tells when a file has changed: by SIGHUP, or because it was written or replaced. */

import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import process from 'node:process';

/** Editors and configuration tools touch a file several times for one change. */
const settleMilliseconds = 200;

/**
 * @param changed is called once for each change of any of them, after it has settled
 * @returns a function that stops watching
 */
export function watchFiles(files: readonly string[], changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const settle = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, settleMilliseconds);
  };
  // The folders and not the files: one that is replaced by another of its name would be watched no more.
  // Kubernetes swaps a link called ..data beside the one that is read.
  const watchers = [...new Set(files.map((file) => dirname(file)))].map((folder) => {
    const names = new Set(files.filter((file) => dirname(file) === folder).map((file) => basename(file)));
    const watcher = watch(folder, (_event, name) => {
      if (name === null || names.has(name) || name === '..data') settle();
    });
    // A folder that can be watched no more is no reason to end: SIGHUP still reads the files again.
    return watcher.on('error', () => {});
  });
  process.on('SIGHUP', changed);
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
    process.off('SIGHUP', changed);
  };
}
