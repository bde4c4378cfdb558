/** Refusals on the bare socket: what is not HTTP, CONNECT, and their order behind requests on the same connection. */

import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { plainText } from '../../../src/http/response.ts';
import type { ConfigDocument } from '../../../src/index.ts';
import { errorBoundary } from '../../../src/runtime/node/error-boundary.ts';
import { type RequestHandler, send } from '../../../src/runtime/node/http-types.ts';
import { connectionLimits } from '../../../src/runtime/node/limits/connections.ts';
import { openListener } from '../../../src/runtime/node/listener.ts';
import { withBody } from '../../../src/runtime/node/request-body.ts';
import { listen, type RunningServer } from '../../../src/runtime/node/server.ts';
import { readCertificates } from '../../../src/runtime/node/tls-certificates.ts';
import { trustedProxies } from '../../../src/runtime/node/trusted-proxies.ts';
import { folder, hasOpenssl, makeCertificate } from '../../support/cli/program.ts';
import { configOf } from '../../support/world.ts';

const portOf = (url: string | undefined): number => Number(new URL(url ?? '').port);
const loopback = { host: '127.0.0.1', port: 0 };

/** Everything that a server sends on one connection, until it closes it. */
async function converse(socket: Socket, sent: string): Promise<string> {
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('error', () => {}).write(sent, 'latin1');
  await once(socket, 'close');
  return text;
}

const statusesIn = (text: string): number[] =>
  [...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status));

describe('what is not HTTP, behind requests on the same connection', () => {
  /** Answers after all of a connection has been parsed, which Node does in one turn of the event loop. */
  async function later(status: number, timeouts: ConfigDocument['limits'] = {}): Promise<number> {
    const { limits } = configOf({ domains: { '*': 'ovh.net' }, limits: timeouts });
    const { networkOfPeer } = trustedProxies([]);
    const admitted = connectionLimits(
      limits,
      () => ({ networkOfPeer }),
      () => 0,
    );
    const answer: RequestHandler = (_, outgoing) =>
      void setTimeout(() => send(outgoing, plainText(status, 'answered')), 20);
    const listener = withBody(answer, () => 1000);
    const boundary = errorBoundary({ report: () => {}, bug: () => {} });
    const opened = await openListener(loopback, { listener, boundary, limits, admitted });
    onTestFinished(() => opened.close());
    return portOf(opened.url);
  }

  const get = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const post = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\na=b';
  const connectRequest = 'CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n';
  const brokenBody = 'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n';
  const tooLong = `GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`;

  test.each([
    ['no request at all', get, 'BAD\r\n\r\n', [202, 400]],
    ['no request, behind a body', post, 'BAD\r\n\r\n', [202, 400]],
    ['no request, behind several', get + post + get, 'BAD\r\n\r\n', [202, 202, 202, 400]],
    ['a malformed chunk', get + get, brokenBody, [202, 202, 400]],
    ['headers that are too long', get, tooLong, [202, 431]],
    ['CONNECT', get + get, connectRequest, [202, 202, 405]],
    ['CONNECT and bytes for its tunnel', get, `${connectRequest}BAD\r\n\r\n`, [202, 405]],
    ['more of what cannot be parsed', get, 'BAD\r\n\r\n'.repeat(100), [202, 400]],
  ])('%s: the requests are answered first, then it is refused', async (_, valid, rest, statuses) => {
    const socket = connect(await later(202), '127.0.0.1');
    expect(statusesIn(await converse(socket, valid + rest))).toEqual(statuses);
  });

  test('a request that never ends: the requests before it are answered first', async () => {
    const port = await later(202, { headersSeconds: 1, requestSeconds: 1 });
    const text = await converse(connect(port, '127.0.0.1'), `${get}GET / HTTP/1.1\r\n`);
    expect(statusesIn(text)).toEqual([202, 408]);
  });

  test('a response that ends the connection has no refusal behind it', async () => {
    const text = await converse(
      connect(await later(202), '127.0.0.1'),
      `GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\nBAD\r\n\r\n`,
    );
    expect(statusesIn(text)).toEqual([202]);
  });

  test('a request that was answered before its body came has no second answer when the body is malformed', async () => {
    const put = brokenBody.replace('POST', 'PUT').replace('zz\r\n', '');
    const socket = connect(await later(405), '127.0.0.1');
    const conversation = converse(socket, put);
    await once(socket, 'data');
    socket.write('zz\r\n');
    expect(statusesIn(await conversation)).toEqual([405]);
  });
});

