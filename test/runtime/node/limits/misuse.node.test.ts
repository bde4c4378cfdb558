/** Clients that misuse a connection are disconnected. Over real sockets, because Node enforces part of it. */

import { EventEmitter, once } from 'node:events';
import { connect as connectHttp2, constants } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectSecurely, type TLSSocket } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  acknowledgeSettings,
  flags,
  frame,
  get,
  getFields,
  opening,
} from '../../../../bench/faults/frames.ts';
import { plainText } from '../../../../src/http/response.ts';
import type { ConfigDocument } from '../../../../src/index.ts';
import { errorBoundary } from '../../../../src/runtime/node/error-boundary.ts';
import { type RequestHandler, send } from '../../../../src/runtime/node/http-types.ts';
import { connectionLimits } from '../../../../src/runtime/node/limits/connections.ts';
import { openListener } from '../../../../src/runtime/node/listener.ts';
import { type ListenOptions, listen, type RunningServer } from '../../../../src/runtime/node/server.ts';
import { readCertificates } from '../../../../src/runtime/node/tls-certificates.ts';
import { trustedProxies } from '../../../../src/runtime/node/trusted-proxies.ts';
import { folder, hasOpenssl, makeCertificate, until } from '../../../support/cli/program.ts';
import { configOf } from '../../../support/world.ts';

const autoconfig = '/mail/config-v1.1.xml?emailaddress=jo@example.org';

async function serve(document: ConfigDocument, around: ListenOptions = {}): Promise<RunningServer> {
  const config = configOf({ domains: { 'example.org': 'ovh.net' }, ...document });
  const listening = await listen(config, { host: '127.0.0.1', port: 0 }, around);
  onTestFinished(() => listening.close());
  return listening;
}

function serveSecurely(document: ConfigDocument): Promise<RunningServer> {
  const path = folder();
  makeCertificate(path, 'own', ['localhost']);
  const certificates = readCertificates([{ key: join(path, 'own.key'), certificate: join(path, 'own.crt') }]);
  if (!certificates.ok) throw new Error(certificates.refusal.join());
  return serve(document, { tls: { at: { host: '127.0.0.1', port: 0 }, certificates: certificates.value } });
}

const portOf = (url: string | undefined): number => Number(new URL(url ?? '').port);

function open(server: RunningServer): Socket {
  const socket = connect(portOf(server.url), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  return socket.on('error', () => {});
}

/** A connection by HTTP/2 whose frames are written by hand. */
async function openHttp2(server: RunningServer, window = 65_535): Promise<TLSSocket> {
  const socket = connectSecurely({
    ...{ port: portOf(server.secureUrl), host: '127.0.0.1' },
    ...{ rejectUnauthorized: false, ALPNProtocols: ['h2'] },
  });
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {}).resume();
  await once(socket, 'secureConnect');
  socket.write(opening(window));
  socket.write(acknowledgeSettings);
  return socket;
}

const closed = (socket: Socket) => until(() => socket.closed);
const request = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
const answers = async (server: RunningServer): Promise<boolean> => (await fetch(server.url + autoconfig)).ok;

describe('pipelined requests', () => {
  const read = (socket: Socket): (() => string) => {
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
    });
    return () => text;
  };

  test('are answered in their order when they are few', async () => {
    const socket = open(await serve({}));
    const text = read(socket);
    const paths = ['/healthz', '/nothing', '/healthz', autoconfig, '/./healthz'];
    socket.write(paths.map(request).join(''));
    const statuses = () => [...text().matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status));
    await until(() => statuses().length === paths.length);
    expect(statuses()).toEqual([200, 404, 200, 200, 200]);
  });

  test('end the connection when they are many', async () => {
    const server = await serve({});
    const socket = open(server);
    const text = read(socket);
    socket.write(request('/healthz').repeat(2000));
    await closed(socket);
    expect(text().match(/^HTTP/gm)?.length ?? 0).toBeLessThan(20);
    expect(await answers(server)).toBe(true);
  });

  test('that go on and on while no answer is read end it', async () => {
    const server = await serve({});
    const socket = open(server);
    const asking = setInterval(() => socket.write(request('/').repeat(5)), 20);
    onTestFinished(() => clearInterval(asking));
    socket.pause();
    await until(() => server.connections() === 1);
    // The system takes some megabytes first.
    await expect.poll(() => server.connections(), { timeout: 50_000 }).toBe(0);
  }, 60_000);
});

test('a response that is not read is given up after its time', async () => {
  const { limits } = configOf({ domains: { '*': 'ovh.net' }, limits: { responseSeconds: 1 } });
  const { networkOfPeer } = trustedProxies([]);
  const admitted = connectionLimits(
    limits,
    () => ({ networkOfPeer }),
    () => 0,
  );
  // More than the system takes.
  const listener: RequestHandler = (_, outgoing) => send(outgoing, plainText(200, 'x'.repeat(30_000_000)));
  const boundary = errorBoundary({ report: () => {}, bug: () => {} });
  const listening = await openListener(
    { host: '127.0.0.1', port: 0 },
    { listener, boundary, limits, admitted },
  );
  onTestFinished(() => listening.close());
  const socket = connect(portOf(listening.url), '127.0.0.1').on('error', () => {});
  onTestFinished(() => void socket.destroy());
  socket.pause().write(request('/'));
  await until(() => listening.connections() === 1);
  await until(() => listening.connections() === 0);
});

