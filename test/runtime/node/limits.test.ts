/** What one client, or all together, may ask for: by real sockets, for it is Node that keeps most of it. */

import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ConfigDocument } from '../../../src/index.ts';
import { tickMilliseconds } from '../../../src/runtime/node/overload.ts';
import { type Around, type Listening, listen } from '../../../src/runtime/node/server.ts';
import { until } from '../../support/cli/program.ts';
import { configOf, poxRequest } from '../../support/world.ts';

const autoconfig = '/mail/config-v1.1.xml?emailaddress=jo@example.org';
const autodiscover = '/autodiscover/autodiscover.xml';

async function serve(document: ConfigDocument, around: Around = {}): Promise<Listening> {
  const config = configOf({ domains: { 'example.org': 'ovh.net' }, ...document });
  const listening = await listen(config, { host: '127.0.0.1', port: 0 }, around);
  onTestFinished(() => listening.close());
  return listening;
}

/** Asks by fetch, as if through proxies that say so. */
const ask = (
  { url }: Listening,
  forwardedFor = '',
  init: RequestInit = {},
  path = autoconfig,
): Promise<Response> =>
  fetch(url + path, { ...init, headers: forwardedFor === '' ? {} : { 'x-forwarded-for': forwardedFor } });

const statuses = async (count: number, asked: () => Promise<Response>): Promise<number[]> => {
  const all: number[] = [];
  for (let index = 0; index < count; index++) {
    const answer = await asked();
    await answer.arrayBuffer();
    all.push(answer.status);
  }
  return all;
};

/** What every answer owes, and what one that turns somebody away owes besides. */
async function expectNoSettings(answer: Response): Promise<void> {
  const body = await answer.text();
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(body).toMatch(/^[A-Z][\w ]+\.\n$/);
  expect(XMLValidator.validate(body)).not.toBe(true);
}

describe('a network that asks too often', () => {
  const limits = { perSecond: 1, burst: 3 };

  test('is told to come again later, in words that nobody takes for settings', async () => {
    const server = await serve({ limits, proxies: [] });
    expect(await statuses(3, () => ask(server))).toEqual([200, 200, 200]);
    const answer = await ask(server);
    expect(answer.status).toBe(429);
    await expectNoSettings(answer);
  });

  test.each(['HEAD', 'OPTIONS', 'POST'])('is told so by %s as well', async (method) => {
    const server = await serve({ limits, proxies: [] });
    await statuses(3, () => ask(server));
    const init = { method, ...(method === 'POST' && { body: poxRequest('jo@example.org') }) };
    const answer = await ask(server, '', init, autodiscover);
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('5');
  });

  test('is let in again after a while', async () => {
    const server = await serve({ limits: { perSecond: 5, burst: 1 }, proxies: [] });
    expect(await statuses(2, () => ask(server))).toEqual([200, 429]);
    await sleep(300);
    expect(await statuses(1, () => ask(server))).toEqual([200]);
  });

  test('is the one that a trusted proxy names, and no other pays for it', async () => {
    const server = await serve({ limits });
    expect(await statuses(5, () => ask(server, '192.0.2.7'))).toEqual([200, 200, 200, 429, 429]);
    expect(await statuses(2, () => ask(server, '192.0.2.8'))).toEqual([200, 200]);
  });

  test('is all of a /64 of IPv6', async () => {
    const server = await serve({ limits });
    let host = 0;
    expect(await statuses(4, () => ask(server, `2001:db8:1:2::${++host}`))).toEqual([200, 200, 200, 429]);
    expect(await statuses(1, () => ask(server, '2001:db8:1:3::1'))).toEqual([200]);
  });

  test('cannot become another one by what it says of itself', async () => {
    const behind = await serve({ limits });
    let claimed = 0;
    expect(await statuses(4, () => ask(behind, `198.51.100.${++claimed}, 192.0.2.7`))).toEqual([
      ...[200, 200, 200, 429],
    ]);
    const alone = await serve({ limits, proxies: [] });
    expect(await statuses(4, () => ask(alone, `198.51.100.${++claimed}`))).toEqual([200, 200, 200, 429]);
  });

  test('is not the proxy that names nobody, nor the machine itself', async () => {
    const server = await serve({ limits });
    expect(new Set(await statuses(10, () => ask(server)))).toEqual(new Set([200]));
  });

  test('is nobody when there is no such limit', async () => {
    const server = await serve({ limits: { perSecond: 0, burst: 1 }, proxies: [] });
    expect(new Set(await statuses(10, () => ask(server)))).toEqual(new Set([200]));
  });

  test('is heard of by whoever counts', async () => {
    const heard: string[] = [];
    const server = await serve({ limits, proxies: [] }, { turnedAway: (why) => void heard.push(why) });
    await statuses(5, () => ask(server));
    expect(heard).toEqual(['rate-limited', 'rate-limited']);
  });

  test('has the limits of a new configuration from then on', async () => {
    const server = await serve({ limits, proxies: [] });
    await statuses(4, () => ask(server));
    server.replace(
      configOf({ domains: { '*': 'ovh.net' }, proxies: [], limits: { burst: 5, perSecond: 1 } }),
    );
    expect(await statuses(6, () => ask(server))).toEqual([200, 200, 200, 200, 200, 429]);
  });
});