describe.skipIf(!hasOpenssl)('each protocol (without openssl no certificates can be made)', () => {
  async function serve(): Promise<RunningServer> {
    const path = folder();
    makeCertificate(path, 'own', ['localhost']);
    const certificates = readCertificates([
      { key: join(path, 'own.key'), certificate: join(path, 'own.crt') },
    ]);
    if (!certificates.ok) throw new Error(certificates.refusal.join());
    const config = configOf({ domains: { '*': 'ovh.net' } });
    const listening = await listen(config, loopback, {
      tls: { at: loopback, certificates: certificates.value },
    });
    onTestFinished(() => listening.close());
    return listening;
  }

  const connectAs = {
    http: ({ url }: RunningServer) => connect(portOf(url), '127.0.0.1'),
    https: ({ secureUrl }: RunningServer) =>
      connectTls({ host: '127.0.0.1', port: portOf(secureUrl), rejectUnauthorized: false }),
  };

  /** Status, headers and body of a request by HTTP/2. */
  async function overHttp2(server: RunningServer, headers: Record<string, string>) {
    const client = connectHttp2(server.secureUrl ?? '', { rejectUnauthorized: false });
    onTestFinished(() => client.destroy());
    const stream = client.request(headers, { endStream: true });
    let body = '';
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    let fields: Readonly<Record<string, unknown>> = {};
    stream.on('response', (received) => {
      fields = { ...received };
    });
    await once(stream, 'end');
    return { fields, body };
  }

  test.each(['http', 'https'] as const)('CONNECT by HTTP/1 over %s is answered 405', async (scheme) => {
    const text = await converse(
      connectAs[scheme](await serve()),
      'CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n',
    );
    expect(text).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/);
    expect(text).toMatch(/\r\ncontent-type: text\/plain; charset=utf-8\r\n/);
    expect(text).toMatch(/\r\nx-content-type-options: nosniff\r\n/);
    expect(text).toMatch(/\r\nallow: GET, HEAD, OPTIONS, POST, PROPFIND\r\n/);
    expect(text).toMatch(/\r\n\r\nThis method is not allowed here\.\n$/);
  });

  test('CONNECT by HTTP/2 is answered 405', async () => {
    const { fields, body } = await overHttp2(await serve(), {
      ':method': 'CONNECT',
      ':authority': 'localhost:443',
    });
    expect(fields).toMatchObject({
      ':status': 405,
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
      allow: 'GET, HEAD, OPTIONS, POST, PROPFIND',
    });
    expect(body).toBe('This method is not allowed here.\n');
  });

  test.each(['http', 'https'] as const)(
    'a request without Host over %s is answered like any other',
    async (scheme) => {
      const text = await converse(
        connectAs[scheme](await serve()),
        'GET /nothing HTTP/1.1\r\nConnection: close\r\n\r\n',
      );
      expect(text).toMatch(/^HTTP\/1\.1 404 /);
      expect(text).toMatch(/\r\nx-content-type-options: nosniff\r\n/);
    },
  );

  test.each(['/mail/config-v1.1.xml', '/./mail/config-v1.1.xml'])(
    'HEAD %s by HTTP/2 has the length of the body of GET, and no body',
    async (path) => {
      const server = await serve();
      const target = `${path}?emailaddress=jo@example.org`;
      const got = await overHttp2(server, { ':method': 'GET', ':path': target });
      const head = await overHttp2(server, { ':method': 'HEAD', ':path': target });
      expect(got.fields[':status']).toBe(200);
      expect(head.fields[':status']).toBe(200);
      expect(head.fields['content-length']).toBe(String(got.body.length));
      expect(head.body).toBe('');
    },
  );
});
