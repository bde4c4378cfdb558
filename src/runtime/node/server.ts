/**
 * facteur on Node: an HTTP server around the app, and one with TLS beside it if there are certificates. Whether a
 * client came over plain http is known only when a proxy that the configuration trusts says so, or when the client
 * speaks to this server itself.
 */

import type { Endpoint } from '../../config/operation.ts';
import { type Rejection, rejections } from '../../http/rejections.ts';
import type { Config } from '../../index.ts';
import { whenReady } from '../../model/result.ts';
import { createPipeline, type Runtime as Surroundings } from '../../pipeline.ts';
import { lazy } from '../../util/lazy.ts';
import { admissionControl } from './admission.ts';
import { badRequest, connectRefused } from './client-error.ts';
import { connectionsInMemory, tooLittleMemory } from './connection-memory.ts';
import { connectionRates, rejectSlowly } from './connection-rate.ts';
import { connectionLimits } from './connections.ts';
import { connectionsThatFit, descriptors, fewerConnections } from './descriptors.ts';
import { errorBoundary } from './error-boundary.ts';
import { classifyRequest } from './fast-request.ts';
import type { FetchFallback } from './fetch-fallback.ts';
import { ServerResponse } from './http-module.ts';
import { type NodeRequest, send } from './http-types.ts';
import { openListener, openTlsListener } from './listener.ts';
import { computedMilliseconds, systemMemory, usedHeap } from './memory.ts';
import { overloadDetector, tickMilliseconds } from './overload.ts';
import { withBody } from './request-body.ts';
import type { Certificates } from './tls-certificates.ts';
import { trustedProxies } from './trusted-proxies.ts';

/** Long enough for the first answers, which come first. */
const preloadMilliseconds = 1000;

export interface RunningServer {
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

export interface ListenOptions {
  /** Hears of each answer, see Report. */
  readonly report?: Surroundings['report'];
  /** Hears of each error outside of any request, by its place alone. */
  readonly bug?: (place: string) => void;
  /** Hears of each request that was turned away unread. */
  readonly turnedAway?: (why: Rejection, message: NodeRequest) => void;
  /** Where TLS is spoken, and with which certificates. */
  readonly tls?: { readonly at: Endpoint; readonly certificates: Certificates };
  /** The fraction of memory that is in use; only tests know better than V8. */
  readonly usedMemory?: () => number;
  /** Hears of limits that the system does not allow. */
  readonly warn?: (line: string) => void;
}

/**
 * @returns once requests are taken
 * @throws the system's error when an address cannot be had
 */
export async function listen(
  config: Config,
  at: Endpoint,
  around: ListenOptions = {},
): Promise<RunningServer> {
  const clock = (): number => performance.now();
  let inUse = madeOf(config);
  let stopping = false;
  const boundary = errorBoundary({ report: around.report ?? (() => {}), bug: around.bug ?? (() => {}) });
  const loadFallback = lazy(async () => (await import('./fetch-fallback.ts')).fetchFallback(() => inUse));
  const answerByFallback: FetchFallback = async (message, outgoing, target) => {
    // Without a free file descriptor, or while another version is being installed, it cannot be loaded for a moment.
    const fallback = await loadFallback().catch(() => undefined);
    if (fallback === undefined) return send(outgoing, rejections.overloaded);
    await fallback(message, outgoing, target);
  };
  // A body comes by events, so what answers it needs the boundary as much as what hears of the request.
  const answer = withBody(
    boundary.request((message, outgoing) => {
      // Whoever would like to keep the connection is told that it ends here; by HTTP/2 the whole of it is told so.
      if (stopping && outgoing instanceof ServerResponse) outgoing.shouldKeepAlive = false;
      const received = classifyRequest(message, inUse.peers.cameOverHttp);
      switch (received.form) {
        case 'plain':
          return whenReady(inUse.answer(received.request), (given) => send(outgoing, given));
        case 'unusual':
          return answerByFallback(message, outgoing, received);
        case 'malformed':
          return send(outgoing, message.method === 'CONNECT' ? connectRefused : badRequest);
      }
    }),
    () => inUse.config.limits.requestSeconds * 1000,
  );
  const listener = boundary.request((message, outgoing) => {
    const rate = inUse.connectionRate(message);
    if (rate !== 'admitted') {
      around.turnedAway?.('rate-limited', message);
      return rejectSlowly(message, outgoing, rate);
    }
    const why = inUse.gate(message);
    if (why === undefined) return answer(message, outgoing);
    around.turnedAway?.(why, message);
    send(outgoing, rejections[why]);
  });
  const available = descriptors();
  const memory = systemMemory();
  const fitting = ({ limits }: Config): Config['limits'] => {
    const asked = limits.connections;
    const inMemory = connectionsInMemory(asked, memory.limitBytes, around.tls ? 'https' : 'http');
    if (inMemory < asked) around.warn?.(tooLittleMemory(asked, inMemory, memory.limitBytes));
    if (!available) return { ...limits, connections: inMemory };
    const connections = connectionsThatFit(inMemory, available);
    if (connections < inMemory) around.warn?.(fewerConnections(asked, connections, available));
    return { ...limits, connections };
  };
  const limits = fitting(config);
  const admitted = connectionLimits(limits, () => inUse.peers, clock);
  const behind = { listener, boundary, limits, admitted };
  const { tls } = around;
  const secureDoor = tls && (await openTlsListener(tls.at, behind, tls.certificates));
  const door = await openListener(at, behind).catch(async (error: unknown) => {
    await secureDoor?.close();
    throw error;
  });
  const doors = secureDoor ? [door, secureDoor] : [door];
  const ticking = setInterval(
    boundary.listener(() => inUse.load.tick(clock())),
    tickMilliseconds,
  ).unref();

  // In memory before a flood of connections can take all file descriptors.
  const preloading = setTimeout(() => void loadFallback().catch(() => {}), preloadMilliseconds).unref();

  return {
    url: door.url,
    secureUrl: secureDoor?.url,
    connections: () => doors.reduce((sum, { connections }) => sum + connections(), 0),
    delayMilliseconds: () => inUse.load.delayMilliseconds(),
    replace(other) {
      inUse = madeOf(other);
      admitted.limit(fitting(other));
      for (const one of doors) one.limit(other.limits);
    },
    show: (certificates) => secureDoor?.show(certificates),
    async close() {
      stopping = true;
      clearInterval(ticking);
      clearTimeout(preloading);
      await Promise.all(doors.map((one) => one.close()));
    },
  };

  /** All that depends on the configuration, made once for each. */
  function madeOf(of: Config) {
    const peers = trustedProxies(of.proxies);
    const load = overloadDetector(of.limits, {
      heap: around.usedMemory ?? usedHeap,
      system: systemMemory().used,
      computedMilliseconds,
    });
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
      connectionRate: connectionRates(
        of.limits,
        ({ socket }) => peers.networkOfPeer(socket.remoteAddress) !== undefined,
        clock,
      ),
      gate: admissionControl(of.limits, peers, load.overloaded, clock),
      answer: createPipeline(of, surroundings).answer,
    };
  }
}