describe.skipIf(!hasOpenssl)('a connection by HTTP/2 (without openssl no certificates can be made)', () => {
  const limits = { headersSeconds: 1, requestSeconds: 1, responseSeconds: 1 };

  test('with a window of 0 is ended', async () => {
    const server = await serveSecurely({ limits });
    const socket = await openHttp2(server, 0);
    socket.write(Buffer.concat([1, 3, 5, 7, 9].map((stream) => get('localhost', stream))));
    await closed(socket);
    expect(server.connections()).toBe(0);
  });

  test('that only pings is ended', async () => {
    const server = await serveSecurely({ limits });
    const socket = await openHttp2(server);
    const pinging = setInterval(() => socket.write(frame('ping', 0, 0, Buffer.alloc(8))), 100);
    onTestFinished(() => clearInterval(pinging));
    await closed(socket);
  });

  test.each([
    [
      'cancels its requests immediately (rapid reset)',
      500,
      (at: number) => [
        get('localhost', 2 * at + 1),
        frame('resetStream', 0, 2 * at + 1, Buffer.from([0, 0, 0, 8])),
      ],
    ],
    [
      'never ends its headers (CONTINUATION flood)',
      500,
      (at: number) => [
        at === 0
          ? frame('headers', flags.endStream, 1, getFields('localhost'))
          : frame(
              'continuation',
              0,
              1,
              Buffer.from(`\x00\x02x${at % 10}\x7f\x00${'y'.repeat(127)}`, 'latin1'),
            ),
      ],
    ],
    ['opens more streams than it may', 500, (at: number) => [get('localhost', 2 * at + 1)]],
  ])('that %s is ended', async (_, count, frames) => {
    const server = await serveSecurely({});
    const socket = await openHttp2(server, 0);
    socket.write(Buffer.concat(Array.from({ length: count }, (_value, at) => frames(at)).flat()));
    await closed(socket);
    expect(await answers(server)).toBe(true);
  });

  test.each([
    ['pings', frame('ping', 0, 0, Buffer.alloc(8))],
    ['settings', frame('settings', 0, 0)],
  ])(
    'that floods the server with %s and reads nothing is ended',
    async (_, one) => {
      const server = await serveSecurely({
        limits: { responseSeconds: 1, requestSeconds: 1, headersSeconds: 5 },
      });
      const socket = await openHttp2(server);
      socket.pause();
      const many = Buffer.concat(Array.from({ length: 5000 }, () => one));
      const flooding = setInterval(() => socket.write(many), 20);
      onTestFinished(() => clearInterval(flooding));
      await until(() => server.connections() === 1);
      await until(() => server.connections() === 0);
      expect(await answers(server)).toBe(true);
    },
    30_000,
  );

  test('is answered when its client reads late', async () => {
    const server = await serveSecurely({});
    const client = connectHttp2(server.secureUrl ?? '', { rejectUnauthorized: false });
    onTestFinished(() => client.destroy());
    const streams = Array.from({ length: 16 }, () => client.request({ ':path': '/' }));
    const answered = streams.map(
      (stream) =>
        new Promise<unknown>((resolve) => {
          stream.once('response', ({ [constants.HTTP2_HEADER_STATUS]: status }) => resolve(status));
        }),
    );
    await answered[0];
    const read = streams.map((stream) => once(stream.resume(), 'end'));
    await Promise.all(read);
    const statuses = await Promise.all(answered);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  test('that ends its handshake after the timeout is not spoken to before, which would end the process', async () => {
    const server = await serveSecurely({ limits });
    const wire = connect(portOf(server.secureUrl), '127.0.0.1').on('error', () => {});
    onTestFinished(() => void wire.destroy());
    const events = new EventEmitter();
    let hellos = 0;
    const held = new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        // The second flight is what ends the handshake.
        if (hellos++ === 0) wire.write(chunk, () => done());
        else events.once('release', () => wire.write(chunk, () => done()));
      },
    });
    wire.on('data', (chunk) => held.push(chunk));
    const client = connectSecurely({ socket: held, rejectUnauthorized: false, ALPNProtocols: ['h2'] });
    client.on('error', () => {}).once('secureConnect', () => client.write(opening(0)));
    await sleep(1200);
    events.emit('release');
    await until(() => wire.closed);
    expect(await answers(server)).toBe(true);
  });
});

describe('a client that repeats a request without a pause', () => {
  test('spends its own share of its network, and not that of its neighbours', async () => {
    const server = await serve({ proxies: [], limits: { perSecond: 10, burst: 40 } });
    const socket = open(server);
    const statuses: number[] = [];
    let retryAfter = false;
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(chunk)?.[1]);
      statuses.push(status);
      retryAfter ||= status === 429 && /\r\nretry-after: \d/i.test(chunk);
      socket.write(request('/nothing'));
    });
    socket.write(request('/nothing'));
    await until(() => statuses.includes(429));
    expect(statuses.filter((status) => status === 404).length).toBeLessThan(40);
    expect(retryAfter).toBe(true);
    expect(await answers(server)).toBe(true);
  });
});
