/**
 * facteur on Node over real sockets, compared byte by byte; then the command line in its own process, as an
 * operator starts it.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { bodyLimitAt } from '../../../src/dialects/body-limit.ts';
import { type ConfigDocument, defaultDocument } from '../../../src/index.ts';
import { listen, type RunningServer } from '../../../src/runtime/node/server.ts';
import { until } from '../../support/cli/program.ts';
import { dialects } from '../../support/dialects.ts';
import { configOf, poxRequest } from '../../support/world.ts';

const autoconfig = '/mail/config-v1.1.xml';
const autodiscover = '/autodiscover/autodiscover.xml';
const profile = '/profile.mobileconfig';

interface Reply {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

let ovh: number;
const open: RunningServer[] = [];

/** @returns the port */
async function serve(document: ConfigDocument, host = '127.0.0.1'): Promise<number> {
  const listening = await listen(configOf(document), { host, port: 0 });
  open.push(listening);
  return Number(new URL(listening.url).port);
}

beforeAll(async () => {
  ovh = await serve(defaultDocument);
});
afterAll(() => Promise.all(open.map(({ close }) => close())));

/** A request as it goes over the wire. Unless a header says otherwise, the connection is closed after it. */
function bytes(method: string, path: string, headers: Record<string, string> = {}, body = ''): string {
  const length: Record<string, string> =
    body === '' || 'Transfer-Encoding' in headers
      ? {}
      : { 'Content-Length': String(Buffer.byteLength(body)) };
  const fields = Object.entries({ Host: 'localhost', Connection: 'close', ...length, ...headers });
  return `${method} ${path} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

const keepAlive = { Connection: 'keep-alive' };

/** Writes to a new connection, and reads until the server closes it. */
function overWire(port: number, written: string, host = '127.0.0.1'): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host);
    let read = '';
    socket.setEncoding('latin1').setTimeout(4000, () => socket.destroy(new Error(`left open after ${read}`)));
    socket.on('data', (chunk) => {
      read += chunk;
    });
    socket.on('error', reject).on('close', () => resolve(read));
    socket.write(written);
  });
}

/** @param toHead whether a reply is one to HEAD, and so has no body whatever its headers say */
function repliesIn(text: string, toHead: (index: number) => boolean = () => false): Reply[] {
  const replies: Reply[] = [];
  for (let at = 0; at < text.length; ) {
    const headEnd = text.indexOf('\r\n\r\n', at);
    const [statusLine = '', ...fields] = text.slice(at, headEnd).split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1]);
    const headers = Object.fromEntries(
      fields.map((field) => [
        field.slice(0, field.indexOf(':')).toLowerCase(),
        field.slice(field.indexOf(':') + 2),
      ]),
    );
    // Node chunks an empty body that it was given no length for; ours have a length.
    const length = headers['transfer-encoding'] ? '0\r\n\r\n'.length : Number(headers['content-length'] ?? 0);
    const end = headEnd + 4 + (toHead(replies.length) ? 0 : length);
    const body = Buffer.from(text.slice(headEnd + 4, end), 'latin1').toString('utf8');
    if (headEnd === -1 || Number.isNaN(status) || end > text.length)
      throw new Error(`not HTTP: ${text.slice(at)}`);
    replies.push({ status, headers, body });
    at = end;
  }
  return replies;
}

/** Headers that every response has. */
function expectProtected({ headers }: Reply): void {
  expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  expect(headers['referrer-policy']).toBe('no-referrer');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['content-type']).toBeDefined();
  expect(Object.keys(headers)).not.toContain('set-cookie');
  expect(Object.keys(headers)).not.toContain('www-authenticate');
}

/** Sends one request over a connection of its own; the answer is checked for what all answers owe. */
async function ask(port: number, written: string, host?: string): Promise<Reply> {
  const [reply, ...others] = repliesIn(await overWire(port, written, host), () =>
    written.startsWith('HEAD '),
  );
  if (!reply || others.length > 0) throw new Error(`${others.length + (reply ? 1 : 0)} answers`);
  expectProtected(reply);
  return reply;
}

/** The domain that an autoconfig answer is for. */
const domainIn = ({ body }: Reply): string | undefined => /<domain>(.*)<\/domain>/.exec(body)?.[1];

/** A body of exactly so many bytes that asks for an address at its beginning. */
function poxOf(lengthBytes: number): string {
  const request = poxRequest('jo@example.org');
  return request.replace('<Request>', `<!--${'x'.repeat(lengthBytes - request.length - 7)}--><Request>`);
}

const chunked = (body: string): string => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

describe('the Host', () => {
  test('may be missing in HTTP/1.0, which then asks the machine itself', async () => {
    const reply = await ask(ovh, `GET ${autoconfig} HTTP/1.0\r\n\r\n`);
    expect(reply.status).toBe(200);
    expect(domainIn(reply)).toBe('ovh.net');
  });

  test.each([
    ['in capitals', 'AUTOCONFIG.EXAMPLE.ORG', 'example.org'],
    ['with a port', 'autoconfig.example.org:8080', 'example.org'],
    ['with the port of http', 'autoconfig.example.org:80', 'example.org'],
    ['with a final dot', 'autoconfig.example.org.', 'example.org'],
    ['with all of these', 'AutoConfig.Example.ORG.:8080', 'example.org'],
    ['in A-labels', 'autoconfig.xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['an IPv6 address', '[::1]', 'ovh.net'],
    ['an IPv6 address with a port', '[::1]:8080', 'ovh.net'],
  ])('%s is understood', async (_, Host, domain) => {
    const reply = await ask(ovh, bytes('GET', autoconfig, { Host }));
    expect(reply.status).toBe(200);
    expect(domainIn(reply)).toBe(domain);
  });

  // RFC 3986 §3.2.3 allows a colon without a port, RFC 4291 §2.2 an IPv6 address with all its zeros.
  test.each([
    ['without its port after the colon', 'autoconfig.example.org:', 'example.org'],
    ['an IPv6 address in full', '[0:0:0:0:0:0:0:1]:8080', 'ovh.net'],
  ])('%s is understood', async (_, Host, domain) => {
    const [reply] = repliesIn(await overWire(ovh, bytes('GET', autoconfig, { Host })));
    expect(reply && domainIn(reply)).toBe(domain);
  });

  // RFC 9112 §3.2.2: Delta Chat sends its targets in absolute form, and so does every client behind a forward proxy.
  test.each([
    ['as clients write it', `http://autoconfig.example.org${autoconfig}`],
    ['with another scheme, in capitals, and a port', `HTTPS://AUTOCONFIG.example.org:443${autoconfig}`],
    ['with an encoded path', 'http://autoconfig.example.org/%6Dail/config-v1.1.xml'],
    ['with dot segments', 'http://autoconfig.example.org/x/../mail/config-v1.1.xml'],
    ['with a name and a password', `http://jo:secret@autoconfig.example.org${autoconfig}`],
  ])('gives way to a target in absolute form: %s', async (_, target) => {
    for (const Host of ['autoconfig.evil.example', 'localhost', '']) {
      const reply = await ask(ovh, bytes('GET', target, { Host }));
      expect([reply.status, domainIn(reply)]).toEqual([200, 'example.org']);
    }
    const withoutHost = await ask(ovh, `GET ${target} HTTP/1.0\r\n\r\n`);
    expect(domainIn(withoutHost)).toBe('example.org');
  });

  test.each([
    ['the page', 'http://autoconfig.example.org'],
    ['the page, with a query', 'http://autoconfig.example.org?language=de'],
    ['the health check', 'http://autoconfig.example.org/HEALTHZ?x'],
  ])('may be followed by no path at all in absolute form: %s', async (_, target) => {
    expect((await ask(ovh, bytes('GET', target))).status).toBe(200);
  });

  test.each(['ftp://example.org/', 'http://', 'http:///mail', 'http://a b/', 'example.org:443', '*', 'mail'])(
    'is not looked at when the target is %s, which is none',
    async (target) => {
      const [reply] = repliesIn(await overWire(ovh, bytes('GET', target)));
      expect(reply?.status).toBe(400);
    },
  );

  test('of an IPv6 address that is no name of ours tells nothing', async () => {
    expect((await ask(ovh, bytes('GET', autoconfig, { Host: '[2001:db8::1]' }))).status).toBe(404);
  });

  const nonsense = [
    ['', ' ', '\t', '.', '..', '-', ':', '?', '#', "'", '%00', '*', '\u00e9', 'a b', 'a,b', 'a..b', '../..'],
    ['<script>', 'user@host', '[::1', '[::1]]', '::1', '0x7f.1', '1.2.3.4.5', '999.999.999.999', 'x/../y'],
    ['localhost:99999', 'localhost:abc', 'http://example.org', '_dmarc.a.b', 'xn--zzzz--', 'a'.repeat(5000)],
  ].flat();
  const everywhere = ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'].flatMap((method) =>
    [autoconfig, autodiscover, profile, '/', '/nowhere', '/healthz'].map((path) => [method, path] as const),
  );

  test.each(nonsense.map((host) => [JSON.stringify(host.slice(0, 20)), host]))(
    '%s is not served, without an error',
    async (_, Host) => {
      const [reply] = repliesIn(await overWire(ovh, bytes('GET', autoconfig, { Host })));
      expect([400, 404]).toContain(reply?.status);
      const statuses = everywhere.map(async ([method, path]) => {
        const written = bytes(method, path, { Host });
        return repliesIn(await overWire(ovh, written), () => method === 'HEAD')[0]?.status;
      });
      for (const status of await Promise.all(statuses)) expect(status).toBeLessThan(500);
    },
  );
});

