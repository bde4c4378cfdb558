/** Files of keys: who may read them, and what stands in them. */

import { closeSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import process from 'node:process';
import { ok, type Result, refuse } from '../../model/result.ts';

interface Ownership {
  readonly mode: number;
  /** The owner's number; root's is 0. */
  readonly uid: number;
}

/**
 * A file of root's is lent to whoever runs as another user, by its group: systemd does so with credentials, where the
 * group's bits are the mask of an access list (github.com/systemd/systemd/issues/29435), and Kubernetes with `fsGroup`.
 *
 * @param reader the number of who runs this
 * @returns whether others may read it than its owner, and whom the owner lends it to
 */
export function isTooOpen({ mode, uid }: Ownership, reader: number | undefined): boolean {
  const isLent = uid === 0 && reader !== 0;
  return (mode & (isLent ? 0o037 : 0o077)) !== 0;
}

/** @returns the text of the file, or what is wrong with it, in words */
export function readKeyFile(path: string): Result<string, string> {
  return readNamed(path, 'key', (ownership) => tooOpen('the key', path, ownership));
}

/** @returns why a key must not be in this file; nothing of a file that cannot be looked at: its reader says why */
export function keyFileFlaw(what: string, path: string): string | undefined {
  try {
    return tooOpen(what, path, statSync(path));
  } catch {
    return undefined;
  }
}

function tooOpen(what: string, path: string, ownership: Ownership): string | undefined {
  // Windows has no such mode.
  const isOpen = process.platform !== 'win32' && isTooOpen(ownership, process.getuid?.());
  return isOpen ? `${what} may be read by others than its owner: chmod 600 ${path}` : undefined;
}

/** @param flaw looks at the very file that is read next, not at one that has its name by then */
export function readNamed(
  path: string,
  what: 'key' | 'certificate',
  flaw: (ownership: Ownership) => string | undefined = () => undefined,
): Result<string, string> {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const found = flaw(fstatSync(descriptor));
    return found === undefined ? ok(readFileSync(descriptor, 'utf8')) : refuse(found);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it is no file';
    return refuse(`the ${what} cannot be read: ${why}`);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
