/**
 * `npm run faults [-- NAME…]`: injects faults into a running facteur and counts the results. The table that it
 * prints is in docs/reliability.md; the exit code is 1 when a promise did not hold. `npm run faults:all` adds the
 * faults that are too long for an ordinary run.
 */

import process from 'node:process';

export interface Outcome {
  /** Undefined where it could not be tried. */
  readonly good: boolean | undefined;
  readonly figures: string;
  /** What did not hold, in detail. */
  readonly trouble: readonly string[];
}

export type Fault = (progress: (done: number, of: number) => void) => Promise<Outcome>;

/** One line for each fault; it is loaded only when it runs. */
const faults: Readonly<Record<string, () => Promise<Fault>>> = {
  hostile: async () => (await import('./hostile.ts')).hostile,
  terminated: async () => (await import('./restart.ts')).terminated,
  'rolling-restart': async () => (await import('./restart.ts')).rollingRestart,
  reloaded: async () => (await import('./restart.ts')).reloaded,
  'store-down': async () => (await import('./stores.ts')).storeDown,
  'store-replaced': async () => (await import('./stores.ts')).storeReplaced,
  'clock-jumps': async () => (await import('./resources.ts')).clockJumps,
  'disk-full': async () => (await import('./resources.ts')).diskFull,
  memory: async () => (await import('./resources.ts')).memory,
  descriptors: async () => (await import('./descriptors.ts')).fewDescriptors,
};

/** The same for faults that run only when they are named, or with `--all`. */
const longFaults: Readonly<Record<string, () => Promise<Fault>>> = {
  'hostile-workerd': async () => (await import('./hostile.ts')).hostileWorkerd,
  'non-readers': async () => (await import('./non-readers.ts')).nonReaders,
  neighbours: async () => (await import('./neighbours.ts')).neighbours,
};

const wanted = process.argv.slice(2).filter((word) => word !== '--all');
const all = { ...faults, ...longFaults };
const unknown = wanted.filter((name) => !(name in all));
if (unknown.length > 0) {
  throw new Error(`unknown: ${unknown.join(', ')}; name some of ${Object.keys(all).join(', ')}`);
}
const chosen = Object.entries(process.argv.includes('--all') || wanted.length > 0 ? all : faults).filter(
  ([name]) => wanted.length === 0 || wanted.includes(name),
);
process.stdout.write('| Fault | | Result |\n|---|---|---|\n');
for (const [name, load] of chosen) {
  const progress = (done: number, of: number): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r${name}: ${Math.floor((100 * done) / of)} %`);
  };
  const fault = await load();
  const outcome = await fault(progress);
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  const verdict = outcome.good === undefined ? 'not tried' : outcome.good ? 'holds' : 'FAILS';
  process.stdout.write(`| ${name} | ${verdict} | ${outcome.figures} |\n`);
  for (const line of outcome.trouble) process.stderr.write(`${line}\n`);
  if (outcome.good === false) process.exitCode = 1;
}
