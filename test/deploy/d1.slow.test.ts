/** From CSV to the edge: a million domains into a local D1 by the commands of docs/deploy.md, and their sync. */

import { execFileSync } from 'node:child_process';
import {
  cpSync,
  createWriteStream,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const domains = 1_000_000;
const root = process.cwd();
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'facteur-d1-'));
  cpSync('migrations', join(folder, 'migrations'), { recursive: true });
  // Wrangler is found from the folder, as `npx` finds it.
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'worker.js'), 'export default {};\n');
  writeFileSync(
    join(folder, 'wrangler.toml'),
    `name = "mine"
main = "worker.js"
compatibility_date = "2026-11-02"
send_metrics = false
[[d1_databases]]
binding = "DOMAINS"
database_name = "domains"
database_id = "00000000-0000-0000-0000-000000000000"
`,
  );
  await pipeline(Readable.from(csv(domains)), createWriteStream(join(folder, 'customers.csv')));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Every tenth has changes of its own. */
function* csv(count: number): Iterable<string> {
  yield 'domain,provider,imap\n';
  for (let at = 0; at < count; at++) {
    yield `customer-${at}.example,example.net,${at % 10 === 0 ? `mail.customer-${at}.example` : ''}\n`;
  }
}

const facteur = (output: string | undefined, ...args: readonly string[]): void => {
  const stdout = output === undefined ? 'ignore' : openSync(join(folder, output), 'w');
  execFileSync(process.execPath, [join(root, 'src/cli/facteur.ts'), ...args], {
    cwd: folder,
    stdio: ['ignore', stdout, 'inherit'],
  });
};

function d1(...args: readonly string[]): string {
  const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js');
  return execFileSync(process.execPath, [wrangler, 'd1', ...args, '--local'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, CI: '1', WRANGLER_SEND_METRICS: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** @returns the first row of a query */
function first(query: string): unknown {
  const output = d1('execute', 'domains', '--json', '--command', query);
  return JSON.parse(output)[0]?.results[0];
}

test('a million domains are imported, and changes are synced, by the documented commands', () => {
  facteur(undefined, 'domains', 'import', 'customers.csv', '--store', 'deployed.db');
  facteur('domains.sql', 'domains', 'export', '--format', 'd1', '--store', 'deployed.db');
  d1('migrations', 'apply', 'domains');
  d1('execute', 'domains', '--file', 'domains.sql');
  expect(first('SELECT count(*) AS count FROM domains')).toEqual({ count: domains });
  expect(first("SELECT * FROM domains WHERE domain = 'customer-10.example'")).toEqual({
    domain: 'customer-10.example',
    provider: 'example.net',
    changes: '{"imap":"mail.customer-10.example"}',
  });

  // One is gone, one is new, one is different.
  const changed = readFileSync(join(folder, 'customers.csv'), 'utf8')
    .replace('customer-7.example,example.net,\n', 'new.example,example.net,\n')
    .replace('customer-8.example,example.net,\n', 'customer-8.example,none,\n');
  writeFileSync(join(folder, 'customers.csv'), changed);
  facteur(undefined, 'domains', 'import', 'customers.csv', '--store', 'next.db');
  facteur(
    'changes.sql',
    'domains',
    'export',
    '--format',
    'd1',
    '--since',
    'deployed.db',
    '--store',
    'next.db',
  );
  expect(readFileSync(join(folder, 'changes.sql'), 'utf8').split('\n')).toHaveLength(11);
  d1('execute', 'domains', '--yes', '--file', 'changes.sql');
  expect(first('SELECT count(*) AS count FROM domains')).toEqual({ count: domains });
  expect(
    first(
      "SELECT group_concat(domain || provider) AS rows FROM domains WHERE domain IN ('customer-7.example', 'customer-8.example', 'new.example')",
    ),
  ).toEqual({
    rows: 'customer-8.examplenone,new.exampleexample.net',
  });
});