describe('a body', () => {
  const bodyLimitBytes = bodyLimitAt(autodiscover);
  const post = (body: string, headers = {}) => bytes('POST', autodiscover, headers, body);

  test('of exactly 4 KiB is read', async () => {
    const body = poxOf(bodyLimitBytes);
    expect(Buffer.byteLength(body)).toBe(4096);
    const reply = await ask(ovh, post(body));
    expect(reply.status).toBe(200);
    expect(reply.body).toContain('<LoginName>jo@example.org</LoginName>');
  });

  test('that is announced as one byte longer gets 413 before it is sent', async () => {
    const reply = await ask(ovh, bytes('POST', autodiscover, { 'Content-Length': '4097' }));
    expect(reply.status).toBe(413);
  });

  test.each([autoconfig, autodiscover, profile, '/', '/nowhere'])(
    'that is announced as huge is not waited for at %s',
    async (path) => {
      const { status } = await ask(ovh, bytes('POST', path, { 'Content-Length': '99999999999' }));
      expect(status).toBe({ [autoconfig]: 405, '/nowhere': 404 }[path] ?? 413);
    },
  );

  test('in chunks of 4 KiB together is read', async () => {
    const reply = await ask(ovh, post(chunked(poxOf(bodyLimitBytes)), { 'Transfer-Encoding': 'chunked' }));
    expect(reply.body).toContain('<LoginName>jo@example.org</LoginName>');
  });

  test('in small chunks is read', async () => {
    const body = [...poxRequest('jo@example.org')].map((byte) => `1\r\n${byte}\r\n`).join('');
    const reply = await ask(ovh, post(`${body}0\r\n\r\n`, { 'Transfer-Encoding': 'chunked' }));
    expect(reply.body).toContain('<LoginName>jo@example.org</LoginName>');
  });

  test.each([
    ['with an end', chunked(poxOf(bodyLimitBytes + 1))],
    ['without an end', `1001\r\n${poxOf(bodyLimitBytes + 1)}`],
  ])('in chunks, %s, gets 413 when it is one byte too long', async (_, body) => {
    expect((await ask(ovh, post(body, { 'Transfer-Encoding': 'chunked' }))).status).toBe(413);
  });

  test('that is too long leaves the connection to the next request', async () => {
    const written = post(poxOf(bodyLimitBytes + 1), keepAlive) + bytes('GET', autoconfig);
    const replies = repliesIn(await overWire(ovh, written));
    expect(replies.map(({ status }) => status)).toEqual([413, 200]);
    replies.forEach(expectProtected);
  });

  test('that is too long, in chunks, leaves the connection to the next request', async () => {
    const headers = { ...keepAlive, 'Transfer-Encoding': 'chunked' };
    const written = post(chunked(poxOf(bodyLimitBytes + 1)), headers) + bytes('GET', autoconfig);
    expect(repliesIn(await overWire(ovh, written)).map(({ status }) => status)).toEqual([413, 200]);
  });

  test.each([
    ['with a length', bytes('POST', autodiscover, { 'Content-Length': '400' })],
    ['in chunks', bytes('POST', autodiscover, { 'Transfer-Encoding': 'chunked' })],
  ])('%s, cut short by a client that disconnects, does not affect other clients', async (_, head) => {
    const hangingUp = Array.from({ length: 20 }, async (_, index) => {
      const socket = connect(ovh, '127.0.0.1');
      socket.write(`${head}${index % 2 ? '12c\r\n' : ''}<Autodiscover>`);
      await sleep(30);
      if (index % 4 < 2) socket.destroy();
      else socket.resetAndDestroy();
    });
    await Promise.all(hangingUp);
    expect((await ask(ovh, post(poxRequest('jo@example.org')))).status).toBe(200);
  });

  test('from a client that then closes its half of the connection is answered', async () => {
    const socket = connect({ port: ovh, host: '127.0.0.1', allowHalfOpen: true });
    socket.end(post(poxRequest('jo@example.org'), keepAlive));
    const read: string[] = [];
    for await (const chunk of socket) read.push(String(chunk));
    expect(repliesIn(read.join('')).map(({ status }) => status)).toEqual([200]);
  });

  test('waits for "100 Continue" when the client wants it', async () => {
    const body = poxRequest('jo@example.org');
    const told: string[] = [];
    const reply = await new Promise<string>((resolve, reject) => {
      const headers = { expect: '100-continue', 'content-length': body.length };
      const sent = request({ port: ovh, method: 'POST', path: autodiscover, headers });
      sent.on('continue', () => {
        told.push('go on');
        sent.end(body);
      });
      sent.on('error', reject).on('response', async (response) => {
        const read: string[] = [];
        for await (const chunk of response) read.push(String(chunk));
        resolve(`${response.statusCode} ${read.join('')}`);
      });
      sent.flushHeaders();
    });
    expect(told).toEqual(['go on']);
    expect(reply).toMatch(/^200 .*<LoginName>jo@example\.org</s);
  });

  test('that a client asks leave for and announces as too long gets 413', async () => {
    const headers = { Expect: '100-continue', 'Content-Length': '4097' };
    const replies = repliesIn(await overWire(ovh, bytes('POST', autodiscover, headers)));
    expect(replies.at(-1)?.status).toBe(413);
  });

  // RFC 9110 §10.1.1: what is going to be refused should be refused before the body is sent.
  test('that a client asks leave for and announces as too long is not let in first', async () => {
    const headers = { Expect: '100-continue', 'Content-Length': '4097' };
    const replies = repliesIn(await overWire(ovh, bytes('POST', autodiscover, headers)));
    expect(replies.map(({ status }) => status)).toEqual([413]);
  });
});

