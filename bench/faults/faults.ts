/**
 * `npm run faults [NAME…]`: makes trouble for facteur and counts what comes of it. The table that it prints stands in
 * docs/reliability.md; the exit code is 1 when something did not hold.
 */

import process from 'node:process';
import { hostile } from './hostile.ts';
import { clockJumps, diskFull, memory } from './resources.ts';
import { reloaded, rollingRestart, terminated } from './restart.ts';

export interface Outcome {
  /** Not known where it could not be tried. */
  readonly good: boolean | undefined;
  readonly figures: string;
  /** What did not hold, for whoever has to mend it. */
  readonly trouble: readonly string[];
}

type Fault = (progress: (done: number, of: number) => void) => Promise<Outcome>;

const faults: Readonly<Record<string, Fault>> = {
  hostile,
  terminated,
  'rolling-restart': rollingRestart,
  reloaded,
  'clock-jumps': clockJumps,
  'disk-full': diskFull,
  memory,
};

const wanted = process.argv.slice(2);
const names = Object.keys(faults).filter((name) => wanted.length === 0 || wanted.includes(name));
if (names.length === 0) throw new Error(`name some of ${Object.keys(faults).join(', ')}`);
process.stdout.write('| Fault | | What came of it |\n|---|---|---|\n');
for (const name of names) {
  const progress = (done: number, of: number): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r${name}: ${Math.floor((100 * done) / of)} %`);
  };
  const outcome = await faults[name]?.(progress);
  if (!outcome) continue;
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  const verdict = outcome.good === undefined ? 'not tried' : outcome.good ? 'holds' : 'FAILS';
  process.stdout.write(`| ${name} | ${verdict} | ${outcome.figures} |\n`);
  for (const line of outcome.trouble) process.stderr.write(`${line}\n`);
  if (outcome.good === false) process.exitCode = 1;
}
