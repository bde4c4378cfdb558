/** Sends the requests of one way, judges the responses and the log, and finds the requests that end the process. */

import process from 'node:process';
import type { Case, Cases } from './generators/cases.ts';
import { http1Cases, http2Cases, stallsFrom } from './generators/cases.ts';
import { ownHost } from './generators/targets.ts';
import { isJsonLine, logFlaws } from './judges/log.ts';
import { countedAt, metricFlaws } from './judges/metrics.ts';
import { type Asked, Lanes, type Sendable } from './lanes.ts';
import { type ProxyServer, startProxy } from './proxies.ts';
import { freePort, type Materials, type Server, startServer } from './server.ts';
import { Tally } from './tally.ts';
import {
  type Connect,
  connectPlain,
  connectSecure,
  http1Transport,
  http2Transport,
  type Transport,
} from './transport.ts';
import { originOf, type Way } from './ways.ts';
import { startWorkerd } from './workerd.ts';

export interface Sending {
  readonly seed: number;
  readonly count: number;
  /** The number of a single request to send again. */
  readonly only?: number;
  readonly progress: (done: number) => void;
}

/** Enough to find different reasons; each costs a start. */
const endingsAtMost = 5;
const clients = 16;

/** @returns the tally, or why the way cannot be tried here */
export async function runWay(way: Way, materials: Materials, sending: Sending): Promise<Tally | string> {
  const tally = new Tally();
  const ports = { http: await freePort(), tls: await freePort() };
  const start = way.via === 'workerd' ? startWorkerd : startServer;
  let server = await start(way, materials, ports);
  let proxy: ProxyServer | undefined;
  if ((way.via === 'nginx' || way.via === 'caddy') && server.inside !== undefined) {
    proxy = await startProxy(way.via, materials.folder, ports, server.inside);
    if (!proxy) {
      await server.stop();
      return `${way.via} is missing`;
    }
  }
  const { http, tls } = proxy?.ports ?? ports;
  const addresses = addressesOf(way);
  const connect = way.transport === 'http1' ? connectPlain(http, addresses) : connectSecure(tls, addresses);
  let generation = 0;
  let starting: Promise<unknown> | undefined;
  let stopping = false;
  let endings = 0;
  const suspects = new Map<number, () => Promise<boolean>>();
  let suspectsOf = (): Iterable<readonly [number, () => Promise<boolean>]> => [];
  /** Node's own output when the process ends is not part of the log, but must not contain addresses either. */
  const closeLog = (ended: Server, crashed: boolean): void => {
    for (const { flaw, line } of logFlaws(ended.said(), crashed ? () => true : isJsonLine))
      tally.flaw(`${flaw}: ${JSON.stringify(line.slice(0, 400))}`);
  };
  const watch = (watched: Server): void => {
    void watched.ended.then((code) => {
      if (stopping) return;
      generation++;
      endings++;
      tally.endedWith(code);
      for (const [number, again] of suspectsOf()) suspects.set(number, again);
      closeLog(watched, true);
    });
  };
  watch(server);
  const asked: Asked = {
    generation: () => generation,
    async ready() {
      if (endings >= endingsAtMost) return false;
      if (!server.alive())
        starting ??= start(way, materials, ports).then((next) => {
          server = next;
          starting = undefined;
          watch(next);
        });
      await starting;
      return true;
    },
  };

  const known = { tokens: way.url && way.signed ? await tokensFrom(connect) : [] };
  const ofCases = {
    seed: sending.seed,
    way: way.name,
    roughOneIn: way.transport === 'http1' ? 12 : 20,
    avoid: new Set(way.via === 'workerd' ? ['connect'] : []),
    known,
  };
  if (way.transport === 'http2') await send(http2Cases(ofCases), () => http2Transport(connect));
  else await send(http1Cases(ofCases), () => http1Transport(connect));

  await starting;
  if (server.alive()) {
    const { inside } = server;
    if (tally.ended === 0 && inside !== undefined)
      for (const flaw of metricFlaws(await countedAt(inside), tally.statuses)) tally.flaw(flaw);
    stopping = true;
    await server.stop();
    closeLog(server, false);
  }
  await proxy?.stop();
  for (const line of proxy?.flaws() ?? []) tally.flaw(proxyLine(line));
  return tally;

  async function send<Message extends Sendable>(
    cases: Cases<Message>,
    make: () => Transport<Message>,
  ): Promise<void> {
    const lanes = new Lanes<Message>(
      make,
      asked,
      { origin: originOf(way), proxied: way.via !== undefined, tellsLengthOfHead: way.via !== 'workerd' },
      tally,
    );
    suspectsOf = () =>
      lanes
        .suspects()
        .map((one): readonly [number, () => Promise<boolean>] => [one.number, () => lanes.alone(one)]);
    if (sending.only !== undefined) {
      const one = cases(sending.only);
      process.stderr.write(`${shown(one)}\n`);
      const outlived = await lanes.alone(one);
      if (!outlived) tally.flaw('it ended the process', one);
      return;
    }
    let done = 0;
    const finished = (): void => {
      if (++done % 500 === 0) sending.progress(done);
    };
    // A proxy has limits of its own, and longer ones.
    const stalls = way.via || way.usualLimits ? 0 : Math.min(100, Math.ceil(sending.count / 200));
    await Promise.all([
      lanes.run(cases, numbers(0, sending.count), clients, finished),
      lanes.run(cases, numbers(stallsFrom, stalls), stalls, () => {}),
    ]);
    await findCulprits();
  }

  /** Each suspect is sent again alone, to see which one ends the process. */
  async function findCulprits(): Promise<void> {
    if (endings >= endingsAtMost) tally.gaveUp = true;
    const before = tally.ended;
    endings = 0;
    suspectsOf = () => [];
    for (const [number, again] of suspects) {
      if (endings >= endingsAtMost) break;
      const outlived = await again();
      if (!outlived) tally.flaw('it ended the process', { number, kind: 'sent alone' });
    }
    if (before > 0 && endings === 0) tally.flaw('the process ended, and no single request was to blame');
    tally.ended = before;
  }
}