describe('too much to do', () => {
  test('is said, in words that nobody takes for settings, for as long as it lasts', async () => {
    const state = { used: 0.95 };
    const server = await serve({}, { usedMemory: () => state.used });
    await sleep(2 * tickMilliseconds);
    const answer = await ask(server);
    expect(answer.status).toBe(503);
    await expectNoSettings(answer);
    state.used = 0.5;
    await sleep(2 * tickMilliseconds);
    expect((await ask(server)).status).toBe(200);
  });

  test('is no reason to say that the server is dead', async () => {
    const server = await serve({}, { usedMemory: () => 1 });
    await sleep(2 * tickMilliseconds);
    expect((await ask(server, '', {}, '/healthz')).status).toBe(200);
  });
});

/** A connection to a server, and what comes of it. */
interface Connection {
  readonly socket: Socket;
  readonly read: () => string;
  readonly ended: Promise<number>;
}

function open(server: Listening, written = ''): Connection {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let read = '';
  const began = performance.now();
  socket.setEncoding('latin1').on('data', (chunk) => {
    read += chunk;
  });
  // One that is hung up on before it has said anything is reset.
  socket.on('error', () => {});
  const ended = new Promise<number>((resolve) => {
    socket.on('close', () => resolve(performance.now() - began));
  });
  if (written !== '') socket.write(written);
  return { socket, read: () => read, ended };
}

describe('a slow client', () => {
  const limits = { headersSeconds: 1, requestSeconds: 2, idleSeconds: 1 };

  test.each([
    ['that says nothing', ''],
    ['that never ends its headers', 'GET / HTTP/1.1\r\nHost: localhost\r\n'],
    [
      'that never sends its body',
      `POST ${autodiscover} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400\r\n\r\n<`,
    ],
  ])(
    '%s is told that it took too long, and hung up on',
    async (_, written) => {
      const server = await serve({ limits });
      const { read, ended } = open(server, written);
      expect(await ended).toBeLessThan(6000);
      expect(read()).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n(.+\r\n)*content-type: text\/plain/);
      expect(read()).toMatch(/\r\nx-content-type-options: nosniff\r\n/);
      await until(() => server.connections() === 0);
    },
    10_000,
  );

  test('that drips a header every now and then is hung up on all the same', async () => {
    const server = await serve({ limits });
    const { socket, ended } = open(server, 'GET / HTTP/1.1\r\n');
    const dripping = setInterval(() => socket.write('X-A: b\r\n'), 100);
    onTestFinished(() => clearInterval(dripping));
    expect(await ended).toBeLessThan(6000);
  }, 10_000);

  test('that never closes its half of the connection is hung up on', async () => {
    const server = await serve({ limits });
    const socket = connect({
      port: Number(new URL(server.url).port),
      host: '127.0.0.1',
      allowHalfOpen: true,
    });
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {}).resume();
    socket.write('GET /');
    await until(() => server.connections() === 1);
    await until(() => server.connections() === 0);
  }, 10_000);

  test('that keeps its connection for nothing loses it', async () => {
    const server = await serve({ limits });
    const { read, ended } = open(server, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(await ended).toBeLessThan(5000);
    expect(read()).toMatch(/^HTTP\/1\.1 200 /);
  }, 10_000);

  test('has company: with a thousand of them others are answered as fast as ever, and all are hung up on', async () => {
    const server = await serve({
      limits: { ...limits, headersSeconds: 3, connectionsPerNetwork: 2000 },
      proxies: [],
    });
    const slow = Array.from({ length: 1000 }, () => open(server, 'GET / HTTP/1.1\r\nHost: localhost\r\n'));
    await until(() => server.connections() === 1000);
    const dripping = setInterval(() => {
      for (const { socket } of slow) socket.write('X-A: b\r\n');
    }, 500);
    onTestFinished(() => clearInterval(dripping));
    const took: number[] = [];
    for (let request = 0; request < 100; request++) {
      const began = performance.now();
      expect((await ask(server)).status).toBe(200);
      took.push(performance.now() - began);
    }
    const slowest = took.toSorted((a, b) => a - b)[94] ?? Number.POSITIVE_INFINITY;
    console.info(`With 1,000 slow clients, 95 of 100 were answered within ${slowest.toFixed(1)} ms`);
    expect(slowest).toBeLessThan(200);
    await Promise.all(slow.map(({ ended }) => ended));
    expect(slow.every(({ read }) => read().startsWith('HTTP/1.1 408 '))).toBe(true);
  }, 30_000);
});

describe('connections', () => {
  const open3 = async (server: Listening) => {
    const all = [open(server), open(server), open(server)];
    await sleep(200);
    return all.map(({ socket }) => socket.closed);
  };

  test('from one network are so many and no more', async () => {
    const server = await serve({ limits: { connectionsPerNetwork: 2 }, proxies: [] });
    expect(await open3(server)).toEqual([false, false, true]);
    expect(server.connections()).toBe(2);
  });

  test('from a trusted proxy are as many as there are', async () => {
    expect(await open3(await serve({ limits: { connectionsPerNetwork: 2 } }))).toEqual([false, false, false]);
  });

  test('of all together are so many and no more', async () => {
    expect(await open3(await serve({ limits: { connections: 2 } }))).toEqual([false, false, true]);
  });

  test('that have ended make room', async () => {
    const server = await serve({ limits: { connectionsPerNetwork: 1 }, proxies: [] });
    const first = open(server);
    await sleep(100);
    first.socket.destroy();
    await sleep(100);
    expect((await ask(server)).status).toBe(200);
  });
});
