/** `facteur check` against a real facteur and a real DNS server. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { describeCheck } from '../../../src/cli/check/command.ts';
import { routeToServer, targetOfServer } from '../../../src/cli/check/target.ts';
import { formatters } from '../../../src/records/formats.ts';
import { zoneOf } from '../../../src/records/zone.ts';
import { listen, type RunningServer } from '../../../src/runtime/node/server.ts';
import { type Outcome, runCommand } from '../../support/cli/run-command.ts';
import { domain } from '../../support/records.ts';
import { type KnotServer, knotInstalled, knotServer } from '../../support/servers/knot-server.ts';
import { configOf } from '../../support/world.ts';

// A separate process, and clients that wait for a timeout.
vi.setConfig({ testTimeout: 60_000 });

const config = configOf({
  url: 'https://facteur.example.net',
  proxies: ['127.0.0.1'],
  providers: {
    'example.net': {
      name: 'Example',
      incoming: ['imaps://imap.example.net'],
      outgoing: ['smtps://smtp.example.net'],
    },
  },
  domains: { 'example.org': 'example.net', 'bare.example': 'example.net' },
});

let facteur: RunningServer;
let folder: string;
beforeAll(async () => {
  facteur = await listen(config, { host: '127.0.0.1', port: 0 });
  folder = mkdtempSync(join(tmpdir(), 'facteur-check-'));
});
afterAll(async () => {
  await facteur.close();
  rmSync(folder, { recursive: true });
});

/** A DNS server that does not exist, so that no test leaves this machine. */
const noResolver = '127.0.0.1:1';

const check = (...args: readonly string[]): Promise<Outcome> =>
  runCommand(describeCheck, ['check', '--timeout', '1', '--resolver', noResolver, ...args]);

const server = (): readonly string[] => ['--server', facteur.url];

describe('a facteur before DNS points to it', () => {
  test('is found by its clients: 0', async () => {
    const { code, out, err } = await check(
      'example.org',
      ...server(),
      '--client',
      'thunderbird-desktop',
      'kmail',
      'fairemail',
    );
    expect(err).toBe('');
    expect(out).toContain('✓ Thunderbird desktop');
    expect(out).toContain('Finds imap.example.net:993, smtp.example.net:465.');
    expect(out).toMatch(/\n3 works; /);
    expect(code).toBe(0);
  });

  test('lacks the DNS records: 1, with records to paste', async () => {
    const { code, out } = await check(
      'jo@example.org',
      ...server(),
      '--client',
      'thunderbird-android',
      'srv',
      'pacc',
    );
    expect(out).toContain('    _imaps._tcp.example.org. 3600 IN SRV 0 1 993 imap.example.net.\n');
    expect(out).toContain('    _submissions._tcp.example.org. 3600 IN SRV 0 1 465 smtp.example.net.\n');
    expect(out).toMatch(
      / {4}_ua-auto-config\.example\.org\. 3600 IN TXT "v=UAAC1; a=sha256; d=[\w+/]{43}="\n/,
    );
    expect(code).toBe(1);
  });

  test('that does not serve the domain is reported: 1', async () => {
    const { code, out } = await check('stranger.example', ...server(), '--client', 'nextcloud-mail');
    expect(out).toContain('answers 404. If this is facteur, it does not serve stranger.example');
    expect(code).toBe(1);
  });

  test('gets the requests for its host names, and no others', () => {
    const route = routeToServer(
      new URL('https://facteur.example.net:8443'),
      (name) => name === 'example.org',
    );
    const there = { host: 'facteur.example.net', port: 8443, tls: true };
    expect(route(new URL('https://autoconfig.example.org/'))).toMatchObject({
      ...there,
      forwardedProto: 'https',
    });
    expect(route(new URL('http://autodiscover.example.org/'))).toMatchObject({
      ...there,
      forwardedProto: 'http',
    });
    expect(route(new URL('https://example.org/'))).toEqual({ host: 'example.org', port: 443, tls: true });
    expect(route(new URL('http://autoconfig.other.example:81/'))).toEqual({
      host: 'autoconfig.other.example',
      port: 81,
      tls: false,
    });
  });

  test.each([
    ['https://facteur.example.net', 'facteur.example.net'],
    ['http://localhost:8080', undefined],
    ['http://127.0.0.1:8080', undefined],
    ['http://[::1]:8080', undefined],
  ])('%s is in records as %s', (url, name) => {
    expect(targetOfServer(new URL(url))).toBe(name);
  });
});

