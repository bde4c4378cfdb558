/** `npm run golden`: rewrites every golden file from the current answers. Review the diff. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { recordsOf } from '../support/records.ts';
import { bodyOf, send } from '../support/world.ts';
import { askGolden, goldenCases, headFile, headOf, recordCases } from './cases.ts';

function write(file: string, text: string): void {
  const path = join(import.meta.dirname, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  process.stdout.write(`${file}\n`);
}

for (const golden of goldenCases) {
  const answer = await send(golden.world, golden.url, askGolden(golden));
  write(headFile(golden.file), headOf(answer));
  write(golden.file, await bodyOf(answer));
}
for (const golden of recordCases) write(golden.file, await recordsOf(golden));
