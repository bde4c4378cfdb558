/** What a program says that was started. */

import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/**
 * @param pattern is looked for in each line of its standard output
 * @returns what fits first
 * @throws when the program ends before it has said that
 */
export function saidBy(
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
