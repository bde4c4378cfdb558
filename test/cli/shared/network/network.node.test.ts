/** The check's network on Node: real DNS from knot, real HTTP and TLS, and misbehaving servers. */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { ConnectFailure, HttpRequest, Net } from '../../../../src/check/net.ts';
import { directRoute, type Router } from '../../../../src/cli/shared/network/http.ts';
import { nodeNet } from '../../../../src/cli/shared/network/index.ts';
import { hasOpenssl, makeCertificate } from '../../../support/cli/program.ts';
import { type KnotServer, knotInstalled, knotServer } from '../../../support/servers/knot-server.ts';
import { http, https, tcp } from '../../../support/servers/network-servers.ts';

const limitMilliseconds = 1500;
const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  url,
  method: 'GET',
  headers: {},
  limitMilliseconds,
  ...more,
});

/** Routes every URL to this port. */
const at =
  (port: number): Router =>
  (url) => ({ ...directRoute(url), host: '127.0.0.1', port });

const on = (port: number, resolver?: string): Net =>
  nodeNet({ limitMilliseconds, routeOf: at(port), ...(resolver ? { resolver } : {}) });

async function failureOf(net: Net, url: string): Promise<ConnectFailure> {
  const answer = await net.fetch(get(url));
  if (answer.ok) throw new Error(`it answers ${answer.value.status}`);
  return answer.refusal;
}

const zone = `$ORIGIN example.org.
$TTL 60
@        SOA   ns hostmaster 1 3600 600 86400 60
@        NS    ns
ns       A     127.0.0.1
@        A     127.0.0.1
@        MX    10 MX1.Example.NET.
v6       AAAA  ::1
alias    CNAME Example.org.
long     TXT   "v=one; " "two"
_imaps._tcp SRV 0 1 993 Imap.Example.NET.
_imap._tcp  SRV 0 0 0 .
`;

describe.skipIf(!knotInstalled)('DNS (needs: apt-get install knot)', () => {
  let knot: KnotServer;
  let net: Net;
  beforeAll(async () => {
    knot = await knotServer({ 'example.org': zone, 'lost.example': undefined });
    net = nodeNet({ resolver: `127.0.0.1:${knot.port}`, limitMilliseconds, routeOf: directRoute });
  });
  afterAll(() => knot.stop());

  test.each([
    ['example.org', 'A', ['127.0.0.1']],
    ['v6.example.org', 'AAAA', ['::1']],
    ['alias.example.org', 'CNAME', ['example.org']],
    ['example.org', 'NS', ['ns.example.org']],
    ['example.org', 'MX', [{ priority: 10, exchange: 'mx1.example.net' }]],
    ['long.example.org', 'TXT', ['v=one; two']],
    ['_imaps._tcp.example.org', 'SRV', [{ priority: 0, weight: 1, port: 993, target: 'imap.example.net' }]],
    ['_imap._tcp.example.org', 'SRV', [{ priority: 0, weight: 0, port: 0, target: '' }]],
  ] as const)('%s has %s', async (name, type, value) => {
    expect(await net.resolve(name, type)).toMatchObject({ ok: true, value });
  });

  test.each([
    ['there is no such name', 'nobody.example.org', 'no-name'],
    ['there are other records only', 'ns.example.org', 'no-records'],
    ['the server has lost the zone', 'lost.example', 'broken'],
    ['the server knows nothing of the zone', 'example.com', 'broken'],
  ])('%s', async (_, name, refusal) => {
    expect(await net.resolve(name, 'MX')).toMatchObject({ ok: false, refusal });
  });

  test('a host has the address from this server', async () => {
    const port = await http((_request, response) => void response.end('here'));
    const routed = nodeNet({
      resolver: `127.0.0.1:${knot.port}`,
      limitMilliseconds,
      routeOf: (url) => ({ ...directRoute(url), port }),
    });
    expect(await routed.fetch(get('http://example.org/'))).toMatchObject({
      ok: true,
      value: { status: 200 },
    });
    expect(await failureOf(routed, 'http://nobody.example.org/')).toEqual({
      reason: 'no-name',
      host: 'nobody.example.org',
    });
    expect(await failureOf(routed, 'http://long.example.org/')).toMatchObject({ reason: 'no-records' });
  });
});

test('a DNS server that does not answer is a timeout', async () => {
  const silent = createSocket('udp4').bind(0, '127.0.0.1');
  onTestFinished(() => void silent.close());
  await once(silent, 'listening');
  const net = nodeNet({
    resolver: `127.0.0.1:${silent.address().port}`,
    limitMilliseconds: 300,
    routeOf: directRoute,
  });
  expect(await net.resolve('example.org', 'A')).toMatchObject({ ok: false, refusal: 'timeout' });
});

