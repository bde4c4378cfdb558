/**
 * A whole domain on this machine: good, stale and broken zones in knot; https hosts and mail servers with good and bad
 * certificates. Compares the findings that an operator reads.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Net } from '../../src/check/net.ts';
import { probeRecords } from '../../src/check/probes/records.ts';
import type { Finding } from '../../src/check/report.ts';
import { groundTruth } from '../../src/check/rules/ground-truth.ts';
import type { Published } from '../../src/check/rules/published-servers.ts';
import { recordDiff, recordQuestions } from '../../src/check/rules/record-diff/diff.ts';
import { directRoute } from '../../src/cli/shared/network/http.ts';
import { nodeNet } from '../../src/cli/shared/network/index.ts';
import { formatters } from '../../src/records/formats.ts';
import { account, imap, smtp } from '../support/account.ts';
import { hasOpenssl } from '../support/cli/program.ts';
import { authority } from '../support/crypto/tls-authority.ts';
import { setOf, settings } from '../support/records.ts';
import { type KnotServer, knotInstalled, knotServer } from '../support/servers/knot-server.ts';
import { portOf } from '../support/servers/network-servers.ts';

const installed = knotInstalled && hasOpenssl;

describe.skipIf(!installed)(installed ? 'a domain' : 'a domain (needs: apt-get install knot openssl)', () => {
  let folder: string;
  let knot: KnotServer;
  let net: Net;
  let mailPort: number;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'facteur-truth-'));
    const ca = authority(folder);
    const pair = ({ key, chain }: ReturnType<typeof ca.issue>) => ({
      key: readFileSync(key),
      cert: readFileSync(chain),
    });
    const web = {
      'good.example': pair(ca.issue('root-of-good', ['good.example'])),
      'autoconfig.good.example': pair(ca.issue('good', ['autoconfig.good.example'])),
      'autodiscover.good.example': pair(ca.issue('good2', ['autodiscover.good.example'])),
      'autoconfig.stale.example': pair(ca.issue('stale', ['autoconfig.stale.example'], -1)),
    };
    const contexts = new Map(Object.entries(web).map(([name, one]) => [name, createSecureContext(one)]));
    const shop = pair(ca.issue('shop', ['shop.example']));
    const https = createHttpsServer(
      { ...shop, SNICallback: (name, done) => done(null, contexts.get(name)) },
      (_request, response) => void response.end(),
    );
    const mail = createTlsServer(pair(ca.issue('mail', ['imap.mail.example'])), (socket) => {
      socket
        .on('error', () => {})
        .on('data', (text) => {
          socket.write(
            /CAPABILITY/.test(String(text)) ? '* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nf1 OK\r\n' : '',
          );
        });
      socket.write('* OK hello\r\n');
    });
    const httpsPort = await portOf(https);
    mailPort = await portOf(mail);
    knot = await knotServer({
      'good.example': good(mailPort),
      'stale.example': stale,
      'mail.example': mailZone,
      'secureserver.net': `${head('secureserver.net')}autodiscover A 127.0.0.9\n`,
      'lost.example': undefined,
      'printed.example': head('printed.example') + (await printed()),
    });
    net = nodeNet({
      resolver: `127.0.0.1:${knot.port}`,
      ca: readFileSync(ca.root, 'utf8'),
      limitMilliseconds: 2000,
      routeOf: (url) => ({ ...directRoute(url), port: httpsPort }),
    });
  }, 30_000);
  afterAll(async () => {
    await knot?.stop();
    rmSync(folder, { recursive: true });
  });

  /** An authoritative server does not follow a CNAME into another zone, so each zone has its own facteur. */
  const published = (domain: string): Published => ({
    servers: [{ protocol: 'imap', host: 'imap.mail.example', port: mailPort, security: 'tls' }],
    target: `facteur.${domain}`,
  });

  async function found(domain: string): Promise<readonly Finding[]> {
    const clocks = { now: () => new Date(), nowMilliseconds: () => performance.now() };
    const all: Finding[] = [];
    for await (const one of groundTruth(domain, published(domain), net, clocks)) all.push(one);
    return all;
  }

  const lines = (all: readonly Finding[]): readonly string[] =>
    all.map(({ severity, about, what }) => `${severity} ${about}: ${what}`);

  test('without problems', { timeout: 20_000 }, async () => {
    const all = await found('good.example');
    expect(lines(all).filter((one) => !one.startsWith('ok'))).toEqual([]);
    expect(all.map(({ about }) => about)).toEqual(
      expect.arrayContaining([
        'autoconfig.good.example',
        'SRV _imaps._tcp.good.example',
        'MX good.example',
        'https://autoconfig.good.example',
        'https://autodiscover.good.example',
        `imap.mail.example:${mailPort}`,
      ]),
    );
  });

  test('with outdated records', { timeout: 20_000 }, async () => {
    const all = await found('stale.example');
    const problems = all.filter(({ severity }) => severity !== 'ok');
    expect(problems.map(({ about, records }) => ({ about, records: records ?? [] }))).toEqual([
      // Covered by the wildcard, like the web site.
      {
        about: 'autoconfig.stale.example',
        records: ['autoconfig.stale.example. 3600 IN CNAME facteur.stale.example.'],
      },
      {
        about: 'autodiscover.stale.example',
        records: [
          '; delete: autodiscover.stale.example. 3600 IN CNAME autodiscover.secureserver.net.',
          'autodiscover.stale.example. 3600 IN CNAME facteur.stale.example.',
        ],
      },
      {
        about: 'SRV _imaps._tcp.stale.example',
        records: [
          '; delete: _imaps._tcp.stale.example. 3600 IN SRV 0 1 993 alias.mail.example.',
          `_imaps._tcp.stale.example. 3600 IN SRV 0 1 ${mailPort} imap.mail.example.`,
        ],
      },
      { about: 'MX stale.example', records: [] },
      { about: 'CAA stale.example', records: ['stale.example. 3600 IN CAA 0 issue "letsencrypt.org"'] },
      { about: 'https://autoconfig.stale.example', records: [] },
      { about: 'https://stale.example', records: [] },
    ]);
    expect(problems[1]?.what).toMatch(/^It still points to GoDaddy/);
    expect(lines(problems).slice(-3)).toEqual([
      'warning CAA stale.example: Only digicert.com may issue certificates for autoconfig.stale.example, autodiscover.stale.example, which have no valid one.',
      expect.stringMatching(
        /^wrong https:\/\/autoconfig\.stale\.example: Its certificate expired on .*All clients ignore it/,
      ),
      expect.stringMatching(
        /^warning https:\/\/stale\.example: Its certificate is for shop\.example\. Outlook tries this host/,
      ),
    ]);
  });

  test('whose name server lost the zone', async () => {
    expect(lines(await found('lost.example')).slice(0, 1)).toEqual([
      'wrong DNS of lost.example: DNS lookup failed: its records cannot be checked.',
    ]);
  });

  test('that is not registered', async () => {
    expect(lines(await found('gone.mail.example')).slice(0, 1)).toEqual([
      'wrong DNS of gone.mail.example: The domain does not exist.',
    ]);
  });

  const everything = account({
    incoming: [imap()],
    outgoing: [smtp(587, 'starttls')],
    caldav: 'https://dav.example.net/cal/',
    mtaSts: { mode: 'enforce', mx: ['mx.example.net'], maxAgeSeconds: 86_400 },
    tlsReports: 'mailto:tls@example.net',
  });
  const wanted = () => setOf(everything, settings({ host: 'facteur.mail.example' }), 'printed.example');
  const printed = async (): Promise<string> =>
    formatters.bind(await wanted(), { zone: 'printed.example', provider: 'cloudflare' });

  test('with the records that facteur prints has no differences', async () => {
    const { records } = await wanted();
    expect(records.length).toBeGreaterThan(10);
    expect(recordDiff(records, await probeRecords(recordQuestions(records), net))).toEqual([]);
    const elsewhere = records.map((record) => ({ ...record, name: `sub.${record.name}` }));
    const differences = recordDiff(elsewhere, await probeRecords(recordQuestions(elsewhere), net));
    expect(differences.map(({ kind }) => kind)).toEqual(records.map(() => 'missing'));
  });
});

const head = (zone: string): string =>
  `$ORIGIN ${zone}.\n$TTL 60\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A 127.0.0.1\n`;

const good = (mailPort: number): string => `${head('good.example')}
@ A 127.0.0.1
@ MX 10 mx.mail.example.
facteur A 127.0.0.1
autoconfig CNAME facteur
autodiscover CNAME facteur
_imaps._tcp SRV 0 1 ${mailPort} imap.mail.example.
_autodiscover._tcp SRV 0 0 443 facteur
@ CAA 0 issue "letsencrypt.org"
`;

const stale = `${head('stale.example')}
@ A 127.0.0.1
* A 127.0.0.1
facteur A 127.0.0.7
@ MX 10 gone.mail.example.
autodiscover CNAME autodiscover.secureserver.net.
_imaps._tcp SRV 0 1 993 alias.mail.example.
@ CAA 0 issue "digicert.com"
`;

const mailZone = `${head('mail.example')}
imap A 127.0.0.1
alias CNAME imap
mx A 127.0.0.1
facteur A 127.0.0.1
`;
