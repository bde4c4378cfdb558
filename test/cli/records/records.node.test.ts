/** `facteur records`, run with an operator's arguments; test/records tests the formats. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { describeRecords } from '../../../src/cli/records/command.ts';
import type { Environment } from '../../../src/config/environment.ts';
import { editSqlite } from '../../../src/directory/stores/node/sqlite-editor.ts';
import { parseDomain } from '../../../src/model/address.ts';
import { type Outcome, runCommand } from '../../support/cli/run-command.ts';
import { domain } from '../../support/records.ts';
import { type KnotServer, knotInstalled, knotServer } from '../../support/servers/knot-server.ts';

// Processes that start: on a busy machine they take their time.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'facteur-records-'));
  file = write('facteur.json', {
    url: 'https://facteur.example.net',
    providers: {
      'example.net': {
        name: 'Example',
        incoming: ['imaps://imap.example.net'],
        outgoing: ['smtps://smtp.example.net'],
      },
      'exchange.example': { name: 'Exchange', ews: 'https://ex.example.net/ews' },
    },
    domains: {
      'example.org': 'example.net',
      '*.example.org': 'example.net',
      'ex.example': 'exchange.example',
      'none.example': 'none',
    },
  });
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

function write(name: string, document: unknown): string {
  writeFileSync(join(folder, name), JSON.stringify(document));
  return join(folder, name);
}

const records = (args: readonly string[], environment: Environment = {}): Promise<Outcome> =>
  runCommand(describeRecords, ['records', ...args], environment);

const withFile = (...args: readonly string[]) => records([...args, '--config', file]);

describe('a domain that is served', () => {
  test('has its records printed as a zone file', async () => {
    const { code, out, err } = await withFile('example.org');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('\n_imaps._tcp.example.org. 3600 IN SRV 0 1 993 imap.example.net.\n');
  });

  test.each([
    ['bind', '; DNS records'],
    ['json', '{'],
    ['cloudflare', '; DNS records'],
    ['terraform', '# DNS records'],
    ['octodns', '# DNS records'],
  ])('has them as %s', async (format, begin) => {
    const { code, out, err } = await withFile('example.org', '--format', format);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.startsWith(begin)).toBe(true);
    expect(out).toContain('imap.example.net');
  });

  test('has them as JSON by --json too', async () => {
    expect(await withFile('example.org', '--json')).toEqual(
      await withFile('example.org', '--format', 'json'),
    );
  });

  test('has them for Cloudflare by Terraform unless OVH is named', async () => {
    const terraform = ['example.org', '--format', 'terraform'];
    expect((await withFile(...terraform)).out).toContain('"cloudflare_dns_record"');
    expect((await withFile(...terraform, '--provider', 'ovh')).out).toContain('"ovh_domain_zone_record"');
  });

  test('may be written in its own script', async () => {
    const { out } = await withFile('bücher.example.org');
    expect(out).toContain('\nautoconfig.xn--bcher-kva.example.org. ');
  });

  test('may lie in a zone above it', async () => {
    const { out } = await withFile('a.example.org', '--zone', 'example.org', '--format', 'octodns');
    expect(out).toContain('\n_imaps._tcp.a:\n');
  });

  test('is told what cannot be known', async () => {
    const { code, err } = await withFile('ex.example');
    expect(code).toBe(0);
    expect(err).toMatch(/^The provider has no incoming .*\n$/);
  });

  test('is told what DNS cannot hold', async () => {
    const name = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(40)}.example.org`;
    const { code, err } = await withFile(name);
    expect(code).toBe(0);
    expect(err).toContain(
      `_submissions._tcp.${name} SRV is left out: a name in DNS has at most 253 characters\n`,
    );
  });
});

describe('the configuration', () => {
  test('may be named by FACTEUR_CONFIG', async () => {
    expect(await records(['example.org'], { FACTEUR_CONFIG: file })).toEqual(await withFile('example.org'));
  });

  test('may stand in the environment', async () => {
    const { code, out } = await records(['example.org'], {
      FACTEUR_IMAP: 'imaps://imap.example.com',
      FACTEUR_SMTP: 'smtps://smtp.example.com',
      FACTEUR_URL: 'https://facteur.example.com',
    });
    expect(code).toBe(0);
    expect(out).toContain('autoconfig.example.org. 3600 IN CNAME facteur.example.com.');
  });

  test('may be the one that ships, which does not tell where the service is', async () => {
    const { code, out, err } = await records(['example.org']);
    expect(code).toBe(0);
    expect(out).toContain(' ssl0.ovh.net.\n');
    expect(err).toBe('Set `url` or `dns.host` to get the autoconfig and autodiscover records too.\n');
  });

  test('may say where the service is, in its own words', async () => {
    const dns = { host: 'edge.example.com', ttl: 300 };
    const other = write('dns.json', { provider: 'ovh.net', domains: { '*': 'ovh.net' }, dns });
    const { out, err } = await records(['example.org', '--config', other]);
    expect(err).toBe('');
    expect(out).toContain('autoconfig.example.org. 300 IN CNAME edge.example.com.');
  });

  test('may leave the domains to a store', async () => {
    const store = join(folder, 'domains.db');
    const editor = editSqlite(store);
    editor.put(domain('example.com'), { provider: 'ovh.net', imap: 'imap.example.com' });
    editor.close();
    const other = write('store.json', { provider: 'ovh.net', directories: [{ sqlite: { file: store } }] });
    const { code, out } = await records(['example.com', '--config', other]);
    expect(code).toBe(0);
    expect(out).toContain(' imap.example.com.\n');
    expect((await records(['example.net', '--config', other])).code).toBe(1);
  });
});

test.each(['none.example', 'nobody.example'])('%s is not served, which is code 1', async (name) => {
  expect(await withFile(name)).toEqual({ code: 1, out: '', err: `${name} is not served.\n` });
});

describe('it cannot run, which is code 2,', () => {
  test.each<[why: string, args: readonly string[], said: RegExp]>([
    ['for what is no domain', ['exa_mple'], /^facteur: "exa_mple" is not a domain name\n$/],
    ['for a zone that is none', ['example.org', '--zone', '..'], /^facteur: "\.\." is not a domain name\n$/],
    [
      'for another zone',
      ['example.org', '--zone', 'ample.org'],
      /^facteur: .* is not in the zone ample\.org\n$/,
    ],
    ['with a provider of no use', ['example.org', '--provider', 'ovh'], /^facteur: --provider goes with/],
    [
      'without the file',
      ['example.org', '--config', '/nowhere/facteur.yaml'],
      /^facteur cannot use \/nowhere/,
    ],
  ])('%s', async (_, args, said) => {
    const { code, out, err } = await records(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(said);
  });

  test('with a wrong document', async () => {
    const wrong = write('wrong.json', { dns: { host: 'exa_mple', ttl: 1, addresses: ['::x'] } });
    const { code, err } = await records(['example.org', '--config', wrong]);
    expect(code).toBe(2);
    for (const path of ['dns.host', 'dns.ttl', 'dns.addresses.0']) expect(err).toContain(` ${path}: `);
  });

  test('with a store that is not there', async () => {
    const store = { sqlite: { file: join(folder, 'nowhere', 'domains.db') } };
    const { code, err } = await records([
      'example.org',
      '--config',
      write('gone.json', { directories: [store] }),
    ]);
    expect(code).toBe(2);
    expect(err).toMatch(/^facteur cannot open its stores: /);
  });

  test('with a store that fails, and says why with the word and the sentence of the log', async () => {
    const file = join(folder, 'unknown-provider.db');
    const editor = editSqlite(file);
    const domain = parseDomain('private.example');
    if (domain.ok) editor.put(domain.value, { provider: 'gone.example' });
    editor.close();
    const config = write('fails.json', { directories: [{ sqlite: { file } }] });
    const { code, err } = await records(['private.example', '--config', config]);
    expect(code).toBe(2);
    expect(err).toBe(
      'Store failure: unknown-provider: sqlite names a provider that the configuration does not describe.\nfacteur: the domain cannot be looked up, because a store failed\n',
    );
  });
});

describe('in a process of its own', () => {
  const facteur = (...args: readonly string[]): Promise<Outcome> =>
    new Promise((resolve) => {
      const bin = join(import.meta.dirname, '../../../src/cli/facteur.ts');
      const env = { ...process.env, FACTEUR_CONFIG: file };
      execFile(process.execPath, [bin, 'records', ...args], { env }, (error, out, err) =>
        resolve({ code: error?.code ?? 0, out, err }),
      );
    });

  test('it prints the same', async () => {
    expect(await facteur('example.org')).toEqual(await withFile('example.org'));
  });

  test.each([[['example.org', '--format', 'xml']], [['example.org', '--provider', 'route53']], [[]]])(
    'a command line such as %j ends with 2',
    async (args) => {
      const { code, out, err } = await facteur(...args);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(/^error: /);
    },
  );
});

describe.skipIf(!knotInstalled)('what DNS has to become (needs knot)', () => {
  let dns: KnotServer;
  beforeAll(async () => {
    dns = await knotServer({ 'example.org': zone });
  });
  afterAll(() => dns.stop());
  const zone = `$ORIGIN example.org.
@ 60 SOA ns hostmaster 1 60 60 60 60
@ 60 NS ns
ns 60 A 127.0.0.1
autoconfig 60 CNAME old.example.net.
@ 60 TXT "v=spf1 -all"
_imap._tcp 60 SRV 0 0 0 .
_imaps._tcp 60 SRV 0 1 993 imap.example.org.
_imaps._tcp 60 SRV 9 1 993 old.example.org.
`;
  const diff = (...args: readonly string[]): Promise<Outcome> =>
    withFile('example.org', '--diff', '--resolver', `127.0.0.1:${dns.port}`, ...args);

  test('is printed line by line: 1', async () => {
    const { code, out } = await diff();
    const lines = out.trim().split('\n');
    expect(code).toBe(1);
    expect(lines.every((line) => /^[+-] \S+\. 3600 IN (CNAME|SRV|TXT|A|AAAA) /.test(line))).toBe(true);
    expect(lines).toContain('- autoconfig.example.org. 3600 IN CNAME old.example.net.');
    expect(lines.filter((line) => line.includes('_imap._tcp') || line.includes('spf1'))).toEqual([]);
  });

  test('can be had as JSON', async () => {
    const { out } = await diff('--json');
    expect(JSON.parse(out)).toContainEqual(
      expect.objectContaining({
        kind: 'wrong',
        live: expect.objectContaining({ target: 'old.example.net' }),
      }),
    );
  });

  test('is nothing when all of it is there: 0', async () => {
    const { out } = await withFile('example.org');
    const whole = await knotServer({
      'example.org': `@ 60 SOA ns hostmaster 1 60 60 60 60\n@ 60 NS ns\nns 60 A 127.0.0.1\n${out}`,
    });
    onTestFinished(() => whole.stop());
    const same = withFile('example.org', '--diff', '--resolver', `127.0.0.1:${whole.port}`);
    expect(await same).toMatchObject({ code: 0, out: '' });
  });

  test.each([
    ['nobody answers', ['--diff', '--resolver', '127.0.0.1:1'], 'DNS does not answer'],
    ['the resolver is no address', ['--diff', '--resolver', 'dns.example'], '--resolver must be'],
    ['the format is another', ['--diff', '--format', 'octodns'], '--diff goes with'],
    ['there is nothing to resolve', ['--resolver', '127.0.0.1'], '--resolver goes with'],
  ])(
    'cannot be told when %s: 2',
    async (_, args, words) => {
      const { code, out, err } = await withFile('example.org', ...args);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(words);
    },
    30_000,
  );
});
