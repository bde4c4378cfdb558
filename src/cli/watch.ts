/** Tells when a file has changed: by SIGHUP, or because it was written or replaced. */

import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import process from 'node:process';

/** Editors and configuration tools touch a file several times for one change. */
const settleMilliseconds = 200;

/**
 * @param changed is called once for each change, after it has settled
 * @returns a function that stops watching
 */
export function watchFile(file: string, changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const settle = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, settleMilliseconds);
  };
  // The folder and not the file: a file that is replaced by another of its name would be watched no more.
  // Kubernetes swaps a link called ..data beside the one that is read.
  const watcher = watch(dirname(file), (_event, name) => {
    if (name === null || name === basename(file) || name === '..data') settle();
  });
  process.on('SIGHUP', changed);
  return () => {
    clearTimeout(timer);
    watcher.close();
    process.off('SIGHUP', changed);
  };
}
