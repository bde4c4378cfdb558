/**
 * `node bench/directory.ts`: the cost of a directory with a million domains, or of a million people. Each server has its
 * own process; they answer autoconfig requests in turn: one with a single domain in its configuration, one with a million
 * in a SQLite file, the same with a cache for one domain only, and the same two for people who are looked up by address.
 * The median round counts, as a ratio to the single domain.
 *
 * `node bench/directory.ts SERVER FILE` starts one of these servers. It prints its URL when it is ready.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { storeRuntime } from '../src/cli/shared/cache-runtime.ts';
import { type ConfigDocument, readConfig } from '../src/index.ts';
import { listen } from '../src/runtime/node/server.ts';
import { openNodeStore } from '../src/runtime/node/stores.ts';
import { openStores } from '../src/runtime/open-stores.ts';
import { flags } from './flags.ts';
import { type Generator, generator, type Load } from './load.ts';
import {
  addressOf,
  domainOf,
  domainsAsked,
  domainsStored,
  median,
  storeDomains,
  storePeople,
} from './million.ts';

const rounds = Number(process.env['ROUNDS'] ?? 5);
const seconds = Number(process.env['SECONDS'] ?? 2);
/** Long enough to request everything once. */
const rehearsalSeconds = 8;
const host = '127.0.0.1';

const rssLimitMegabytes = 200;

const documents: Readonly<Record<string, (file: string) => ConfigDocument>> = {
  single: () => ({ domains: { [domainOf(0)]: 'ovh.net' } }),
  cached: (sqlite) => ({ directories: [{ sqlite }], cache: { limit: domainsAsked } }),
  uncached: (sqlite) => ({ directories: [{ sqlite }], cache: { limit: 1 } }),
  'people-cached': (file) => people(file, domainsAsked),
  'people-uncached': (file) => people(file, 1),
};

/** One domain, whose people are looked up by address. */
const people = (file: string, addresses: number): ConfigDocument => ({
  domains: { 'example.org': 'ovh.net' },
  directories: [
    { sqlite: { file, query: 'SELECT login AS username FROM people WHERE mail = :address' }, by: 'address' },
  ],
  cache: { addresses },
});

const rows = [
  { name: 'one domain, in the configuration', server: 'single', domains: 1, goal: undefined },
  { name: '1,000,000 in SQLite, cached', server: 'cached', domains: domainsAsked, goal: 0.85 },
  { name: '1,000,000 in SQLite, not cached', server: 'uncached', domains: domainsAsked, goal: 0.5 },
  // At least 0.8 of the rows of domains.
  {
    name: '1,000,000 addresses in SQLite, cached',
    server: 'people-cached',
    domains: domainsAsked,
    goal: 0.68,
  },
  {
    name: '1,000,000 addresses in SQLite, not cached',
    server: 'people-uncached',
    domains: domainsAsked,
    goal: 0.4,
  },
] as const;

const [serverName, file] = process.argv.slice(2);
if (serverName === undefined) await measure();
else await serve(serverName, file ?? '');

async function serve(name: string, from: string): Promise<void> {
  const document = documents[name];
  if (!document) throw new Error(`name one of ${Object.keys(documents).join(', ')}`);
  const config = readConfig(document(from));
  if (!config.ok) throw new Error(config.refusal.map(({ message }) => message).join('\n'));
  const opened = await openStores(config.value, openNodeStore, storeRuntime);
  const { url } = await listen(opened.config, { host, port: 0 });
  process.on('message', () => process.send?.(process.memoryUsage.rss()));
  process.send?.(url);
}

async function measure(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'facteur-bench-'));
  const children: ChildProcess[] = [];
  try {
    process.stderr.write(`storing ${domainsStored} domains\n`);
    const stored = join(directory, 'domains.sqlite');
    storeDomains(stored, 'ovh.net');
    storePeople(stored);
    const servers: Server[] = [];
    for (const { server } of rows) {
      const child = fork(import.meta.filename, [server, stored], {
        execArgv: [...flags],
      });
      children.push(child);
      servers.push({ child, url: String(await hear(child)), perSecond: [], rssMegabytes: 0 });
    }
    const { name, perSecond } = generator();
    await rehearse(servers, perSecond);
    for (let round = 1; round <= rounds; round++) {
      process.stderr.write(`round ${round} of ${rounds}\n`);
      for (const [at, { domains, server: kind }] of rows.entries()) {
        const server = servers[at];
        if (!server) continue;
        server.perSecond.push(await perSecond(loadOf(server.url, kind, domains, seconds)));
        server.rssMegabytes = Math.max(server.rssMegabytes, await rssOf(server.child));
      }
    }
    print(servers, name);
  } finally {
    for (const child of children) child.kill();
    rmSync(directory, { recursive: true });
  }
}

interface Server {
  readonly child: ChildProcess;
  readonly url: string;
  readonly perSecond: number[];
  /** Peak memory observed. */
  rssMegabytes: number;
}

/** Warm-up: fills the cache and compiles the code. */
async function rehearse(servers: readonly Server[], perSecond: Generator): Promise<void> {
  process.stderr.write('warming up\n');
  for (const [at, { domains, server }] of rows.entries()) {
    const url = servers[at]?.url ?? '';
    const path = pathOf(server, domains === 1 ? 0 : domainsStored - domainsStored / domainsAsked);
    const answer = await fetch(url + path);
    if (answer.status !== 200) throw new Error(`${path} is answered ${answer.status}`);
    await perSecond(loadOf(url, server, domains, rehearsalSeconds));
  }
}

function pathOf(server: string, index: number): string {
  const address = server.startsWith('people') ? addressOf(index) : `jo@${domainOf(index)}`;
  return `/mail/config-v1.1.xml?emailaddress=${encodeURIComponent(address)}`;
}

/** The requested domains are spread evenly over the file; a single domain is requested as often. */
function loadOf(url: string, server: string, domains: number, forSeconds: number): Load {
  const spread = domainsStored / domainsAsked;
  const paths = Array.from({ length: domainsAsked }, (_, at) =>
    pathOf(server, domains === 1 ? 0 : at * spread),
  );
  return { url, paths, method: 'GET', headers: {}, seconds: forSeconds };
}

async function rssOf(child: ChildProcess): Promise<number> {
  child.send('rss');
  return Number(await hear(child)) / 1e6;
}

async function hear(child: ChildProcess): Promise<unknown> {
  const heard = new AbortController();
  const stopped = once(child, 'exit', { signal: heard.signal }).then(() => {
    throw new Error('a server stopped');
  });
  const [message] = await Promise.race([once(child, 'message'), stopped]);
  heard.abort();
  return message;
}

function print(servers: readonly Server[], by: string): void {
  const medians = servers.map(({ perSecond }) => median(perSecond));
  process.stdout.write(`\n${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, by ${by}\n\n`);
  process.stdout.write('|  | requests/s | ratio to one domain | to reach | RSS, MB | at most |\n');
  process.stdout.write('|---|---:|---:|---:|---:|---:|\n');
  for (const [at, { name, goal }] of rows.entries()) {
    const perSecond = medians[at] ?? 0;
    const cells = [
      name,
      Math.round(perSecond),
      (perSecond / (medians[0] ?? 1)).toFixed(2),
      goal?.toFixed(2) ?? '',
      Math.round(servers[at]?.rssMegabytes ?? 0),
      goal === undefined ? '' : rssLimitMegabytes,
    ];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
}
