/**
 * `npm run bench:cold`: CPU time from the start of workerd to the first answer, and of an answer once it is warm, beside
 * a Hono Worker that answers a constant. Each round starts every Worker once, in a new process; the median counts, and
 * what the constant costs is workerd's own part.
 *
 * `npm run bench:cold -- FILE…` measures other bundles of the Worker in the same rounds, such as one of an older
 * commit (`wrangler deploy --dry-run --outdir FOLDER`). Linux only: the CPU time is read from /proc.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { build } from 'esbuild';
import { median } from './million.ts';
import { bundleWorker } from './worker-bundle.ts';

const rounds = Number(process.env['ROUNDS'] ?? 15);
/** Requests before an answer counts as warm, and those that are measured. */
const warmRequests = 3000;
const host = '127.0.0.1';
/** The program itself, which wrangler brings: `workerd` is a script that starts it. */
const workerd = createRequire(import.meta.url).resolve(
  `@cloudflare/workerd-linux-${process.arch === 'x64' ? '64' : process.arch}/bin/workerd`,
);
/** All Workers get the same path, so that it counts for none of them. */
const path = '/.well-known/autoconfig/mail/config-v1.1.xml';

/** What an operator sets besides: the Worker alone serves OVH's settings. */
const configuration = {
  providers: {
    'example.net': {
      name: 'Example Mail',
      shortName: 'Example',
      incoming: ['imaps://imap.example.net'],
      outgoing: ['smtps://smtp.example.net'],
    },
  },
  domains: { 'example.org': 'example.net' },
};

interface Row {
  readonly name: string;
  readonly module: string;
  readonly configuration?: object;
}

/** Nanoseconds of CPU, of all threads. */
interface Cost {
  /** Until it listens: workerd has started the isolate and evaluated the module. */
  readonly start: number;
  /** From then on until the first answer is read. */
  readonly answer: number;
}

const folder = mkdtempSync(join(tmpdir(), 'facteur-cold-'));
try {
  const own = bundleWorker(join(folder, 'facteur'));
  const constant: Row = { name: 'a constant, by Hono', module: await constantWorker() };
  const rows: readonly Row[] = [
    { name: 'facteur', module: own },
    { name: 'facteur, configured', module: own, configuration },
    ...process.argv.slice(2).flatMap((module) => [
      { name: module, module },
      { name: `${module}, configured`, module, configuration },
    ]),
  ];
  const costs = new Map<Row, Cost[]>([constant, ...rows].map((row) => [row, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [row, measured] of costs) measured.push(await firstAnswer(row));
  }
  report(costs, constant);
  for (const row of costs.keys()) {
    const microseconds = (await warmAnswer(row)) / 1000;
    process.stdout.write(`${row.name}: ${microseconds.toFixed(0)} µs for each answer when it is warm\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

function report(costs: ReadonlyMap<Row, readonly Cost[]>, constant: Row): void {
  const middle = (row: Row, part: (cost: Cost) => number): number => median((costs.get(row) ?? []).map(part));
  const whole = ({ start, answer }: Cost): number => start + answer;
  const milliseconds = (nanoseconds: number): string => (nanoseconds / 1e6).toFixed(1);
  for (const row of costs.keys()) {
    const total = middle(row, whole);
    const ratio = total / middle(constant, whole);
    const more = total - middle(constant, whole);
    const start = milliseconds(middle(row, ({ start }) => start));
    const answer = milliseconds(middle(row, ({ answer }) => answer));
    process.stdout.write(
      `${row.name}: ${milliseconds(total)} ms (${start} to listen, ${answer} to answer), ` +
        `${ratio.toFixed(2)} times the constant, ${milliseconds(more)} ms more\n`,
    );
  }
}

async function constantWorker(): Promise<string> {
  const source = `
    import { Hono } from 'hono/tiny';
    const app = new Hono();
    app.all('*', (context) => context.body('x'.repeat(1400), 200, { 'content-type': 'text/xml' }));
    export default app;`;
  const outfile = join(folder, 'constant.js');
  const stdin = { contents: source, resolveDir: process.cwd() };
  await build({ stdin, outfile, bundle: true, minify: true, format: 'esm', logLevel: 'error' });
  return outfile;
}

function firstAnswer(row: Row): Promise<Cost> {
  return withServer(row, async (server, ask) => {
    const start = cpuOf(server);
    await ask();
    return { start, answer: cpuOf(server) - start };
  });
}

/** @returns nanoseconds of CPU for each answer, workerd's HTTP included */
function warmAnswer(row: Row): Promise<number> {
  return withServer(row, async (server, ask) => {
    for (let request = 0; request < warmRequests; request++) await ask();
    const before = cpuOf(server);
    for (let request = 0; request < warmRequests; request++) await ask();
    return (cpuOf(server) - before) / warmRequests;
  });
}

async function withServer<Measured>(
  row: Row,
  measure: (server: ChildProcess, ask: () => Promise<void>) => Promise<Measured>,
): Promise<Measured> {
  const server = spawn(workerd, ['serve', configFile(row), '--control-fd=3'], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  const exit = once(server, 'exit');
  try {
    const port = await portOf(server);
    return await measure(server, async () => {
      const response = await fetch(`http://${host}:${port}${path}`, { redirect: 'manual' });
      const body = await response.text();
      if (response.status !== 200 || body === '') throw new Error(`${row.name} answers ${response.status}`);
    });
  } finally {
    server.kill();
    await exit;
  }
}

/** workerd's own configuration, in Cap'n Proto: one Worker of one module, on a port that is free. */
function configFile({ module, configuration }: Row): string {
  const deployed = mkdtempSync(join(folder, 'run-'));
  copyFileSync(module, join(deployed, 'module.js'));
  const bindings =
    configuration === undefined
      ? ''
      : `( name = "FACTEUR_CONFIG", json = ${JSON.stringify(JSON.stringify(configuration))} )`;
  const [, date] = /^compatibility_date = "([\d-]+)"$/m.exec(readFileSync('wrangler.toml', 'utf8')) ?? [];
  const file = join(deployed, 'workerd.capnp');
  writeFileSync(
    file,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ ( name = "main", worker = (
    modules = [ ( name = "module.js", esModule = embed "module.js" ) ],
    bindings = [ ${bindings} ],
    compatibilityDate = "${date}" ) ) ],
  sockets = [ ( name = "http", address = "${host}:0", http = (), service = "main" ) ]
);
`,
  );
  return file;
}

/** workerd writes a line of JSON to its control descriptor for each socket. */
async function portOf(server: ChildProcess): Promise<number> {
  const control = server.stdio[3];
  if (!(control instanceof Readable)) throw new Error('workerd has no control descriptor');
  for await (const line of createInterface({ input: control })) {
    const [, port] = /"event":"listen",.*"port":(\d+)/.exec(line) ?? [];
    if (port !== undefined) return Number(port);
  }
  throw new Error('workerd stopped before it listened');
}

/** Nanoseconds: the first word of schedstat, for each thread. */
function cpuOf({ pid }: ChildProcess): number {
  return readdirSync(`/proc/${pid}/task`)
    .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]))
    .reduce((sum, nanoseconds) => sum + nanoseconds, 0);
}
