/**
 * The folder of Node's compile cache. A user who can write to it could inject code, so it is never in the temporary
 * directory, where any user can create it first: it is in the user's own cache folder, or there is no cache.
 *
 * JavaScript, because start.js needs it before the cache is on.
 */

import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

const othersMayWrite = 0o022;
const sticky = 0o1000;

/**
 * @param {Readonly<Record<string, string | undefined>>} environment CACHE_DIRECTORY is set by systemd
 * @param {number | undefined} uid of this process; Windows has none, and no mode that could be checked
 * @param {() => string} home called when the environment names no cache folder
 * @returns {string | undefined} the folder, which exists, belongs to this user, and cannot be changed by others
 */
export function compileCacheFolder({ CACHE_DIRECTORY, XDG_CACHE_HOME }, uid, home) {
  if (uid === undefined) return undefined;
  try {
    const [service = ''] = CACHE_DIRECTORY?.split(':') ?? [];
    if (isAbsolute(service)) return privateFolder(join(service, 'compiled'), uid);
    const xdg = XDG_CACHE_HOME ?? '';
    const base = isAbsolute(xdg) ? xdg : join(home(), '.cache');
    return privateFolder(join(createFolder(base, uid), 'facteur'), uid);
  } catch {
    // No home, no permission, another user's folder: without a cache, the start is only slower.
    return undefined;
  }
}

/**
 * @param {string} path
 * @param {number} uid
 */
function privateFolder(path, uid) {
  const folder = createFolder(path, uid);
  const { mode, uid: owner } = lstatSync(folder);
  // 0700: files in it have the mode that the umask gives them, which may be open to all.
  if (owner !== uid || (mode & 0o077) !== 0) throw new Error('not private');
  return folder;
}

/**
 * Creates a folder, if its parent exists.
 *
 * @param {string} path
 * @param {number} uid
 * @returns the path without symbolic links; no other user can replace any part of it
 */
function createFolder(path, uid) {
  const parent = realpathSync.native(dirname(path));
  checkFolders(parent, uid);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch {
    // It exists already, or the next line throws.
  }
  const folder = realpathSync.native(path);
  checkFolders(folder, uid);
  return folder;
}

/**
 * @param {string} path without symbolic links
 * @param {number} uid
 * @throws when a user other than root owns a folder on the path, or may rename its entries
 */
function checkFolders(path, uid) {
  const { mode, uid: owner } = lstatSync(path);
  // In a sticky folder such as /tmp only the owner of an entry can rename it, and the entry's owner is checked too.
  const isOpen = (mode & othersMayWrite) !== 0 && (mode & sticky) === 0;
  if (isOpen || (owner !== uid && owner !== 0)) throw new Error('not safe');
  if (dirname(path) !== path) checkFolders(dirname(path), uid);
}