describe('HTTP', () => {
  test('request and answer arrive unchanged', async () => {
    const asked = Promise.withResolvers<unknown>();
    const port = await http(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      asked.resolve({ method: request.method, url: request.url, headers: request.headers, body });
      response
        .writeHead(
          200,
          [
            ['X-Twice', 'a'],
            ['X-Twice', 'b'],
          ].flat(),
        )
        .end('ü');
    });
    const answer = await on(port).fetch(
      get('http://autoconfig.example.org/a?b=c+d@e', {
        method: 'POST',
        headers: { 'content-type': 'text/xml' },
        body: '<ü/>',
      }),
    );
    expect(await asked.promise).toMatchObject({
      method: 'POST',
      url: '/a?b=c+d@e',
      headers: { host: 'autoconfig.example.org', 'content-type': 'text/xml', 'content-length': '5' },
      body: '<ü/>',
    });
    expect(answer).toMatchObject({ ok: true, value: { status: 200 } });
    if (!answer.ok) throw new Error();
    expect(answer.value.headers.get('x-twice')).toBe('a, b');
    expect(new TextDecoder().decode(answer.value.body)).toBe('ü');
    expect(answer.milliseconds).toBeGreaterThan(0);
  });

  test('a redirect is an answer', async () => {
    const port = await http((_request, response) => void response.writeHead(302, { location: '/b' }).end());
    const answer = await on(port).fetch(get('http://example.org/a'));
    expect(answer).toMatchObject({ ok: true, value: { status: 302 } });
  });

  test.each<[behaviour: string, reason: ConnectFailure['reason'], talk: Parameters<typeof tcp>[0]]>([
    ['closes the connection', 'closed', (socket) => socket.destroy()],
    [
      'closes the connection in the middle',
      'closed',
      (socket) =>
        void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc')),
    ],
    ['does not answer', 'timeout', () => {}],
    [
      'stops in the middle',
      'timeout',
      (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'),
    ],
    [
      'speaks another protocol',
      'not-understood',
      (socket) => void socket.write('220 mail.example.org ESMTP\r\n'),
    ],
    [
      'sends without limit',
      'too-long',
      (socket) =>
        void socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\n\r\n${'a'.repeat(3_000_000)}`)),
    ],
  ])('a server that %s: %s', async (_, reason, talk) => {
    expect(await failureOf(on(await tcp(talk)), 'http://example.org/')).toEqual({ reason });
  });

  test('a port without TLS, or without a listener', async () => {
    const port = await tcp(() => {});
    expect(await failureOf(on(port), 'https://example.org/')).toMatchObject({ reason: 'timeout' });
    expect(await failureOf(on(1), 'http://example.org/')).toEqual({ reason: 'refused' });
  });
});

describe.skipIf(!hasOpenssl)('TLS (needs openssl to create certificates)', () => {
  let folder: string;
  let port: number;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'facteur-net-'));
    makeCertificate(folder, 'good', ['autoconfig.example.org', '*.wild.example.org']);
    makeCertificate(folder, 'stranger', ['stranger.example.org']);
    port = await https((request, response) => void response.end(request.headers.host), folder, {
      'autoconfig.example.org': 'good',
      'stranger.example.org': 'stranger',
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Every host is on this machine, under its own name. */
  const here = (at = port): Net =>
    nodeNet({
      ca: readFileSync(join(folder, 'good.crt'), 'utf8'),
      limitMilliseconds,
      routeOf: (url) => ({ ...directRoute(url), host: '127.0.0.1', name: url.hostname, port: at }),
    });

  test('a certificate that is trusted and names the host', async () => {
    const answer = await here().fetch(get('https://autoconfig.example.org/'));
    expect(answer).toMatchObject({
      ok: true,
      value: {
        status: 200,
        tls: {
          protocol: 'TLSv1.3',
          certificate: { subject: 'good', names: ['autoconfig.example.org', '*.wild.example.org'] },
        },
      },
    });
    expect(answer.ok && answer.value.tls?.flaw).toBeUndefined();
    expect(answer.ok && Date.parse(answer.value.tls?.certificate.validTo ?? '')).toBeGreaterThan(Date.now());
  });

  test.each([
    ['another name', 'https://other.example.org/', 'wrong-name'],
    ['a self-signed certificate', 'https://stranger.example.org/', 'self-signed'],
  ])('a certificate with %s', async (_, url, flaw) => {
    expect(await failureOf(here(), url)).toMatchObject({ reason: 'certificate', flaw, tls: { flaw } });
    const careless = await here().fetch(get(url, { ignoreCertificateName: true }));
    expect(careless.ok).toBe(flaw === 'wrong-name');
  });

  test('a server without TLS', async () => {
    const plain = await http((_request, response) => void response.end());
    expect(await failureOf(here(plain), 'https://autoconfig.example.org/')).toMatchObject({
      reason: 'tls',
    });
  });

  test('a connection that is upgraded to TLS', async () => {
    const mail = await tcp((socket) => {
      socket.write('220 mail.example.org ESMTP\r\n');
      socket.once('data', () => {
        socket.write('220 go ahead\r\n');
        const secure = new TLSSocket(socket, {
          isServer: true,
          key: readFileSync(join(folder, 'good.key')),
          cert: readFileSync(join(folder, 'good.crt')),
        });
        secure.on('error', () => {}).on('data', (text) => void secure.write(`250-said ${text}250 done\r\n`));
      });
    });
    const to = { host: '127.0.0.1', port: mail, security: 'none', limitMilliseconds } as const;
    const connected = await here().connect(to);
    if (!connected.ok) throw new Error(connected.refusal.reason);
    const { value: line } = connected;
    onTestFinished(() => line.close());
    expect(line.address).toBe('127.0.0.1');
    expect(await line.readLine()).toBe('220 mail.example.org ESMTP');
    line.write('STARTTLS\r\n');
    expect(await line.readLine()).toBe('220 go ahead');
    expect(await line.startTls()).toMatchObject({ ok: true, value: { flaw: 'wrong-name' } });
    line.write('EHLO\r\n');
    expect([await line.readLine(), await line.readLine()]).toEqual(['250-said EHLO', '250 done']);
  });

  test('a silent server is a timeout', async () => {
    const mail = await tcp(() => {});
    const connected = await here().connect({
      host: '127.0.0.1',
      port: mail,
      security: 'none',
      limitMilliseconds: 200,
    });
    expect(connected.ok && (await connected.value.readLine())).toBeUndefined();
    if (connected.ok) connected.value.close();
  });
});
