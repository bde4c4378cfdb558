/**
 * `npm run bench:dearest`: searches for the request that costs the server the most CPU time by hill climbing: requests
 * are mutated at random, and the most expensive ones are mutated again. Costs are in units of an ordinary answer
 * (src/model/cost.ts), measured in the server's process over a real connection.
 *
 * A request may cost five ordinary ones for each token that its network pays. `--check` ends with 1 when one costs
 * more; `--write` keeps the table in bench/dearest.json. SEED says where the search begins, REQUESTS how many
 * different requests are tried.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { undeclaredCost } from '../src/model/cost.ts';
import { bytesOf, type Client, clientOf, type WireRequest } from './dearest/client.ts';
import { mutated, type Random, randomOf } from './dearest/mutate.ts';
import { ordinary, type Seed, seedsOf } from './dearest/requests.ts';
import { type MeasuredServer, startServer } from './dearest/server-process.ts';
import { pin } from './pin.ts';

const seed = Number(process.env['SEED'] ?? 1);
const budget = Number(process.env['REQUESTS'] ?? 2000);
/** How far above its limit a cost may be measured: CPU time on a shared machine is not exact. */
const tolerance = 1.2;
/** The number of requests kept for each initial one. */
const kept = 4;

interface Measured extends Seed {
  readonly status: number;
  /** In units of an ordinary answer. */
  readonly cost: number;
  readonly charged: number;
  /** Cost for each token that is paid for the request. */
  readonly perToken: number;
}

/** @returns the most expensive request for each initial one, most expensive first */
async function search(random: Random): Promise<readonly Measured[]> {
  const measure = await measuring(server, client);
  const seeds = seedsOf(server);
  const best = new Map<string, readonly Measured[]>();
  for (const one of seeds) {
    const measured = await measure(one);
    best.set(one.name, measured ? [measured] : []);
  }
  const requests = seeds.map(({ request }) => request);
  for (let tried = 0; tried < budget; tried++) {
    // Half of the steps mutate the request with the highest cost per token, the others each request in turn.
    const parents = [...best.values()].flat().toSorted(byPerToken);
    const turn = best.get(seeds[tried % seeds.length]?.name ?? '') ?? [];
    const parent = random(2) === 0 ? parents[random(10)] : turn[random(turn.length)];
    if (!parent) continue;
    const child = await measure({
      name: parent.name,
      request: mutated(parent.request, requests, random),
    });
    if (child)
      best.set(child.name, [...(best.get(child.name) ?? []), child].toSorted(byPerToken).slice(0, kept));
    if (process.stderr.isTTY) process.stderr.write(`\r${tried + 1} of ${budget}`);
  }
  // A single measurement may have been disturbed: what counts is the lesser of it and another one.
  const sure: Measured[] = [];
  for (const all of best.values()) {
    const again: Measured[] = [];
    for (const one of all) {
      const second = await measure(one);
      again.push(second && second.perToken < one.perToken ? second : one);
    }
    sure.push(...again.toSorted(byPerToken).slice(0, 1));
  }
  return sure.toSorted(byPerToken);
}

const byPerToken = (a: Measured, b: Measured): number => b.perToken - a.perToken;

/** @returns a function that measures a request; nothing for one that ends the connection, as it costs a new one */
async function measuring({ used }: MeasuredServer, { send }: Client) {
  const cpuOf = async (request: WireRequest, times: number) => {
    const before = await used();
    const status = await send(request, times);
    const after = await used();
    if (status === undefined) return undefined;
    const microseconds = (after.cpuMicroseconds - before.cpuMicroseconds) / times;
    return { status, microseconds, charged: (after.charged - before.charged) / times };
  };
  for (let round = 0; round < 10; round++) await cpuOf(ordinary.request, 400);
  /** The last measurements of the ordinary request: the median is the unit. */
  const units: number[] = [];
  return async (one: Seed): Promise<Measured | undefined> => {
    const unit = await cpuOf(ordinary.request, 64);
    units.push(unit?.microseconds ?? 0);
    if (units.length > 31) units.shift();
    await send(one.request, 8);
    const first = await cpuOf(one.request, 24);
    const second = first && (await cpuOf(one.request, 24));
    if (!first || !second) return undefined;
    const { status, microseconds, charged } = first.microseconds < second.microseconds ? first : second;
    const cost = microseconds / median(units);
    const tokens = Math.max(1, Math.ceil(charged / undeclaredCost));
    return { ...one, status, cost, charged, perToken: cost / tokens };
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function tableOf(found: readonly Measured[]): string {
  const lines = found.map(
    ({ name, status, cost, charged, perToken, request }) =>
      `| ${name} | ${status} | ${bytesOf(request).length} | ${cost.toFixed(1)} | ${charged.toFixed(0)} | ${perToken.toFixed(1)} |`,
  );
  return [
    'The dearest request found, in units of an ordinary Autodiscover answer:\n',
    '| began as | status | bytes | costs | is charged | for each token |',
    '|---|---:|---:|---:|---:|---:|',
    ...lines,
    '',
  ].join('\n');
}

function keep(found: readonly Measured[]): void {
  const rounded = Object.fromEntries(
    found.map(({ name, status, cost, charged, perToken }) => [
      name,
      { status, cost: round(cost), charged: round(charged), perToken: round(perToken) },
    ]),
  );
  const file = join(import.meta.dirname, 'dearest.json');
  writeFileSync(file, `${JSON.stringify({ seed, requests: budget, dearest: rounded }, null, 2)}\n`);
}

const round = (value: number): number => Number(value.toFixed(1));

pin(0);
const server = await startServer();
const client = clientOf(server.port);
try {
  const found = await search(randomOf(seed));
  process.stdout.write(tableOf(found));
  if (process.argv.includes('--write')) keep(found);
  const over = found.filter(
    ({ perToken }) => perToken > undeclaredCost * (process.env['SHOW'] ? 0.7 : tolerance),
  );
  for (const { name, request } of over) {
    process.stderr.write(`${name}: ${JSON.stringify(bytesOf(request).toString('latin1'))}\n`);
  }
  if (process.argv.includes('--check') && over.length > 0) process.exitCode = 1;
} finally {
  client.close();
  server.stop();
}
