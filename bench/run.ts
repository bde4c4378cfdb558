/**
 * `npm run bench`: throughput as a ratio to a constant body from bare `node:http`, for the same method.
 * Each server runs in its own process; rounds alternate between them, so that other load affects all of them equally,
 * and the median round counts. `--write` stores the result in bench/result.json; `--check` exits with 1 if a ratio is
 * 15 % below the stored one. ROUNDS and SECONDS set the duration.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import * as z from 'zod';
import { outputOf } from './child-output.ts';
import { flags } from './flags.ts';
import { generator, type Load } from './load.ts';
import { median } from './million.ts';
import { baseOf, pathsOf, type Row, rows, type ServerName } from './rows.ts';

const rounds = Number(process.env['ROUNDS'] ?? 5);
const seconds = Number(process.env['SECONDS'] ?? 2);
/** Tolerance below the stored ratio. */
const fallAllowed = 0.85;
const kept = join(import.meta.dirname, 'result.json');

interface Server {
  readonly child: ChildProcess;
  readonly url: string;
}

interface Result {
  readonly machine: string;
  readonly ratios: Readonly<Record<string, number>>;
}

const resultSchema = z.object({ machine: z.string(), ratios: z.record(z.string(), z.number()) });

const children: ChildProcess[] = [];
try {
  await main();
} finally {
  for (const { pid } of children) if (pid !== undefined) process.kill(-pid, 'SIGTERM');
}

async function main(): Promise<void> {
  const { name: by, perSecond: measure } = generator();
  const servers = new Map<ServerName, Server>();
  for (const name of new Set(rows.map(({ server }) => server))) servers.set(name, await start(name));
  const measured = rows.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    process.stderr.write(round === 0 ? 'warming up\n' : `round ${round} of ${rounds}\n`);
    for (const [index, row] of rows.entries()) {
      const perSecond = await measure(loadOf(servers.get(row.server)?.url ?? '', row));
      if (round > 0) measured[index]?.push(perSecond);
    }
  }
  const medians = measured.map(median);
  const machine = `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, by ${by}`;
  const ratios = Object.fromEntries(
    rows.map((row, index) => [row.name, (medians[index] ?? 0) / (medians[baseOf(row)] ?? 1)]),
  );
  process.stdout.write(tableOf(machine, medians, ratios));
  if (process.argv.includes('--write')) keep({ machine, ratios });
  if (process.argv.includes('--check')) check(ratios);
}

function tableOf(machine: string, medians: readonly number[], ratios: Result['ratios']): string {
  const lines = rows.map(({ name, goal }, index) => {
    const wanted = goal && ('ratio' in goal ? goal.ratio.toFixed(2) : `${goal.perSecond}/s`);
    return `| ${name} | ${Math.round(medians[index] ?? 0)} | ${ratios[name]?.toFixed(2)} | ${wanted ?? ''} |`;
  });
  return [
    `\n${machine}\n`,
    '|  | requests/s | ratio to bare | to reach |',
    '|---|---:|---:|---:|',
    ...lines,
    '',
  ].join('\n');
}

function keep({ machine, ratios }: Result): void {
  const rounded = Object.fromEntries(
    Object.entries(ratios).map(([name, ratio]) => [name, Number(ratio.toFixed(3))]),
  );
  writeFileSync(kept, `${JSON.stringify({ machine, ratios: rounded }, null, 2)}\n`);
}

/** Only ratios are compared: a slower machine slows down all servers. */
function check(ratios: Result['ratios']): void {
  const before = resultSchema.parse(JSON.parse(readFileSync(kept, 'utf8'))).ratios;
  const fallen = Object.entries(ratios).filter(([name, ratio]) => ratio < (before[name] ?? 0) * fallAllowed);
  for (const [name, ratio] of fallen) {
    process.stderr.write(`${name} has fallen from ${before[name]} to ${ratio.toFixed(3)}\n`);
  }
  if (fallen.length > 0) process.exitCode = 1;
}

/** Each server is the leader of a process group, so that its children end with it. */
async function start(name: ServerName): Promise<Server> {
  const child = spawn(process.execPath, [...flags, 'bench/servers.ts', name], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return { child, url: await outputOf(child, name, /http:\/\/[\w.]+:\d+/) };
}

function loadOf(url: string, row: Row): Load {
  const { host, method, body } = row.request;
  const type = body === undefined ? {} : { 'content-type': 'text/xml' };
  return { url, paths: pathsOf(row), method, headers: { Host: host, ...type }, body, seconds };
}