function* numbers(from: number, count: number): Generator<number> {
  for (let number = from; number < from + count; number++) yield number;
}

/** Without the parts that differ each time. */
const proxyLine = (line: string): string =>
  `${/\[\w+\]/.exec(line)?.[0]} ${line.replace(/^.*?\*\d+ /, '').replace(/["/].*$/, '')}`;

export function shown({ number, kind, message }: Case<unknown>): string {
  const bytes =
    typeof message === 'object' && message !== null && 'bytes' in message && Buffer.isBuffer(message.bytes)
      ? message.bytes
      : typeof message === 'object' &&
          message !== null &&
          'opening' in message &&
          typeof message.opening === 'function'
        ? Buffer.from(message.opening(1))
        : Buffer.alloc(0);
  return `${number} (${kind}): ${JSON.stringify(bytes.toString('latin1'))}`;
}

/** Loopback has 16 million addresses, each of which is a network to the server, unless it is a trusted proxy. */
function addressesOf({ trusted, via, usualLimits }: Way): () => string {
  let connections = 0;
  return () => {
    const at = connections++;
    if (via) return '127.0.0.1';
    if (trusted && at % 5 !== 0) return '127.0.0.1';
    if (usualLimits && at % 10 === 0) return '127.9.9.9';
    return `127.1.${Math.floor(at / 250) % 250}.${1 + (at % 250)}`;
  };
}

/** Sealed links of the page. */
async function tokensFrom(connect: Connect): Promise<string[]> {
  const transport = http1Transport(connect);
  const body = 'emailaddress=zq9%40example.org';
  const head = `POST / HTTP/1.1\r\nHost: ${ownHost}\r\nX-Forwarded-Proto: https\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n`;
  const fate = await transport.alone({
    bytes: Buffer.from(head + body),
    expectation: 'answered',
    framing: 'length',
    head: false,
    mayContinue: false,
  });
  const page = fate.kind === 'answered' ? (fate.answers[0]?.body.toString('latin1') ?? '') : '';
  const tokens = Array.from(page.matchAll(/\/l\/([A-Za-z0-9]{20,})/g), ([, token = '']) => token);
  if (tokens.length === 0) throw new Error('no sealed link stands on the page');
  return tokens;
}
