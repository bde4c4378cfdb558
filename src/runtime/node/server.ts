/**
 * facteur on Node: an HTTP server around the app, and one with TLS beside it if there are certificates. Whether a
 * client came over plain http is known only when a proxy that the configuration trusts says so, or when the client
 * speaks to this server itself.
 */

import type { Endpoint } from '../../config/operation.ts';
import { type TurnedAway, turnedAway } from '../../http/rejections.ts';
import type { Config } from '../../index.ts';
import { after } from '../../model/result.ts';
import { pipeline, type Around as Surroundings } from '../../pipeline.ts';
import { gateOf } from './admission.ts';
import { notUnderstood } from './client-error.ts';
import { plainIncoming } from './fast-request.ts';
import { ServerResponse } from './http-module.ts';
import { type Listener, type Message, type Outgoing, send } from './http-types.ts';
import { openDoor, openSecureDoor } from './listener.ts';
import { loadOf, tickMilliseconds, usedHeap } from './overload.ts';
import { withBody } from './request-body.ts';
import type { Certificates } from './tls-certificates.ts';
import { peersOf } from './trusted-proxies.ts';

export interface Listening {
  /** Where it really listens; the port is the one that the system gave when 0 was asked for. */
  readonly url: string;
  /** The same with TLS, if there are certificates. */
  readonly secureUrl: string | undefined;
  readonly connections: () => number;
  /** How late timers ring at the moment. */
  readonly delayMilliseconds: () => number;
  /** From the next request on, another configuration answers; nobody notices the change. */
  readonly replace: (config: Config) => void;
  /** The same for certificates, from the next connection on. */
  readonly show: (certificates: Certificates) => void;
  /** Stops taking requests and waits for those under way. */
  readonly close: () => Promise<void>;
}

export interface Around {
  /** Hears of each answer, see Report. */
  readonly report?: Surroundings['report'];
  /** Hears of each request that was turned away unread. */
  readonly turnedAway?: (why: TurnedAway, message: Message) => void;
  /** Where TLS is spoken, and with which certificates. */
  readonly tls?: { readonly at: Endpoint; readonly certificates: Certificates };
  /** The fraction of memory that is in use; only tests know better than V8. */
  readonly usedMemory?: () => number;
}

/**
 * @returns once requests are taken
 * @throws the system's error when an address cannot be had
 */
export async function listen(config: Config, at: Endpoint, around: Around = {}): Promise<Listening> {
  const clock = (): number => performance.now();
  let inUse = madeOf(config);
  let stopping = false;
  let fetchLane: Promise<Listener> | undefined;
  const throughFetch = async (message: Message, outgoing: Outgoing): Promise<void> => {
    fetchLane ??= import('./fetch-fallback.ts').then((loaded) => loaded.fetchLane(() => inUse));
    (await fetchLane)(message, outgoing);
  };
  const answer = withBody(
    (message, outgoing) => {
      // Whoever would like to keep the connection is told that it ends here; by HTTP/2 the whole of it is told so.
      if (stopping && outgoing instanceof ServerResponse) outgoing.shouldKeepAlive = false;
      const plain = plainIncoming(message, inUse.peers.cameOverHttp);
      if (plain) return void after(inUse.answer(plain), (given) => send(outgoing, given));
      // Its file may be gone by then, when another version was installed over this one.
      throughFetch(message, outgoing).catch(() => send(outgoing, notUnderstood));
    },
    () => inUse.config.limits.requestSeconds * 1000,
  );
  const listener: Listener = (message, outgoing) => {
    const why = inUse.gate(message);
    if (why === undefined) return answer(message, outgoing);
    around.turnedAway?.(why, message);
    send(outgoing, turnedAway[why]);
  };
  const behind = { listener, limits: config.limits, peers: () => inUse.peers };
  const { tls } = around;
  const secureDoor = tls && (await openSecureDoor(tls.at, behind, tls.certificates));
  const door = await openDoor(at, behind).catch(async (error: unknown) => {
    await secureDoor?.close();
    throw error;
  });
  const doors = secureDoor ? [door, secureDoor] : [door];
  const ticking = setInterval(() => inUse.load.tick(clock()), tickMilliseconds).unref();

  return {
    url: door.url,
    secureUrl: secureDoor?.url,
    connections: () => doors.reduce((sum, { connections }) => sum + connections(), 0),
    delayMilliseconds: () => inUse.load.delayMilliseconds(),
    replace(other) {
      inUse = madeOf(other);
      for (const one of doors) one.limit(other.limits);
    },
    show: (certificates) => secureDoor?.show(certificates),
    async close() {
      stopping = true;
      clearInterval(ticking);
      await Promise.all(doors.map((one) => one.close()));
    },
  };

  /** All that depends on the configuration, made once for each. */
  function madeOf(of: Config) {
    const peers = peersOf(of.proxies);
    const load = loadOf(of.limits, around.usedMemory ?? usedHeap);
    const surroundings = {
      now: () => new Date(),
      report: around.report ?? (() => {}),
      clock: around.report ? clock : () => 0,
      httpsBeside: around.tls !== undefined,
    };
    return {
      config: of,
      around: surroundings,
      peers,
      load,
      gate: gateOf(of.limits, peers, load.overloaded, clock),
      answer: pipeline(of, surroundings).answer,
    };
  }
}
