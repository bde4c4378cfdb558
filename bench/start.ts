/**
 * `npm run bench:start`: time from process start to the first answer, and memory after it, from source and from the
 * package that `npm run build` makes. Each is started once before the measurement, to fill Node's compile cache.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { outputOf } from './child-output.ts';
import { flags } from './flags.ts';
import { median } from './million.ts';

const times = 11;

const ways = [
  { name: 'from source', file: 'src/cli/start.js', limitMilliseconds: 200 },
  { name: 'from the package', file: 'dist/cli/start.js', limitMilliseconds: 150 },
] as const;

for (const { name, file, limitMilliseconds } of ways) {
  if (!existsSync(file)) {
    process.stdout.write(`${name}: ${file} is not there; npm run build makes it\n`);
    continue;
  }
  await started(file);
  const runs: Run[] = [];
  for (let time = 0; time < times; time++) runs.push(await started(file));
  const milliseconds = median(runs.map((run) => run.milliseconds));
  const megabytes = median(runs.map((run) => run.megabytes));
  process.stdout.write(
    `${name}: ${milliseconds.toFixed(0)} ms to the first answer, of ${limitMilliseconds}; ${megabytes.toFixed(0)} MB\n`,
  );
  if (milliseconds > limitMilliseconds) process.exitCode = 1;
}

interface Run {
  readonly milliseconds: number;
  readonly megabytes: number;
}

async function started(file: string): Promise<Run> {
  const began = performance.now();
  const child = spawn(process.execPath, [...flags, file], {
    env: { PATH: process.env['PATH'], PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  try {
    const url = await outputOf(child, file, /http:\S+config-v1\.1\.xml/);
    await (await fetch(url)).arrayBuffer();
    const milliseconds = performance.now() - began;
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
    return { milliseconds, megabytes: Number(kilobytes) / 1000 };
  } finally {
    // SIGINT, because Node writes its compile cache only at a regular exit.
    child.kill('SIGINT');
    await exit;
  }
}
