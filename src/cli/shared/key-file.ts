/** Reads key files, and checks that only their owner may read them. */

import { closeSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import process from 'node:process';
import { ok, type Result, refuse } from '../../model/result.ts';

interface Ownership {
  readonly mode: number;
  /** The owner's user id; root's is 0. */
  readonly uid: number;
}

/**
 * A file of root may be readable by its group when this process runs as another user. systemd does so with credentials,
 * where the group's bits are the mask of an access list (github.com/systemd/systemd/issues/29435), and Kubernetes with
 * `fsGroup`.
 *
 * @param reader the user id of this process
 * @returns whether anybody else may read the file
 */
export function isTooOpen({ mode, uid }: Ownership, reader: number | undefined): boolean {
  const isLent = uid === 0 && reader !== 0;
  return (mode & (isLent ? 0o037 : 0o077)) !== 0;
}

/** @returns the text of the file, or an error message */
export function readKeyFile(path: string): Result<string, string> {
  return readNamed(path, 'key', (ownership) => tooOpen('the key', path, ownership));
}

/** @returns why a key must not be in this file; undefined also for a file that cannot be read, which fails later */
export function keyFileFlaw(what: string, path: string): string | undefined {
  try {
    return tooOpen(what, path, statSync(path));
  } catch {
    return undefined;
  }
}

function tooOpen(what: string, path: string, ownership: Ownership): string | undefined {
  // Windows has no file modes.
  const isOpen = process.platform !== 'win32' && isTooOpen(ownership, process.getuid?.());
  return isOpen ? `${what} can be read by other users: chmod 600 ${path}` : undefined;
}

/** @param flaw checks the open file, so that the file cannot be replaced between check and reading */
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
