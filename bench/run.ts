/**
 * `npm run bench`: how fast facteur answers, as ratios to a constant body from bare `node:http` for the same
 * request. Each server has a process of its own; rounds alternate between them, so that what else the machine
 * does falls on all alike, and the median round counts.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { cpus } from 'node:os';
import process from 'node:process';
import { createInterface } from 'node:readline';
import autocannon from 'autocannon';

const rounds = Number(process.env['ROUNDS'] ?? 5);
const seconds = Number(process.env['SECONDS'] ?? 2);

const pox = `<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">
  <Request>
    <EMailAddress>jo@example.org</EMailAddress>
    <AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema>
  </Request>
</Autodiscover>
`;

interface Load {
  readonly path: string;
  readonly post?: string;
}

const autoconfig: Load = { path: '/mail/config-v1.1.xml?emailaddress=jo%40example.org' };
const autodiscover: Load = { path: '/autodiscover/autodiscover.xml', post: pox };
const profile: Load = { path: '/profile.mobileconfig?emailaddress=jo%40example.org' };

/** Each row, and the row it is a ratio to; the first of each kind of request is the bare one. */
const rows = [
  { name: 'bare node:http, GET', server: 'bare', load: autoconfig, to: 0, goal: undefined },
  { name: 'Hono, constant body, GET', server: 'hono', load: autoconfig, to: 0, goal: undefined },
  { name: 'facteur autoconfig', server: 'facteur', load: autoconfig, to: 0, goal: 0.85 },
  { name: 'facteur profile', server: 'facteur', load: profile, to: 0, goal: 0.6 },
  { name: 'bare node:http, POST', server: 'bare', load: autodiscover, to: 4, goal: undefined },
  { name: 'Hono, constant body, POST', server: 'hono', load: autodiscover, to: 4, goal: undefined },
  { name: 'facteur POX', server: 'facteur', load: autodiscover, to: 4, goal: 0.55 },
] as const;

const children: ChildProcess[] = [];
try {
  await main();
} finally {
  for (const child of children) child.kill();
}

async function main(): Promise<void> {
  const urls = new Map<string, string>();
  for (const server of new Set(rows.map((row) => row.server))) urls.set(server, await start(server));
  const measured = rows.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    process.stderr.write(round === 0 ? 'warming up\n' : `round ${round} of ${rounds}\n`);
    for (const [index, row] of rows.entries()) {
      const perSecond = await requestsPerSecond(`${urls.get(row.server)}`, row.load);
      if (round > 0) measured[index]?.push(perSecond);
    }
  }
  const medians = measured.map(median);
  process.stdout.write(`\n${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}\n\n`);
  process.stdout.write('|  | requests/s | ratio to bare | to reach |\n|---|---:|---:|---:|\n');
  for (const [index, { name, to, goal }] of rows.entries()) {
    const ratio = (medians[index] ?? 0) / (medians[to] ?? 1);
    process.stdout.write(
      `| ${name} | ${Math.round(medians[index] ?? 0)} | ${ratio.toFixed(2)} | ${goal?.toFixed(2) ?? ''} |\n`,
    );
  }
}

function start(server: string): Promise<string> {
  const child = spawn(process.execPath, ['bench/servers.ts', server], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`${server} stopped with code ${code}`)));
  });
}

/** Connections are kept, requests are not pipelined: no mail client does that. */
async function requestsPerSecond(url: string, { path, post }: Load): Promise<number> {
  const result = await autocannon({
    url: url + path,
    connections: 32,
    duration: seconds,
    ...(post === undefined ? {} : { method: 'POST', body: post, headers: { 'content-type': 'text/xml' } }),
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${path}: ${result.non2xx} answers other than 200, ${result.errors} errors`);
  }
  return result.requests.total / result.duration;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
