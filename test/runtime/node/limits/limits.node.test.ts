/** Limits per client and in total, over real sockets, because Node enforces most of them. */

import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ConfigDocument } from '../../../../src/index.ts';
import { type ListenOptions, listen, type RunningServer } from '../../../../src/runtime/node/server.ts';
import { until } from '../../../support/cli/program.ts';
import { configOf, poxRequest } from '../../../support/world.ts';

const autoconfig = '/mail/config-v1.1.xml?emailaddress=jo@example.org';
const autodiscover = '/autodiscover/autodiscover.xml';

async function serve(document: ConfigDocument, around: ListenOptions = {}): Promise<RunningServer> {
  const config = configOf({ domains: { 'example.org': 'ovh.net' }, ...document });
  const listening = await listen(config, { host: '127.0.0.1', port: 0 }, around);
  onTestFinished(() => listening.close());
  return listening;
}

/** Asks by fetch, as if through proxies that say so. */
const ask = (
  { url }: RunningServer,
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

/** Requirements for every answer, and more for a rejection. */
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
  /** Next to nothing comes back while a test runs, however long it takes. */
  const limits = { perSecond: 0.01, burst: 3 };

  test('gets 429 with Retry-After, in plain text that no client takes for settings', async () => {
    const server = await serve({ limits, proxies: [] });
    expect(await statuses(3, () => ask(server))).toEqual([200, 200, 200]);
    const answer = await ask(server);
    expect(answer.status).toBe(429);
    await expectNoSettings(answer);
  });

  test.each(['HEAD', 'OPTIONS', 'POST'])('gets 429 for %s too', async (method) => {
    const server = await serve({ limits, proxies: [] });
    await statuses(3, () => ask(server));
    const init = { method, ...(method === 'POST' && { body: poxRequest('jo@example.org') }) };
    const answer = await ask(server, '', init, autodiscover);
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('5');
  });

  test('is let in again after a while', async () => {
    const server = await serve({ limits: { perSecond: 5, burst: 1 }, proxies: [] });
    expect(await statuses(1, () => ask(server))).toEqual([200]);
    await until(async () => (await ask(server)).status === 429);
    await until(async () => (await ask(server)).status === 200);
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

  test('is not a proxy without X-Forwarded-For, nor the machine itself', async () => {
    const server = await serve({ limits });
    expect(new Set(await statuses(10, () => ask(server)))).toEqual(new Set([200]));
  });

  test('does not exist without a limit', async () => {
    const server = await serve({ limits: { perSecond: 0, burst: 1 }, proxies: [] });
    expect(new Set(await statuses(10, () => ask(server)))).toEqual(new Set([200]));
  });

  test('is reported to the metrics', async () => {
    const heard: string[] = [];
    const server = await serve({ limits, proxies: [] }, { rejected: (why) => void heard.push(why) });
    await statuses(5, () => ask(server));
    expect(heard).toEqual(['rate-limited', 'rate-limited']);
  });

  test('has the limits of a new configuration from then on', async () => {
    const server = await serve({ limits, proxies: [] });
    await statuses(4, () => ask(server));
    server.setConfig(configOf({ domains: { '*': 'ovh.net' }, proxies: [], limits: { ...limits, burst: 5 } }));
    expect(await statuses(6, () => ask(server))).toEqual([200, 200, 200, 200, 200, 429]);
  });
});

describe('the cost of an expensive answer', () => {
  const page = () => ({ method: 'POST', body: 'emailaddress=jo@example.org' });
  const limits = { perSecond: 1, burst: 20 };

  test('pays for each answer by what it costs', async () => {
    const server = await serve({ limits, proxies: [] });
    // 15 tokens each: the second one leaves the bucket below zero.
    expect(await statuses(3, () => ask(server, '', page(), '/'))).toEqual([200, 200, 429]);
    expect((await ask(server)).status).toBe(429);
  });

  test('pays nothing besides for the page that is kept', async () => {
    const server = await serve({ limits, proxies: [] });
    const open = () => fetch(`${server.url}/`, { headers: { host: 'autoconfig.example.org' } });
    expect(new Set(await statuses(15, open))).toEqual(new Set([200]));
  });

  test('pays for what is asked by a target that has to be normalized', async () => {
    const server = await serve({ limits, proxies: [] });
    const { body } = page();
    const raw = `POST /./ HTTP/1.1\r\nHost: autoconfig.example.org\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const got: string[] = [];
    for (let request = 0; request < 3; request++) {
      const { read } = open(server, raw);
      await until(() => read() !== '');
      got.push(read().slice(9, 12));
    }
    expect(got).toEqual(['200', '200', '429']);
  });

  test('is asked once more whether it has paid when its body has come', async () => {
    const server = await serve({ limits, proxies: [] });
    const body = 'emailaddress=jo@example.org';
    const head = `POST / HTTP/1.1\r\nHost: autoconfig.example.org\r\nContent-Length: ${body.length}\r\n\r\n`;
    const waiting = Array.from({ length: 5 }, () => open(server, head));
    await until(() => server.connections() === 5);
    await sleep(200);
    for (const { socket, read } of waiting) {
      socket.write(body);
      await until(() => read() !== '');
    }
    // All five were admitted before any of them was charged.
    expect(waiting.map(({ read }) => read().slice(9, 12))).toEqual(['200', '200', '429', '429', '429']);
  });

  test('leaves others what is theirs', async () => {
    const server = await serve({ limits });
    await statuses(3, () => ask(server, '192.0.2.7', page(), '/'));
    expect(await statuses(1, () => ask(server, '192.0.2.8', page(), '/'))).toEqual([200]);
  });
});

test.each([
  [50, 200],
  [99, 431],
  [101, 431],
  [1500, 431],
])('a request with %i headers besides its own gets %i', async (count, status) => {
  const server = await serve({});
  const headers = Array.from({ length: count }, (_, at) => `a${at}: b\r\n`).join('');
  const { read } = open(server, `GET ${autoconfig} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`);
  await until(() => read() !== '');
  expect(read()).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(read()).toContain('\r\nx-content-type-options: nosniff\r\n');
});

describe('overload', () => {
  const answerOf = (server: RunningServer, status: number): Promise<Response> =>
    until(async () => {
      const answer = await ask(server);
      return answer.status === status && answer;
    });

  test('gets 503 in plain text that no client takes for settings, as long as it lasts', async () => {
    const state = { used: 0.95 };
    const server = await serve({}, { usedMemory: () => state.used });
    await expectNoSettings(await answerOf(server, 503));
    state.used = 0.5;
    await answerOf(server, 200);
  });

  test('is no reason to say that the server is dead', async () => {
    const server = await serve({}, { usedMemory: () => 1 });
    await answerOf(server, 503);
    expect((await ask(server, '', {}, '/healthz')).status).toBe(200);
  });
});

/** A connection to a server, and what comes of it. */
interface Connection {
  readonly socket: Socket;
  readonly read: () => string;
  readonly ended: Promise<void>;
}

function open(server: RunningServer, written = ''): Connection {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let read = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    read += chunk;
  });
  // A connection that is closed before its first byte is reset.
  socket.on('error', () => {});
  const ended = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  if (written !== '') socket.write(written);
  return { socket, read: () => read, ended };
}

describe('a slow client', () => {
  const limits = { headersSeconds: 1, requestSeconds: 2, idleSeconds: 1 };

  /** The same client at a server with longer limits: it is still connected when the first one is disconnected. */
  async function expectEndByLimits(started: Connection, ofPatientServer: Connection): Promise<void> {
    await started.ended;
    expect(ofPatientServer.socket.closed).toBe(false);
  }
  const patient = () => serve({ limits: { headersSeconds: 30, requestSeconds: 60, idleSeconds: 30 } });

  test.each([
    ['that says nothing', ''],
    ['that never ends its headers', 'GET / HTTP/1.1\r\nHost: localhost\r\n'],
    [
      'that never sends its body',
      `POST ${autodiscover} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400\r\n\r\n<`,
    ],
  ])(
    '%s gets 408, and its connection is closed',
    async (_, written) => {
      const server = await serve({ limits });
      const slow = open(server, written);
      await expectEndByLimits(slow, open(await patient(), written));
      const { read } = slow;
      expect(read()).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n(.+\r\n)*content-type: text\/plain/);
      expect(read()).toMatch(/\r\nx-content-type-options: nosniff\r\n/);
      await until(() => server.connections() === 0);
    },
    10_000,
  );

  test('that sends a header now and then is disconnected too', async () => {
    const both = [await serve({ limits }), await patient()] as const;
    const [slow, ofPatientServer] = [
      open(both[0], 'GET / HTTP/1.1\r\n'),
      open(both[1], 'GET / HTTP/1.1\r\n'),
    ];
    const dripping = setInterval(() => {
      for (const { socket } of [slow, ofPatientServer]) socket.write('X-A: b\r\n');
    }, 100);
    onTestFinished(() => clearInterval(dripping));
    await expectEndByLimits(slow, ofPatientServer);
  }, 10_000);

  test('that never closes its half of the connection is disconnected', async () => {
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
    const request = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const idle = open(server, request);
    await expectEndByLimits(idle, open(await patient(), request));
    expect(idle.read()).toMatch(/^HTTP\/1\.1 200 /);
  }, 10_000);

  test('does not slow down others: with a thousand of them, others are answered as by a server without them, and all are disconnected', async () => {
    const document = {
      limits: { ...limits, headersSeconds: 3, connectionsPerNetwork: 2000 },
      proxies: [],
    };
    const server = await serve(document);
    const slow = Array.from({ length: 1000 }, () => open(server, 'GET / HTTP/1.1\r\nHost: localhost\r\n'));
    await until(() => server.connections() === 1000);
    const dripping = setInterval(() => {
      for (const { socket } of slow) socket.write('X-A: b\r\n');
    }, 500);
    onTestFinished(() => clearInterval(dripping));
    // A server without slow clients, in the same process, is asked in turn: what delays one delays the other.
    const elsewhere = await serve(document);
    const millisecondsOf = async (one: RunningServer): Promise<number> => {
      const began = performance.now();
      const answer = await ask(one);
      await answer.arrayBuffer();
      expect(answer.status).toBe(200);
      return performance.now() - began;
    };
    const took = { here: [] as number[], elsewhere: [] as number[] };
    for (let request = 0; request < 50; request++) {
      took.here.push(await millisecondsOf(server));
      took.elsewhere.push(await millisecondsOf(elsewhere));
      took.elsewhere.push(await millisecondsOf(elsewhere));
      took.here.push(await millisecondsOf(server));
    }
    const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[50] ?? Number.NaN;
    expect(median(took.here)).toBeLessThan(10 * median(took.elsewhere));
    await Promise.all(slow.map(({ ended }) => ended));
    expect(slow.every(({ read }) => read().startsWith('HTTP/1.1 408 '))).toBe(true);
  }, 30_000);
});

describe('connections', () => {
  /** @returns which of three connections are closed, once as many are kept as should be */
  const open3 = async (server: RunningServer, kept: number) => {
    const all = [open(server), open(server), open(server)];
    const closed = () => all.map(({ socket }) => socket.closed);
    await until(() => server.connections() === kept && closed().filter(Boolean).length === 3 - kept);
    return closed();
  };

  test('from one network are so many and no more', async () => {
    const server = await serve({ limits: { connectionsPerNetwork: 2 }, proxies: [] });
    expect(await open3(server, 2)).toEqual([false, false, true]);
  });

  test('from a trusted proxy are as many as there are', async () => {
    const server = await serve({ limits: { connectionsPerNetwork: 2 } });
    expect(await open3(server, 3)).toEqual([false, false, false]);
  });

  test('of all together are so many and no more', async () => {
    expect(await open3(await serve({ limits: { connections: 2 } }), 2)).toEqual([false, false, true]);
  });

  test('that have ended make room', async () => {
    const server = await serve({ limits: { connectionsPerNetwork: 1 }, proxies: [] });
    const first = open(server);
    await until(() => server.connections() === 1);
    first.socket.destroy();
    await until(() => server.connections() === 0);
    expect((await ask(server)).status).toBe(200);
  });
});
