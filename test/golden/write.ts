/** `npm run golden`: writes every golden file anew from what facteur answers now. Read the difference in review. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { bodyOf, send } from '../world.ts';
import { askGolden, goldenCases } from './cases.ts';

for (const golden of goldenCases) {
  const path = join(import.meta.dirname, golden.file);
  const answer = await send(golden.world, golden.url, askGolden(golden));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, await bodyOf(answer));
  process.stdout.write(`${answer.status} ${golden.file}\n`);
}
