/** Watches files: calls back on SIGHUP, and when a file is written, replaced or removed. */

import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import process from 'node:process';

/** Editors and configuration tools write a file several times for one change. */
const settleMilliseconds = 200;
/**
 * The system sends no events when a folder further up is renamed or a link there changes, and none at all on some
 * network file systems or when there are no watches left. So the files are polled too.
 */
const pollMilliseconds = 1000;

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
  const polling = setInterval(() => {
    for (const folder of folders) folder.renew();
    const now = files.map((file) => identityOf(file));
    if (now.some((identity, at) => identity !== seen[at])) settle();
  }, pollMilliseconds).unref();
  process.on('SIGHUP', changed);
  return () => {
    clearTimeout(timer);
    clearInterval(polling);
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
 * Watches the folder and not the files, because a watch on a file ends when the file is replaced. Kubernetes replaces a
 * link called ..data in the same folder.
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
      // It does not exist, or there are no watches left; its files are still polled.
      return undefined;
    }
  }
  return {
    /** Watches the folder again if it was replaced. */
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

/** @returns a text that differs for each file and each version of it; nothing when it cannot be read */
function identityOf(path: string, what: 'inode' | 'version' = 'version'): string | undefined {
  try {
    const { dev, ino, size, ctimeMs } = statSync(path);
    return [dev, ino, ...(what === 'version' ? [size, ctimeMs] : [])].join();
  } catch {
    return undefined;
  }
}
