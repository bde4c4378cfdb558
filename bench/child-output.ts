/** Waits for the output of a child process. */

import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/**
 * @param pattern is matched against each line of standard output
 * @returns the first match
 * @throws if the program ends before a line matches
 */
export function outputOf(
  child: ChildProcess & { readonly stdout: Readable },
  name: string,
  pattern: RegExp,
): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = pattern.exec(line)?.[0];
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`${name} stopped with code ${code}`)));
  });
}
