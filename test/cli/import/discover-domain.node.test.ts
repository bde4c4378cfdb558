/**
 * `facteur import` of a domain: which of its published settings are used. One case uses a real network (knot, and
 * https on loopback), the others a simulated one.
 */

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Net } from '../../../src/check/net.ts';
import { describeImport } from '../../../src/cli/import/command.ts';
import { nodeNet } from '../../../src/cli/shared/network/index.ts';
import { mx, type NetworkFixture, network, srv } from '../../support/check-network.ts';
import { folder, hasOpenssl, makeCertificate } from '../../support/cli/program.ts';
import { type Outcome, runCommand } from '../../support/cli/run-command.ts';
import { knotInstalled, knotServer } from '../../support/servers/knot-server.ts';

const golden = join(import.meta.dirname, 'golden');

const importing = (net: Net, ...args: readonly string[]): Promise<Outcome> =>
  runCommand((program, terminal) => describeImport(program, terminal, async () => net), ['import', ...args]);

const over = (world: NetworkFixture, ...args: readonly string[]): Promise<Outcome> =>
  importing(network(world).net, ...args);

interface Said {
  readonly imap?: string;
  readonly domains?: readonly string[];
  readonly username?: string;
}

const autoconfig = ({
  imap = 'imap.example.net',
  domains = ['example.org'],
  username = '%EMAILADDRESS%',
}: Said = {}): string => `<clientConfig version="1.1"><emailProvider id="example.net">
${domains.map((domain) => `<domain>${domain}</domain>`).join('')}
<displayName>Example</displayName><displayShortName>Example</displayShortName>
${server('incomingServer', 'imap', imap, 993, username)}${server('outgoingServer', 'smtp', 'smtp.example.net', 465, username)}
</emailProvider></clientConfig>`;

const server = (element: string, type: string, host: string, port: number, username: string): string =>
  `<${element} type="${type}"><hostname>${host}</hostname><port>${port}</port><socketType>SSL</socketType>
  <authentication>password-cleartext</authentication><username>${username}</username></${element}>`;

const pacc = (imap = 'imap.example.net'): string =>
  JSON.stringify({
    authentication: { password: true },
    info: {
      provider: { name: 'Example', shortName: 'Example' },
      help: { documentation: 'https://www.example.net/' },
    },
    protocols: {
      imap: { host: imap },
      submit: { host: 'smtp.example.net' },
      caldav: { url: 'https://dav.example.net/c/' },
    },
  });

const own = 'GET https://autoconfig.example.org/mail/config-v1.1.xml';
const wellKnown = 'GET https://example.org/.well-known/autoconfig/mail/config-v1.1.xml';
const ispdb = 'GET https://live.thunderbird.net/autoconfig/v1.1/example.org';
const paccUrl = 'GET https://ua-auto-config.example.org/.well-known/user-agent-configuration.json';
const hoster = 'GET https://autoconfig.hoster.example/mail/config-v1.1.xml';

describe('servers are taken from', () => {
  const file = (imap: string) => ({ body: autoconfig({ imap }) });
  const all: NetworkFixture = {
    dns: {
      'SRV _imaps._tcp.example.org': [srv('by-srv.example', 993)],
      'SRV _submissions._tcp.example.org': [srv('by-srv.example', 465)],
      'MX example.org': [mx('mx1.hoster.example')],
    },
    http: {
      [own]: file('own.example'),
      [wellKnown]: file('well-known.example'),
      [ispdb]: file('ispdb.example'),
      [paccUrl]: { type: 'application/json', body: pacc('pacc.example') },
      [hoster]: file('hoster.example'),
    },
  };
  const without = (...names: readonly string[]): NetworkFixture => ({
    dns: Object.fromEntries(Object.entries(all.dns ?? {}).filter(([name]) => !names.includes(name))),
    http: Object.fromEntries(Object.entries(all.http ?? {}).filter(([name]) => !names.includes(name))),
  });

  test.each<[what: string, host: string, missing: readonly string[]]>([
    ['the domain’s autoconfig before all others', 'own.example', []],
    ['the well-known place after it', 'well-known.example', [own]],
    ['the ISPDB after both', 'ispdb.example', [own, wellKnown]],
    ['PACC after autoconfig', 'pacc.example', [own, wellKnown, ispdb]],
    ['DNS after PACC', 'by-srv.example', [own, wellKnown, ispdb, paccUrl]],
    [
      'the mail exchanger’s domain when the domain itself says nothing',
      'hoster.example',
      [own, wellKnown, ispdb, paccUrl, 'SRV _imaps._tcp.example.org', 'SRV _submissions._tcp.example.org'],
    ],
  ])('%s', async (_, host, missing) => {
    const { out } = await over(without(...missing), 'example.org', '--json');
    const { document } = JSON.parse(out);
    expect(JSON.stringify(document.providers)).toContain(`"incoming":["imaps://${host}"]`);
    expect(Object.keys(document.domains)).toEqual(['example.org']);
  });

  test('the first of them, word for word, with what the others know beside it', async () => {
    const world: NetworkFixture = {
      dns: {
        ...all.dns,
        'SRV _caldavs._tcp.example.org': [srv('dav.example', 443)],
        'TXT _caldavs._tcp.example.org': ['path=/calendars/'],
        'SRV _sieve._tcp.example.org': [srv('sieve.example', 4190)],
        'SRV _jmap._tcp.example.org': [srv('jmap.example', 8443)],
      },
      http: all.http ?? {},
    };
    const { code, out, err } = await over(world, 'example.org');
    await expect(out).toMatchFileSnapshot(join(golden, 'domain.yaml'));
    expect(code).toBe(1);
    expect(err).toContain('left out: imaps://pacc.example');
  });
});

