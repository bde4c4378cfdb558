/** Calls back when a file has changed: by SIGHUP, or because it was written or replaced. */

import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import process from 'node:process';

/** Editors and configuration tools touch a file several times for one change. */
const settleMilliseconds = 200;
/**
 * The system tells nothing of a folder above that was renamed or is a link that leads elsewhere now, and nothing at
 * all on some network file systems or when there are no watches left. So the files are also looked at themselves.
 */
const lookMilliseconds = 1000;

/**
 * @param changed is called once for each change of any of them, after it has settled
 * @returns a function that stops watching, and returns whether it kept a change from being reported
 */
export function watchFiles(files: readonly string[], changed: () => void): () => boolean {
  let timer: NodeJS.Timeout | undefined;
  let seen = files.map((file) => identityOf(file));
  const folders = [...new Set(files.map((file) => dirname(file)))].map((folder) => {
    const names = new Set(files.filter((file) => dirname(file) === folder).map((file) => basename(file)));
    return watchFolder(folder, names, settle);
  });
  const looking = setInterval(() => {
    for (const folder of folders) folder.renew();
    const now = files.map((file) => identityOf(file));
    if (now.some((identity, at) => identity !== seen[at])) settle();
  }, lookMilliseconds).unref();
  process.on('SIGHUP', changed);
  return () => {
    clearTimeout(timer);
    clearInterval(looking);
    for (const folder of folders) folder.close();
    process.off('SIGHUP', changed);
    return timer !== undefined;
  };

  function settle(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      seen = files.map((file) => identityOf(file));
      changed();
    }, settleMilliseconds);
  }
}

/**
 * Watches the folder and not the files: one that is replaced by another of its name would be watched no more.
 * Kubernetes swaps a link called ..data beside the one that is read.
 */
function watchFolder(folder: string, names: ReadonlySet<string>, changed: () => void) {
  let watched = identityOf(folder, 'inode');
  let watcher = start();

  function start(): FSWatcher | undefined {
    try {
      return watch(folder, (_event, name) => {
        if (name === null || names.has(name) || name === '..data') changed();
      }).on('error', () => watcher?.close());
    } catch {
      // It is gone, or there are no watches left: its files are looked at all the same.
      return undefined;
    }
  }
  return {
    /** Watches the folder that is there now, if it is another one. */
    renew(): void {
      const there = identityOf(folder, 'inode');
      if (there === watched) return;
      watched = there;
      watcher?.close();
      watcher = start();
    },
    close: () => watcher?.close(),
  };
}

/** @returns what another file, or another version of it, has not; nothing for one that cannot be looked at */
function identityOf(path: string, what: 'inode' | 'version' = 'version'): string | undefined {
  try {
    const { dev, ino, size, ctimeMs } = statSync(path);
    return [dev, ino, ...(what === 'version' ? [size, ctimeMs] : [])].join();
  } catch {
    return undefined;
  }
}
