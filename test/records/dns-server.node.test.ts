/** The records in a real zone: BIND's checker accepts them, and a real DNS server returns them. */

import { spawnSync } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { DnsRecord } from '../../src/model/dns-record.ts';
import type { RecordFormat } from '../../src/records/format-names.ts';
import { formatters } from '../../src/records/formats.ts';
import type { Zone } from '../../src/records/zone.ts';
import { account, imap, pop3, smtp } from '../support/account.ts';
import { domain, setOf, settings } from '../support/records.ts';
import { type KnotServer, knotInstalled, knotServer } from '../support/servers/knot-server.ts';

const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` };
const checkerInstalled = spawnSync('named-checkzone', ['-v'], { env }).status === 0;

const target = { zone: 'example.org', provider: 'cloudflare' } as const;

/** The other records of the zone; an SRV target in the zone needs an address. */
const head = `$ORIGIN example.org.
$TTL 60
@ SOA ns hostmaster 1 3600 600 86400 60
@ NS ns
ns A 192.0.2.53
mail A 192.0.2.25
`;

const everything = account({
  incoming: [{ ...imap(), host: 'mail.%EMAILDOMAIN%' }, pop3()],
  outgoing: [smtp(), smtp(587, 'starttls')],
  caldav: 'https://dav.example.net/cal/',
  carddav: `https://dav.example.net:8443/${'card/'.repeat(100)}`,
  jmap: 'https://jmap.example.net/session',
  managesieve: { host: 'sieve.example.net', port: 4190, security: 'starttls' },
  ldap: { host: 'ldap.example.net', port: 636, base: '' },
  mtaSts: { mode: 'enforce', mx: ['mx.example.net'], maxAgeSeconds: 86_400 },
  tlsReports: 'mailto:"t\\l;s"$x@example.net',
});

/** Texts that would end a string or a line if they could; the last one needs several strings. */
const hostileTexts = [
  ...fc.sample(
    fc.string({
      unit: fc.constantFrom('"', '\\', '\n', '\r', '\0', ';', '(', ')', '$', '@', ' ', 'é', '1', 'a'),
      maxLength: 80,
    }),
    { numRuns: 100, seed: 1 },
  ),
  '\n$INCLUDE named.conf\n',
  '"\\\n'.repeat(300),
];

const hostile: Zone = {
  domain: domain('example.org'),
  records: hostileTexts.map(
    (text, at): DnsRecord => ({ purpose: 'mail', name: `t${at}.example.org`, ttl: 60, type: 'TXT', text }),
  ),
  leftOut: [],
};

describe.skipIf(!checkerInstalled)(
  checkerInstalled ? 'named-checkzone' : 'named-checkzone, which is not here: apt-get install bind9-utils',
  () => {
    function check(records: string) {
      const folder = mkdtempSync(join(tmpdir(), 'facteur-zone-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      writeFileSync(join(folder, 'records'), records);
      writeFileSync(join(folder, 'zone'), `${head}$INCLUDE ${join(folder, 'records')}\n`);
      // Names of other zones would be looked up in the world's DNS.
      const checked = spawnSync('named-checkzone', ['-i', 'local', 'example.org', join(folder, 'zone')], {
        env,
        encoding: 'utf8',
      });
      return { status: checked.status, said: checked.stdout };
    }

    test.each<RecordFormat>(['bind', 'cloudflare'])('takes what is written as %s', async (format) => {
      const { status, said } = check(formatters[format](await setOf(everything), target));
      expect(said).toMatch(/^zone example\.org\/IN: loaded serial 1\nOK\n$/);
      expect(status).toBe(0);
    });

    test('takes addresses', async () => {
      const dns = settings({ addresses: ['192.0.2.1', '2001:db8::1'] });
      expect(check(formatters.bind(await setOf(everything, dns), target)).status).toBe(0);
    });

    test('takes any text', () => {
      expect(check(formatters.bind(hostile, target)).status).toBe(0);
    });

    test('refuses an invalid record', () => {
      expect(check('example.org. 60 IN TXT "a\nb"\n').status).not.toBe(0);
    });
  },
);

describe.skipIf(!knotInstalled)(
  knotInstalled ? 'knot' : 'knot, which is not here: apt-get install knot',
  () => {
    let set: Zone;
    let knot: KnotServer | undefined;
    const resolver = new Resolver();

    beforeAll(async () => {
      set = await setOf(everything);
      const records = [set, hostile].map((one) => formatters.bind(one, target));
      knot = await knotServer({ 'example.org': head + records.join('') });
      resolver.setServers([`127.0.0.1:${knot.port}`]);
    });
    afterAll(() => knot?.stop());

    /** The server's answer for a record, as record data. */
    async function heard({ name, type }: DnsRecord): Promise<readonly object[]> {
      switch (type) {
        case 'CNAME':
          return (await resolver.resolveCname(name)).map((alias) => ({ target: alias }));
        case 'SRV':
          return (await resolver.resolveSrv(name)).map(({ name: host, priority, weight, port }) => ({
            priority,
            weight,
            port,
            target: host === '' ? '.' : host,
          }));
        case 'TXT':
          return (await resolver.resolveTxt(name)).map((strings) => ({ text: strings.join('') }));
        default:
          return [];
      }
    }

    test('returns every record unchanged', async () => {
      expect(set.leftOut).toEqual([]);
      expect(set.records.length).toBeGreaterThan(20);
      for (const record of set.records) {
        const { purpose: _, name: __, ttl: ___, type: ____, ...data } = record;
        expect(await heard(record), record.name).toEqual([data]);
      }
    });

    test('returns any text', async () => {
      for (const [at, text] of hostileTexts.entries()) {
        const [strings = []] = await resolver.resolveTxt(`t${at}.example.org`);
        // Node gives each octet as a character.
        expect(Buffer.from(strings.join(''), 'latin1').toString('utf8')).toBe(text);
      }
    });
  },
);