test('others that a server names are not imported, and said to be left out', async () => {
  const body = autoconfig({ domains: ['example.org', 'another-customer.example'] });
  const { code, out, err } = await over({ http: { [own]: { body } } }, 'example.org', '--json');
  expect(Object.keys(JSON.parse(out).document.domains)).toEqual(['example.org']);
  expect(err).toContain('another-customer.example');
  expect(code).toBe(1);
});

test('a server that requires an address is asked with postmaster@ of the domain', async () => {
  const body = autoconfig({ username: 'postmaster@example.org' });
  const { net, queries } = network({ http: { [own]: { body } } });
  const { out, err } = await importing(net, 'example.org');
  expect(queries).toContain(`${own}?emailaddress=postmaster%40example.org`);
  expect(out).toContain('imaps://imap.example.net');
  expect(err).toContain('replaced by placeholders');
});

test('a domain that publishes nothing says so, and what was looked at: 1', async () => {
  const { code, out, err } = await over({}, 'example.org');
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain('example.org publishes no settings');
  expect(err).toContain('https://autoconfig.example.org/mail/config-v1.1.xml: no such name');
  expect(err).toContain('SRV records of example.org: none');
});

describe('a redirect', () => {
  const there = { body: autoconfig() };
  const to = (location: string): NetworkFixture => ({
    http: { [own]: { status: 302, location }, 'GET https://files.example.net/a.xml': there },
  });
  const url = own.replace('GET ', '');

  test('is followed to another name', async () => {
    expect((await over(to('https://files.example.net/a.xml'), url)).out).toContain('imap.example.net');
  });

  test.each([
    ['to http', 'http://files.example.net/a.xml', 'leaves https'],
    ['to an IPv4 address', 'https://169.254.169.254/a.xml', 'no public name'],
    ['to an IPv4 address in another spelling', 'https://2130706433/a.xml', 'no public name'],
    ['to an IPv6 address', 'https://[::1]/a.xml', 'no public name'],
    ['to this machine', 'https://localhost/a.xml', 'no public name'],
    ['round in circles', url, 'too many redirects'],
  ])('is not followed %s', async (_, location, words) => {
    const { code, out, err } = await over(to(location), url);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
  });
});

test('an answer that is too long is not read', async () => {
  const http = { [own]: { body: `${autoconfig()}${' '.repeat(256 * 1024)}` } };
  expect(await over({ http }, own.replace('GET ', ''))).toMatchObject({ code: 2 });
});

test.skipIf(!knotInstalled || !hasOpenssl)('over a real network (needs knot and openssl)', async () => {
  const names = ['autoconfig.example.org', 'ua-auto-config.example.org'];
  const path = folder();
  makeCertificate(path, 'web', names);
  const read = (name: string): string => readFileSync(join(path, name), 'utf8');
  const web = createServer({ key: read('web.key'), cert: read('web.crt') }, (request, response) => {
    if (request.headers.host !== 'autoconfig.example.org') response.writeHead(404).end('no');
    else if (request.url === '/mail/config-v1.1.xml') response.writeHead(302, { location: '/x.xml' }).end();
    else response.writeHead(200, { 'content-type': 'text/xml' }).end(autoconfig());
  }).listen(0, '127.0.0.1');
  await once(web, 'listening');
  const dns = await knotServer({
    'example.org': `$ORIGIN example.org.
@ 60 SOA ns hostmaster 1 60 60 60 60
@ 60 NS ns
ns 60 A 127.0.0.1
autoconfig 60 A 127.0.0.1
ua-auto-config 60 A 127.0.0.1
_carddavs._tcp 60 SRV 0 0 443 dav.example.org.
_carddavs._tcp 60 TXT "path=/contacts/"
_imaps._tcp 60 SRV 0 0 993 imap.example.net.
_pop3s._tcp 60 SRV 0 0 0 .
`,
  });
  onTestFinished(async () => {
    web.close();
    await dns.stop();
  });
  const address = web.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const net = nodeNet({
    resolver: `127.0.0.1:${dns.port}`,
    ca: read('web.crt'),
    limitMilliseconds: 5000,
    routeOf: ({ hostname }) => ({ host: hostname, port, tls: true }),
  });
  const { code, out, err } = await importing(net, 'example.org');
  expect(err).toBe('');
  expect(code).toBe(0);
  expect(out).toContain('https://autoconfig.example.org/x.xml');
  expect(out).toContain('carddav: https://dav.example.org/contacts/');
  expect(out).toContain('incoming:\n      - imaps://imap.example.net\n');
});