describe('a connection', () => {
  test('may carry requests before their answers, which come in order', async () => {
    const methods = ['GET', 'POST', 'HEAD', 'POST', 'GET'];
    const written = [
      bytes('GET', autoconfig, keepAlive),
      bytes('POST', autodiscover, keepAlive, poxRequest('jo@example.org')),
      bytes('HEAD', '/', keepAlive),
      bytes('POST', autodiscover, keepAlive, '<Autodiscover/>'),
      bytes('GET', `${profile}?emailaddress=jo@example.org`),
    ];
    const replies = repliesIn(await overWire(ovh, written.join('')), (index) => methods[index] === 'HEAD');
    replies.forEach(expectProtected);
    expect(replies.map(({ status, headers }) => [status, headers['content-type']])).toEqual([
      [200, 'text/xml; charset=utf-8'],
      [200, 'text/xml; charset=utf-8'],
      [200, 'text/html; charset=utf-8'],
      [200, 'text/xml; charset=utf-8'],
      [200, 'application/x-apple-aspen-config'],
    ]);
    expect(replies[0]?.body).toContain('<clientConfig');
    expect(replies[1]?.body).toContain('<LoginName>jo@example.org<');
    expect(replies[2]?.body).toBe('');
    expect(replies[3]?.body).toContain('<ErrorCode>600<');
  });

  test('that offers an upgrade stays what it is', async () => {
    const upgrade = { Connection: 'close, Upgrade', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQAAP__' };
    expect((await ask(ovh, bytes('GET', autoconfig, upgrade))).status).toBe(200);
  });
});

describe('a method', () => {
  // What has to be switched on is not there.
  const spoken = dialects.filter(({ offered }) => offered === undefined);
  const routes = spoken.flatMap(({ methods, routes }) =>
    routes.map((route) => ({
      route: route.endsWith('/') && route !== '/' ? `${route}example.org` : route,
      allow: ['GET', 'HEAD', 'OPTIONS', 'POST', 'PROPFIND'].filter(
        (method) => method === 'HEAD' || method === 'OPTIONS' || methods.some((taken) => taken === method),
      ),
    })),
  );

  test.each(routes)('HEAD at $route has the headers of GET, and no body', async ({ route }) => {
    const [get, head] = await Promise.all([ask(ovh, bytes('GET', route)), ask(ovh, bytes('HEAD', route))]);
    // RFC 9110 §9.3.2: the length may be left out.
    const { date: _, 'content-length': __, ...headers } = get.headers;
    expect(head.headers).toMatchObject(headers);
    expect({ status: head.status, body: head.body }).toEqual({ status: get.status, body: '' });
  });

  // An encoded path goes through the URL parser, and must not come out with other headers.
  test.each(routes)(
    'HEAD at $route has the length of GET, also when the path is encoded',
    async ({ route }) => {
      const encoded = route.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
      const [get, head] = await Promise.all([
        ask(ovh, bytes('GET', encoded)),
        ask(ovh, bytes('HEAD', encoded)),
      ]);
      expect(Number(get.headers['content-length'])).toBe(Buffer.byteLength(get.body));
      expect(head.headers['content-length']).toBe(get.headers['content-length']);
      expect({ status: head.status, body: head.body }).toEqual({ status: get.status, body: '' });
    },
  );

  test.each(routes)('OPTIONS at $route tells what is allowed', async ({ route, allow }) => {
    const reply = await ask(ovh, bytes('OPTIONS', route));
    expect([reply.status, reply.headers['allow'], reply.body]).toEqual([204, allow.join(', '), '']);
  });

  const odd = ['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND', 'QUERY', 'M-SEARCH'];
  test.each(routes)('that is none of these is not allowed at $route', async ({ route, allow }) => {
    for (const method of odd.filter((one) => !allow.includes(one))) {
      const reply = await ask(ovh, bytes(method, route, {}, method === 'TRACE' ? '' : 'some body'));
      expect([method, reply.status, reply.headers['allow']]).toEqual([method, 405, allow.join(', ')]);
    }
  });

  test.each(['BREW', 'get', 'G\u00cbT'])('that HTTP does not know, %s, gets 400', async (method) => {
    const [reply] = repliesIn(await overWire(ovh, bytes(method, autoconfig)));
    expect(reply?.status).toBe(400);
  });
});

describe('a path', () => {
  test.each([
    ['/%6Dail/config%2Dv1.1.xml', 200],
    ['/MAIL/Config-V1.1.XML', 200],
    ['/../mail/./config-v1.1.xml', 200],
    ['/v1.1/EXAMPLE.org', 200],
    ['/v1.1/%65xample.org', 200],
    ['/mail%2Fconfig-v1.1.xml', 404],
    ['/mail/config-v1.1.xml%00', 404],
    ['/mail/config-v1.1.xml/', 404],
    ['//mail/config-v1.1.xml', 404],
    ['//', 404],
    ['/%', 404],
    ['/%ff%zz', 404],
    ['/.', 200],
    ['/..', 200],
    ['/../../etc/passwd', 404],
    ['/v1.1/..%2f..%2fetc', 404],
    ['/v1.1/', 404],
  ])('%s gets %i', async (path, status) => {
    expect((await ask(ovh, bytes('GET', path))).status).toBe(status);
  });

  test('of four thousand steps leads nowhere', async () => {
    expect((await ask(ovh, bytes('GET', `/${'a/'.repeat(4000)}`))).status).toBe(404);
  });
});

describe('a query', () => {
  const querying = (length: number) =>
    `${autoconfig}?emailaddress=jo@example.org&${'x'.repeat(length - 'emailaddress=jo@example.org&'.length)}`;

  test('of 4 KiB is read', async () => {
    const reply = await ask(ovh, bytes('GET', querying(4096)));
    expect([reply.status, domainIn(reply)]).toEqual([200, 'example.org']);
  });

  test.each([4097, 12_000])('of %i bytes gets 414', async (length) => {
    expect((await ask(ovh, bytes('GET', querying(length)))).status).toBe(414);
  });

  test('of 20 KiB is refused by Node itself', async () => {
    const [reply] = repliesIn(await overWire(ovh, bytes('GET', querying(20_480))));
    expect(reply?.status).toBe(431);
  });
});

describe('an answer that is not made by facteur but in its name', () => {
  test.each([
    ['a Host that is none', bytes('GET', autoconfig, { Host: 'a b' })],
    ['a request for the server as a whole', bytes('OPTIONS', '*')],
    ['HTTP/1.1 without a Host', `GET ${autoconfig} HTTP/1.1\r\nConnection: close\r\n\r\n`],
    ['what is not HTTP', '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n'],
    ['a method that HTTP does not know', bytes('BREW', autoconfig)],
    ['an unknown expectation', bytes('GET', autoconfig, { Expect: 'wonders' })],
    ['headers that are too long', bytes('GET', `${autoconfig}?${'x'.repeat(20_000)}`)],
  ])('has the protective headers: %s', async (_, written) => {
    repliesIn(await overWire(ovh, written)).forEach(expectProtected);
  });
});

describe('a client that came over plain http', () => {
  const document = (proxies?: string[]): ConfigDocument => ({
    url: 'https://facteur.example.net',
    provider: 'ovh.net',
    domains: { '*': 'ovh.net' },
    ...(proxies && { proxies }),
  });
  const loopback = undefined;
  const elsewhere = ['192.0.2.0/24', '2001:db8::1'];
  const moved = 'https://facteur.example.net/v1.1/example.org?emailaddress=jo%40example.org';

  test.each<[string, string[] | undefined, string | undefined, number]>([
    ['itself is redirected', elsewhere, undefined, 302],
    ['itself is redirected, whatever it says of itself', elsewhere, 'https', 302],
    ['itself is redirected when no proxy is trusted', [], 'https', 302],
    ['through a silent proxy has the benefit of the doubt', loopback, undefined, 200],
    ['to a proxy that says so is redirected', loopback, 'http', 302],
    ['to a proxy that says so in capitals is redirected', loopback, 'HTTP', 302],
    ['to the first of two proxies is redirected', loopback, 'http, https', 302],
    ['to a trusted address is redirected', ['127.0.0.1'], 'http', 302],
    ['to a trusted network is redirected', ['127.0.0.0/30'], 'http', 302],
    ['not at all, says a proxy, and is answered', loopback, 'https', 200],
    ['not at all, says the first of two proxies, and is answered', loopback, 'https, http', 200],
    ['or not, a proxy does not make clear, and is answered', loopback, 'httpx', 200],
  ])('%s', async (_, proxies, proto, status) => {
    const port = await serve(document(proxies));
    const headers = { Host: 'autoconfig.example.org', ...(proto && { 'X-Forwarded-Proto': proto }) };
    const reply = await ask(port, bytes('GET', `${autoconfig}?emailaddress=jo%40example.org`, headers));
    expect([reply.status, reply.headers['location']]).toEqual([status, status === 302 ? moved : undefined]);
  });

  test('to ask Autodiscover is sent to a URL that ends in .xml', async () => {
    const port = await serve(document([]));
    const headers = { Host: 'autodiscover.example.org' };
    const reply = await ask(port, bytes('POST', autodiscover, headers, poxRequest('jo@example.org')));
    expect(reply.headers['location']).toBe('https://facteur.example.net/autodiscover/autodiscover.xml');
  });

  test('and already asks the base host is answered, not sent round and round', async () => {
    const port = await serve(document([]));
    const reply = await ask(port, bytes('GET', autoconfig, { Host: 'facteur.example.net' }));
    expect(reply.status).toBe(200);
  });

  // Each of these ended the process once, or went into the Location as it was.
  test.each([
    '%E4%B8%AD@example.org',
    '%00',
    '%0d%0aSet-Cookie:%20a=b',
    '%1b%5b2J',
    '%7f',
    '%ff',
    '%',
    'Jo.Doe+X@',
  ])('and asks for %s is sent on to the same, in visible ASCII', async (rest) => {
    const port = await serve(document());
    const headers = { Host: 'autodiscover.example.org', 'X-Forwarded-Proto': 'http' };
    const path = `/autodiscover/autodiscover.json/v1.0/${rest}`;
    const reply = await ask(port, bytes('GET', path, headers));
    expect(reply.status).toBe(302);
    expect(reply.headers['location']).toMatch(/^[!-~]+$/);
    expect(reply.headers['location']?.toLowerCase()).toBe(
      `https://facteur.example.net${path.replace(/%$/, '%25')}`.toLowerCase(),
    );
    expect(reply.headers['set-cookie']).toBeUndefined();
    expect((await ask(port, bytes('GET', '/healthz'))).status).toBe(200);
  });

  test('gets no HSTS, and a client over https gets it at the host of `url` only', async () => {
    const port = await serve(document());
    const policy = async (headers: Record<string, string>) =>
      (await ask(port, bytes('GET', '/', headers))).headers['strict-transport-security'];
    const own = 'facteur.example.net';
    expect(await policy({ Host: own, 'X-Forwarded-Proto': 'https' })).toBe('max-age=31536000');
    expect(await policy({ Host: own, 'X-Forwarded-Proto': 'http' })).toBeUndefined();
    expect(await policy({ Host: 'autoconfig.example.org', 'X-Forwarded-Proto': 'https' })).toBeUndefined();
  });

  test('cannot choose where it is redirected to', async () => {
    const port = await serve(document([]));
    const headers = {
      Host: 'autoconfig.evil.example',
      'X-Forwarded-Host': 'evil.example',
      Forwarded: 'host=evil.example',
    };
    const reply = await ask(port, bytes('GET', '/', headers));
    expect(reply.headers['location']).toBe('https://facteur.example.net/');
  });

  const hasIpv6 = Object.values(networkInterfaces()).some((at) =>
    at?.some(({ address }) => address === '::1'),
  );
  test.runIf(hasIpv6)('by IPv6 is distinguished from a proxy in the same way', async () => {
    const trusting = await serve(document(['::1/128']), '::1');
    const wary = await serve(document(['127.0.0.0/8']), '::1');
    const written = bytes('GET', autoconfig, { Host: 'autoconfig.example.org' });
    const statuses = await Promise.all([trusting, wary].map((port) => ask(port, written, '::1')));
    expect(statuses.map(({ status }) => status)).toEqual([200, 302]);
  });

  test.runIf(hasIpv6)('by IPv4 to an IPv6 socket is still known by its IPv4 address', async () => {
    const port = await serve(document(['127.0.0.0/8']), '::');
    const written = bytes('GET', autoconfig, { Host: 'autoconfig.example.org' });
    expect((await ask(port, written, '127.0.0.1')).status).toBe(200);
  });
});

interface Program {
  readonly child: ChildProcess;
  readonly said: { out: string; err: string };
  /** The base URL out of the greeting. */
  readonly url: () => Promise<string>;
  readonly exitCode: Promise<number | null>;
}

const programs: ChildProcess[] = [];
afterEach(() => {
  for (const child of programs.splice(0)) child.kill('SIGKILL');
});

/** `node src/cli/start.js`, with nothing in its environment but what is given. */
function start(environment: Record<string, string> = {}, ...args: readonly string[]): Program {
  const child = spawn(process.execPath, ['src/cli/start.js', ...args], {
    env: { PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  programs.push(child);
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  const exitCode = new Promise<number | null>((resolve) => child.once('close', resolve));
  const url = () =>
    new Promise<string>((resolve, reject) => {
      const look = (): void => {
        const [, found] = /^facteur answers on (\S+) .*\n$/s.exec(said.out) ?? [];
        if (found) resolve(found);
      };
      child.stdout.on('data', look);
      child.once('close', () => reject(new Error(`stopped: ${said.err}`)));
      look();
    });
  return { child, said, url, exitCode };
}

const portOf = (url: string): number => Number(new URL(url).port);

async function freePort(): Promise<number> {
  const { port, free } = await takenPort();
  await free();
  return port;
}

function takenPort(): Promise<{ readonly port: number; readonly free: () => Promise<void> }> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const bound = server.address();
      const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
      resolve({ port, free: () => new Promise((freed) => server.close(() => freed())) });
    });
  });
}

