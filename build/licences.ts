/** Collects the licences of the bundled libraries, which MIT, ISC and BSD require. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const manifest = z.object({ name: z.string(), version: z.string(), license: z.string() });

/**
 * @param files paths below `root`, some of them in node_modules
 * @returns a text with a part for each library
 * @throws when a library has no licence text and is not under MIT or ISC, whose texts are known
 */
export function licencesOf(files: readonly string[], root: string): string {
  const folders = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  return [...new Set(folders)]
    .toSorted()
    .map((folder) => licenceIn(join(root, folder)))
    .join('\n\n');
}

function licenceIn(folder: string): string {
  const { name, version, license } = manifest.parse(
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
  );
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined && !['MIT', 'ISC'].includes(license)) {
    throw new Error(`${name} is under ${license}, and has no text of it`);
  }
  const text = file === undefined ? '' : `\n\n${readFileSync(join(folder, file), 'utf8').trim()}`;
  return `${name} ${version}, ${license}${text}\n`;
}
