/**
 * A folder for Node's compile cache. Whoever can write to it decides what this program runs, so it is never in the
 * temporary directory, where any user can create it first: it is in the user's own cache folder, or there is none.
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
 * @param {() => string} home is asked when the environment names no cache folder
 * @returns {string | undefined} the folder, which exists, belongs to this user, and which nobody else can change
 */
export function compileCacheFolder({ CACHE_DIRECTORY, XDG_CACHE_HOME }, uid, home) {
  if (uid === undefined) return undefined;
  try {
    const [service = ''] = CACHE_DIRECTORY?.split(':') ?? [];
    if (isAbsolute(service)) return privateFolder(join(service, 'compiled'), uid);
    const xdg = XDG_CACHE_HOME ?? '';
    const base = isAbsolute(xdg) ? xdg : join(home(), '.cache');
    return privateFolder(join(made(base, uid), 'facteur'), uid);
  } catch {
    // No home, nothing that may be written, a folder of somebody else: a start without a cache is slower, not wrong.
    return undefined;
  }
}

/**
 * @param {string} path
 * @param {number} uid
 */
function privateFolder(path, uid) {
  const folder = made(path, uid);
  const { mode, uid: owner } = lstatSync(folder);
  // 0700: files in it have the mode that the umask gives them, which may be open to all.
  if (owner !== uid || (mode & 0o077) !== 0) throw new Error('not private');
  return folder;
}

/**
 * @param {string} path is created, if its parent exists
 * @param {number} uid
 * @returns the path without symbolic links; nobody else can replace any part of it
 */
function made(path, uid) {
  const parent = realpathSync.native(dirname(path));
  checkFolders(parent, uid);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch {
    // It exists already, or the next line says that it does not.
  }
  const folder = realpathSync.native(path);
  checkFolders(folder, uid);
  return folder;
}

/**
 * @param {string} path without symbolic links
 * @param {number} uid
 * @throws when another user than root owns a folder on the way to it, or may rename what is inside
 */
function checkFolders(path, uid) {
  const { mode, uid: owner } = lstatSync(path);
  // In a sticky folder such as /tmp only the owner of an entry can rename it, and the entry's owner is checked too.
  const isOpen = (mode & othersMayWrite) !== 0 && (mode & sticky) === 0;
  if (isOpen || (owner !== uid && owner !== 0)) throw new Error('not safe');
  if (dirname(path) !== path) checkFolders(dirname(path), uid);
}