describe('the formats', () => {
  const one = ['example.org', '--client', 'thunderbird-android', '--client', 'srv'];

  test('json is an array of reports', async () => {
    const { out } = await check(...one, ...server(), '--format', 'json');
    expect(JSON.parse(out)).toMatchObject([
      {
        subject: 'example.org',
        domain: 'example.org',
        address: 'jo@example.org',
        truth: [],
        clients: [
          { client: { id: 'thunderbird-android' }, verdict: 'works', found: { by: 'autoconfig' } },
          { client: { id: 'srv' }, verdict: 'fails' },
        ],
      },
    ]);
  });

  test('junit is well-formed', async () => {
    const { out } = await check(...one, ...server(), '--format', 'junit');
    expect(XMLValidator.validate(out)).toBe(true);
    expect(out).toContain('<testsuite name="example.org" tests="2" failures="1"');
  });

  test('html is a page', async () => {
    const { out } = await check(...one, ...server(), '--format', 'html');
    expect(out).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
  });

  test('a list is a matrix', async () => {
    const file = join(folder, 'domains.txt');
    writeFileSync(file, '# ours\nexample.org\r\n\nbare.example\nexample.org\nno domain\n');
    const { code, out, err } = await check(
      '--list',
      file,
      '--client',
      'thunderbird-android',
      '--client',
      'srv',
      ...server(),
      '--parallel',
      '1',
    );
    expect(out).toMatch(/\nexample\.org +✓ {2}✗\nbare\.example +✓ {2}✗\n$/);
    expect(err).toBe('no domain: neither an address nor a domain\n');
    expect(code).toBe(1);
  });
});

test.each<[what: string, args: readonly string[], message: string]>([
  ['nothing to check', [], 'nothing to check: give an address or a domain'],
  ['a text that is not a domain', ['not a domain'], 'neither an address nor a domain'],
  ['a name without a dot', ['localhost'], 'neither an address nor a domain'],
  ['one invalid argument of several', ['example.org', 'jo@'], 'jo@: neither an address nor a domain'],
  ['a server that is not a URL', ['example.org', '--server', 'facteur'], '--server must be a URL'],
  [
    'a resolver that is not an IP address',
    ['example.org', '--resolver', 'dns.example'],
    '--resolver must be an IP address',
  ],
  ['a missing list', ['--list', '/nonexistent'], 'ENOENT'],
  ['missing certificates', ['example.org', '--ca', '/nonexistent'], 'ENOENT'],
])('%s: 2', async (_, args, message) => {
  const { code, out, err } = await check(...args);
  expect(err).toContain(message);
  expect(out).toBe('');
  expect(code).toBe(2);
});

test('the program has the same exit codes, and no colours outside a terminal', async () => {
  const args = [
    'src/cli/facteur.ts',
    'check',
    'example.org',
    '--timeout',
    '1',
    '--resolver',
    noResolver,
    ...server(),
    '--client',
    'kmail',
  ];
  const program = await new Promise<{ code: unknown; out: string }>((resolve) =>
    execFile(process.execPath, args, (error, out) => resolve({ code: error?.code ?? 0, out })),
  );
  expect(program.out).toContain('✓ KMail');
  expect(program.out).not.toContain('\u001B');
  expect(program.code).toBe(0);
  const unknown = await new Promise<{ code: unknown; err: string }>((resolve) =>
    execFile(
      process.execPath,
      ['src/cli/facteur.ts', 'check', 'example.org', '--client', 'pine'],
      (error, _out, err) => resolve({ code: error?.code, err }),
    ),
  );
  expect(unknown).toMatchObject({
    code: 2,
    err: expect.stringContaining('Allowed choices are outlook-classic'),
  });
});

describe.skipIf(!knotInstalled)(
  'the records that facteur prints (needs a DNS server: apt-get install knot)',
  () => {
    let knot: KnotServer;
    beforeAll(async () => {
      const account = await config.directory.find(domain('example.org'));
      if (typeof account !== 'object') throw new Error('example.org is not served');
      const set = await zoneOf(domain('example.org'), account, config);
      const printed = formatters.bind(set, { zone: 'example.org', provider: 'cloudflare' });
      const head =
        '$ORIGIN example.org.\n$TTL 60\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A 127.0.0.1\n';
      knot = await knotServer({
        'example.org': head + printed,
        'bare.example': head.replace('example.org', 'bare.example'),
      });
    });
    afterAll(() => knot.stop());

    test('are sufficient for all clients', async () => {
      const args = [
        'check',
        'jo@example.org',
        '--timeout',
        '2',
        '--resolver',
        `127.0.0.1:${knot.port}`,
        '--clients-only',
        ...server(),
      ];
      const { code, out } = await runCommand(describeCheck, args);
      expect(out).toContain('✓ PACC clients (Himalaya)');
      expect(out).toContain('✓ SRV clients (RFC 6186)');
      expect(out).not.toContain('✗');
      expect(code).toBe(0);
    });

    test('are advised, each once, for a domain without records', async () => {
      const args = ['check', 'bare.example', '--timeout', '2', '--resolver', `127.0.0.1:${knot.port}`];
      const { code, out } = await runCommand(describeCheck, [...args, '--target', 'facteur.example.net']);
      for (const label of ['autoconfig', 'autodiscover', 'ua-auto-config']) {
        expect(out.split(`    ${label}.bare.example. 3600 IN CNAME facteur.example.net.\n`)).toHaveLength(2);
      }
      expect(out).toContain('There is no autoconfig.bare.example.');
      expect(out).toMatch(
        /\nRecords, certificates and servers\n\n✗ autoconfig\.bare\.example: It does not exist/,
      );
      expect(out).toContain('~ MX bare.example: It does not exist');
      expect(out).toMatch(/\n13 fails, 2 asks nobody; /);
      expect(code).toBe(1);
    });
  },
);