/** Writes a file that is gone after the test. */
function file(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'facteur-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('the command line', () => {
  test('greets with where it listens, for whom, and three URLs that answer', async () => {
    const { said, url } = start();
    const base = await url();
    expect(said.out).toMatch(/^facteur answers on http:\/\/127\.0\.0\.1:\d+ for everybody \(OVH\)\. Try:\n/);
    const urls = said.out.match(/^ {2}http:\S+$/gm) ?? [];
    expect(urls).toHaveLength(3);
    for (const each of urls) {
      const path = each.trim().slice(base.length);
      expect([path, (await ask(portOf(base), bytes('GET', path))).status]).toEqual([path, 200]);
    }
    expect(said.err).toBe('');
  });

  test('greets with URLs that answer when only some domains are served', async () => {
    const { said, url } = start({
      FACTEUR_CONFIG: file('facteur.yaml', 'domains: { example.com: ovh.net }'),
    });
    const base = await url();
    for (const each of said.out.match(/^ {2}http:\S+$/gm) ?? []) {
      const path = each.trim().slice(base.length);
      expect([path, (await ask(portOf(base), bytes('GET', path))).status]).toEqual([path, 200]);
    }
  });

  test('speaks SOAP where FACTEUR_SOAP says so, with a configuration and without', async () => {
    const FACTEUR_CONFIG = file('facteur.yaml', 'domains: { example.com: ovh.net }\nsoap: false');
    const statusOf = async (environment: Readonly<Record<string, string>>) => {
      const base = await start(environment).url();
      return (await ask(portOf(base), bytes('GET', '/autodiscover/autodiscover.svc'))).status;
    };
    expect(await statusOf({})).toBe(404);
    expect(await statusOf({ FACTEUR_SOAP: '1' })).toBe(200);
    expect(await statusOf({ FACTEUR_SOAP: '1', FACTEUR_CONFIG })).toBe(200);
    expect(await statusOf({ FACTEUR_SOAP: '0', FACTEUR_CONFIG })).toBe(404);
  });

  test('listens where HOST and PORT say', async () => {
    const PORT = String(await freePort());
    expect(await start({ HOST: 'localhost', PORT }).url()).toBe(`http://localhost:${PORT}`);
    expect((await ask(Number(PORT), bytes('GET', '/'), 'localhost')).status).toBe(200);
  });

  // Compose files and unit files set variables to nothing; every network is then listened to, not the loopback.
  test('takes an empty HOST for none', async () => {
    expect(await start({ HOST: '' }).url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  test.each(['8080abc', '70000', '-1', '1.5', 'http'])('does not start on PORT=%s', async (PORT) => {
    const { exitCode, said } = start({ PORT });
    expect(await exitCode).toBe(2);
    expect(said).toEqual({ out: '', err: `PORT is ${PORT}, but must be a number from 0 to 65535.\n` });
  });

  test('does not start on a port that is taken', async () => {
    const { port, free } = await takenPort();
    const { exitCode, said } = start({ PORT: String(port) });
    expect(await exitCode).toBe(2);
    expect(said.out).toBe('');
    expect(said.err).toMatch(
      new RegExp(`^facteur cannot listen on 127\\.0\\.0\\.1 port ${port}: .*EADDRINUSE.*\n$`),
    );
    await free();
  });

  test('does not start on an address that is not the machine’s', async () => {
    const { exitCode, said } = start({ HOST: '203.0.113.9' });
    expect(await exitCode).toBe(2);
    expect(said.err).toMatch(/^facteur cannot listen on 203\.0\.113\.9 port 0: .*\n$/);
  });

  test.each(['--confg=facteur.yaml', 'facteur.yaml'])(
    'says in a line that it does not know %s',
    async (arg) => {
      const { exitCode, said } = start({}, arg);
      expect(await exitCode).toBe(2);
      expect(said.err).not.toContain('    at ');
    },
  );
});

describe('the configuration file', () => {
  const served = async (base: string, domain: string): Promise<number> =>
    (await ask(portOf(base), bytes('GET', `${autoconfig}?emailaddress=jo@${domain}`))).status;

  test.each([
    ['YAML', 'facteur.yaml', '# whom we serve\ndomains:\n  example.com: ovh.net\n'],
    ['JSON', 'facteur.json', '{ "domains": { "example.com": "ovh.net" } }'],
  ])('may be %s', async (_, name, text) => {
    const { said, url } = start({ FACTEUR_CONFIG: file(name, text) });
    const base = await url();
    expect(said.out).toMatch(/ for example\.com\. Try:\n/);
    expect([await served(base, 'example.com'), await served(base, 'example.org')]).toEqual([200, 404]);
  });

  test('named by --config wins over the one named by FACTEUR_CONFIG', async () => {
    const lesser = file('lesser.yaml', 'domains: { example.org: ovh.net }');
    const { url } = start(
      { FACTEUR_CONFIG: lesser },
      '--config',
      file('a.yaml', 'domains: { example.com: ovh.net }'),
    );
    const base = await url();
    expect([await served(base, 'example.com'), await served(base, 'example.org')]).toEqual([200, 404]);
  });

  /** Of `/tmp/facteur.yaml:2:1 url: must be an https URL`, the line, the column and the keys. */
  const placeIn = (complaint: string): string => complaint.replace(/^[^:]*:/, '').replace(/: .*$/, '');

  async function refusal(path: string): Promise<string[]> {
    const { exitCode, said } = start({ FACTEUR_CONFIG: path });
    expect(await exitCode).toBe(2);
    expect(said.out).toBe('');
    const [first, ...complaints] = said.err.trimEnd().split('\n');
    expect(first).toBe(`facteur cannot use ${path}:`);
    return complaints.map((line) => line.trim());
  }

  test.each([
    ['facteur.yaml', '# whom we serve\ndomains:\n\ta.example: ovh.net\n', 3],
    ['facteur.yaml', 'domains: { a.example: ovh.net,\n  a.example: none }\n', 2],
    ['facteur.json', '{ "domains": {\n  "a.example": "ovh.net"\n', 3],
  ])('%s that is broken is refused with the line: %j', async (name, text, line) => {
    const path = file(name, text);
    const complaints = await refusal(path);
    expect(complaints.length).toBeGreaterThan(0);
    for (const complaint of complaints) expect(complaint).toMatch(new RegExp(`^${path}:${line}:\\d+: \\w`));
  });

  test('that is wrong is refused with all complaints, each with its place', async () => {
    const text = `
url: http://facteur.example.net
providers:
  example.com:
    name: Example
    incoming: []
    outgoing: [{ protocol: smtp, host: "a b", port: 99999, security: none }]
proxies: [everybody]
`;
    const complaints = await refusal(file('facteur.yaml', text));
    expect(complaints.map(placeIn)).toEqual([
      '2:1 url',
      '7:34 providers.example.com.outgoing.0.host',
      '7:47 providers.example.com.outgoing.0.port',
      '8:11 proxies.0',
    ]);
  });

  test('whose domains are wrong is refused with all complaints, each with its place', async () => {
    const text = 'domains: { a..b: ovh.net, a.example: nobody, B.example: ovh.net, b.example.: ovh.net }';
    const complaints = await refusal(file('facteur.yaml', text));
    expect(complaints.map(placeIn)).toEqual([
      '1:12 domains.a..b',
      '1:27 domains.a.example',
      '1:66 domains.b.example.',
    ]);
  });

  test('that is wrong in its form and in its domains is refused with both complaints', async () => {
    const complaints = await refusal(file('facteur.yaml', 'url: nowhere\ndomains: { a.example: nobody }'));
    expect(complaints.map(placeIn)).toEqual(['1:1 url', '2:12 domains.a.example']);
  });

  test.each([
    ['that is empty', '', /facteur\.yaml: must be an object$/],
    [
      'with a misspelt key',
      'domain: { a.example: ovh.net }',
      /:1:1 domain: is not known here; did you mean "domains"\?$/,
    ],
  ])('%s is refused with words that help', async (_, text, words) => {
    const [complaint] = await refusal(file('facteur.yaml', text));
    expect(complaint).toMatch(words);
  });

  test('that is not there is named', async () => {
    expect(await refusal('/nowhere/facteur.yaml')).toEqual([
      expect.stringMatching(/^\/nowhere\/facteur\.yaml: ENOENT/),
    ]);
  });
});

describe('shutdown', () => {
  /** A client in the middle of a request: half of its body is sent. */
  async function halfway(base: string, headers: Record<string, string>): Promise<Socket> {
    const socket = connect(portOf(base), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    const length = String(poxRequest('jo@example.org').length);
    const expected = { 'Content-Length': length, Expect: '100-continue', ...headers };
    socket.write(bytes('POST', autodiscover, expected));
    const [interim] = await once(socket, 'data');
    expect(String(interim)).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    socket.write(poxRequest('jo@example.org').slice(0, 100));
    return socket;
  }

  /** Connections are refused once the signal is handled. */
  const signalled = (base: string): Promise<true> =>
    until(
      async () =>
        (await overWire(portOf(base), bytes('GET', '/healthz')).catch(() => 'refused')) === 'refused',
    );

  async function rest(socket: Socket): Promise<string> {
    socket.write(poxRequest('jo@example.org').slice(100));
    return await new Promise((resolve) => socket.once('data', (chunk) => resolve(String(chunk))));
  }

  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s takes effect immediately without requests in progress',
    async (signal) => {
      const { child, exitCode, said, url } = start();
      const base = await url();
      // A client whose connection is kept, but who asks nothing, is no reason to wait.
      const idle = connect(portOf(base), '127.0.0.1');
      idle.write(bytes('GET', '/', keepAlive));
      await new Promise((resolve) => idle.once('data', resolve));
      // Another program, with a request under way, gets the signal first and ends later.
      const busy = start();
      await halfway(await busy.url(), {});
      busy.child.kill(signal);
      child.kill(signal);
      expect(await exitCode).toBe(0);
      expect(busy.child.exitCode).toBe(null);
      expect(said.err).toBe('');
      idle.destroy();
    },
  );

  test('comes after the response to a request in progress', async () => {
    const { child, exitCode, said, url } = start();
    const base = await url();
    const socket = await halfway(base, { Connection: 'close' });
    child.kill('SIGTERM');
    await signalled(base);
    expect(child.exitCode).toBe(null);
    expect(await rest(socket)).toMatch(/^HTTP\/1\.1 200 .*<LoginName>jo@example\.org</s);
    expect(await exitCode).toBe(0);
    expect(said.err).toBe('');
  });

  test('refuses connections while the last request is in progress', async () => {
    const { child, url } = start();
    const base = await url();
    await halfway(base, { Connection: 'close' });
    child.kill('SIGTERM');
    await signalled(base);
    await expect(overWire(portOf(base), bytes('GET', '/'))).rejects.toThrow('ECONNREFUSED');
  });

  test('is immediate with the second signal', async () => {
    const { child, exitCode, url } = start();
    const base = await url();
    await halfway(base, {});
    child.kill('SIGTERM');
    await signalled(base);
    child.kill('SIGTERM');
    expect(await exitCode).toBe(null);
    expect(child.signalCode).toBe('SIGTERM');
  });

  test('sends Connection: close to a client that asks for keep-alive', async () => {
    const { child, exitCode, url } = start();
    const base = await url();
    const socket = await halfway(base, keepAlive);
    child.kill('SIGTERM');
    await signalled(base);
    expect(await rest(socket)).toMatch(/^HTTP\/1\.1 200 .*\r\nConnection: close\r\n/s);
    expect(await exitCode).toBe(0);
  });

  // Browsers open connections that they may want later on.
  test.each(['', 'GET / HT'])('does not wait for a client that has only sent %j', async (said) => {
    const { child, exitCode, url } = start();
    const port = portOf(await url());
    const socket = connect(port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    socket.write(said);
    // Connections are accepted in their order.
    await overWire(port, bytes('GET', '/healthz'));
    child.kill('SIGTERM');
    expect(await exitCode).toBe(0);
  });
});

describe('the log', () => {
  const marker = 'Marker';
  const address = 'Marker.One+two@marker-domain.example';
  const telling = {
    Authorization: 'Basic Marker',
    Cookie: 'Marker=Marker',
    'User-Agent': 'Marker/1.0',
    Referer: 'https://marker.example/',
  };
  const hosts = ['localhost', '192.0.2.1', 'autoconfig.marker-domain.example', 'marker nonsense'];
  const queries = [
    '',
    `?emailaddress=${encodeURIComponent(address)}`,
    '?email=Marker',
    '?name=%ffMarker&Marker',
  ];
  const posted = [
    poxRequest(address),
    poxRequest(address, 'Marker'),
    poxRequest('Marker'),
    '<Marker',
    '\xff\xfeM',
  ];
  const paths = ['/v1.1/marker-domain.example', '/v1.1/marker_domain', '/marker', '/healthz'];

  /** Every dialect in success and in error, and some that reach none. */
  const requests = hosts.flatMap((Host) => [
    ...[...dialects.flatMap(({ routes }) => routes), ...paths].flatMap((path) => [
      ...queries.map((query) => bytes('GET', path + query, { Host, ...telling })),
      ...posted.map((body) => bytes('POST', path, { Host, ...telling }, body)),
      bytes('PUT', path, { Host, ...telling }, address),
    ]),
    bytes('POST', autodiscover, { Host, 'Content-Length': '99999' }, address),
    bytes('GET', `${autoconfig}?${marker.repeat(1500)}`, { Host }),
    `MARKER /marker HTTP/1.1\r\nHost: ${Host}\r\n\r\n`,
  ]);

  async function logged(environment: Record<string, string>): Promise<{ lines: string[]; err: string }> {
    const { child, exitCode, said, url } = start(environment);
    const port = portOf(await url());
    const greeting = said.out;
    await Promise.all(requests.map((written) => overWire(port, written).catch(() => 'hung up')));
    const cut = connect(port, '127.0.0.1');
    cut.write(
      `POST ${autodiscover} HTTP/1.1\r\nHost: marker\r\nContent-Length: 400\r\nExpect: 100-continue\r\n\r\n`,
    );
    await once(cut, 'data');
    cut.write(address);
    await overWire(port, bytes('GET', '/healthz'));
    cut.resetAndDestroy();
    await once(cut, 'close');
    // Has its response after the server has noticed that the other connection is gone.
    await overWire(port, bytes('GET', '/healthz'));
    child.kill('SIGTERM');
    await exitCode;
    return { lines: said.out.slice(greeting.length).split('\n').slice(0, -1), err: said.err };
  }

  test('has the dialect, method, status and reason of each response, and nothing about the client', async () => {
    const { lines, err } = await logged({ FACTEUR_LOG: 'requests' });
    expect(err).toBe('');
    expect(lines.join('\n').toLowerCase()).not.toContain('marker');
    expect(lines.length).toBeGreaterThan(requests.length / 2);
    const written = ['level', 'time', 'id', 'client', 'milliseconds', 'msg'];
    const keys = [...written, 'dialect', 'method', 'status', 'refusal'];
    for (const line of lines) {
      const event: unknown = JSON.parse(line);
      expect(keys).toEqual(expect.arrayContaining(Object.keys(Object(event))));
    }
    const refusals = new Set(lines.map((line) => /"refusal":"([a-z-]+)"/.exec(line)?.[1]));
    expect([...refusals].flatMap((reason) => reason ?? []).toSorted()).toEqual([
      'address-malformed',
      'address-missing',
      'body-malformed',
      'body-too-large',
      'domain-malformed',
      'domain-not-served',
      'format-not-offered',
      'method-not-allowed',
      'nothing-to-offer',
      'parameter-missing',
      'path-unknown',
      'query-malformed',
      'query-too-long',
    ]);
  });

  test('is empty unless it is asked for', async () => {
    expect(await logged({})).toEqual({ lines: [], err: '' });
  });
});
