/**
 * The server on Node: a listener for plain http, and one for TLS if there are certificates. It knows that a client came
 * over plain http only from a trusted proxy's header, or when the client connects directly.
 */

import type { Endpoint } from '../../config/server-settings.ts';
import { type Rejection, rejections } from '../../http/rejections.ts';
import type { Config } from '../../index.ts';
import { whenReady } from '../../model/result.ts';
import { createPipeline, type Runtime } from '../../pipeline.ts';
import { lazy } from '../../util/lazy.ts';
import { badRequest, connectRefused } from './client-error.ts';
import { connectionsInMemory, tooLittleMemory } from './connection-memory.ts';
import { errorBoundary } from './error-boundary.ts';
import { classifyRequest } from './fast-request.ts';
import type { FetchFallback } from './fetch-fallback.ts';
import { ServerResponse } from './http-module.ts';
import { type NodeRequest, type NodeResponse, send } from './http-types.ts';
import { admissionControl } from './limits/admission.ts';
import { connectionRates, rejectSlowly } from './limits/connection-rate.ts';
import { connectionLimits } from './limits/connections.ts';
import { connectionsThatFit, descriptors, fewerConnections } from './limits/descriptors.ts';
import { cpuMilliseconds, systemMemory, usedHeap } from './limits/memory.ts';
import { overloadDetector, tickMilliseconds } from './limits/overload.ts';
import { openListener, openTlsListener } from './listener.ts';
import { type ReceivedBody, withBody } from './request-body.ts';
import type { Certificates } from './tls-certificates.ts';
import { trustedProxies } from './trusted-proxies.ts';

/** The first requests come before the fallback is loaded. */
const preloadMilliseconds = 1000;

export interface RunningServer {
  /** With the port that the system chose, if the configured one is 0. */
  readonly url: string;
  /** The URL of the TLS listener, if there are certificates. */
  readonly secureUrl: string | undefined;
  readonly connections: () => number;
  /** How late timers are at the moment. */
  readonly delayMilliseconds: () => number;
  /** Takes effect with the next request. */
  readonly setConfig: (config: Config) => void;
  /** Takes effect with the next connection. */
  readonly setCertificates: (certificates: Certificates) => void;
  /** Stops accepting connections, and waits for the requests in progress. */
  readonly close: () => Promise<void>;
}

export interface ListenOptions {
  /** Called for each response. */
  readonly report?: Runtime['report'];
  /** Called for each error outside of a request, with its place in the code and without its message. */
  readonly bug?: (place: string) => void;
  /** Called for each request that a limit rejects. */
  readonly rejected?: (why: Rejection, message: NodeRequest) => void;
  /** Called with the cost that is charged for an expensive answer, in the units of model/cost.ts. */
  readonly charged?: (cost: number) => void;
  /** The TLS listener. */
  readonly tls?: { readonly at: Endpoint; readonly certificates: Certificates };
  /** The fraction of V8's heap in use; replaced in tests only. */
  readonly usedMemory?: () => number;
  /** Called with a warning for each limit that the system does not allow. */
  readonly warn?: (line: string) => void;
}

/**
 * @returns when connections are accepted
 * @throws the system's error when it cannot listen on an address
 */
export async function listen(
  config: Config,
  at: Endpoint,
  options: ListenOptions = {},
): Promise<RunningServer> {
  const clock = (): number => performance.now();
  let active = activate(config);
  let stopping = false;
  const boundary = errorBoundary({ report: options.report ?? (() => {}), bug: options.bug ?? (() => {}) });
  const loadFallback = lazy(async () => (await import('./fetch-fallback.ts')).fetchFallback(() => active));
  const answerByFallback: FetchFallback = async (message, outgoing, target, body) => {
    // Loading fails without a free file descriptor, or while another version is being installed.
    const fallback = await loadFallback().catch(() => undefined);
    if (fallback === undefined) return send(outgoing, rejections.overloaded);
    await fallback(message, outgoing, target, body);
  };
  const reject = (why: Rejection, message: NodeRequest, outgoing: NodeResponse): void => {
    options.rejected?.(why, message);
    send(outgoing, rejections[why]);
  };
  // A body arrives in events, so the function that answers it needs the error boundary too.
  const answer = withBody(
    boundary.request((message, outgoing, body?: ReceivedBody) => {
      // Sends `Connection: close` by HTTP/1; HTTP/2 has GOAWAY for the whole connection.
      if (stopping && outgoing instanceof ServerResponse) outgoing.shouldKeepAlive = false;
      const why = message.method === 'POST' ? active.admission.readmit(message) : undefined;
      if (why !== undefined) return reject(why, message, outgoing);
      const received = classifyRequest(message, body, active.client);
      switch (received.form) {
        case 'plain':
          return whenReady(active.answer(received.request), (given) => send(outgoing, given));
        case 'unusual':
          return answerByFallback(message, outgoing, received, body);
        case 'malformed':
          return send(outgoing, message.method === 'CONNECT' ? connectRefused : badRequest);
      }
    }),
    () => active.config.limits.requestSeconds * 1000,
  );
  const handler = boundary.request((message, outgoing) => {
    const rate = active.connectionRate(message);
    if (rate !== 'admitted') {
      options.rejected?.('rate-limited', message);
      return rejectSlowly(message, outgoing, rate);
    }
    const why = active.admission.admit(message);
    if (why === undefined) return answer(message, outgoing);
    reject(why, message, outgoing);
  });
  const fileDescriptors = descriptors();
  const memory = systemMemory();
  const fitting = ({ limits }: Config): Config['limits'] => {
    const configured = limits.connections;
    const inMemory = connectionsInMemory(configured, memory.limitBytes, options.tls ? 'https' : 'http');
    if (inMemory < configured) options.warn?.(tooLittleMemory(configured, inMemory, memory.limitBytes));
    if (!fileDescriptors) return { ...limits, connections: inMemory };
    const connections = connectionsThatFit(inMemory, fileDescriptors);
    if (connections < inMemory) options.warn?.(fewerConnections(configured, connections, fileDescriptors));
    return { ...limits, connections };
  };
  const limits = fitting(config);
  const connectionLimit = connectionLimits(limits, () => active.proxies, clock);
  const context = { listener: handler, boundary, limits, admitted: connectionLimit };
  const { tls } = options;
  const tlsListener = tls && (await openTlsListener(tls.at, context, tls.certificates));
  const plainListener = await openListener(at, context).catch(async (error: unknown) => {
    await tlsListener?.close();
    throw error;
  });
  const listeners = tlsListener ? [plainListener, tlsListener] : [plainListener];
  const ticking = setInterval(
    boundary.listener(() => active.load.tick(clock())),
    tickMilliseconds,
  ).unref();

  // Loaded before a flood of connections can take all file descriptors.
  const preloading = setTimeout(() => void loadFallback().catch(() => {}), preloadMilliseconds).unref();

  return {
    url: plainListener.url,
    secureUrl: tlsListener?.url,
    connections: () => listeners.reduce((sum, { connections }) => sum + connections(), 0),
    delayMilliseconds: () => active.load.delayMilliseconds(),
    setConfig(other) {
      active = activate(other);
      connectionLimit.setLimits(fitting(other));
      for (const one of listeners) one.setLimits(other.limits);
    },
    setCertificates: (certificates) => tlsListener?.setCertificates(certificates),
    async close() {
      stopping = true;
      clearInterval(ticking);
      clearTimeout(preloading);
      await Promise.all(listeners.map((one) => one.close()));
    },
  };

  /** Everything that depends on the configuration. */
  function activate(of: Config) {
    const proxies = trustedProxies(of.proxies);
    const load = overloadDetector(of.limits, {
      heap: options.usedMemory ?? usedHeap,
      system: systemMemory().used,
      cpuMilliseconds,
    });
    const runtime = {
      now: () => new Date(),
      report: options.report ?? (() => {}),
      clock: options.report ? clock : () => 0,
      httpsBeside: options.tls !== undefined,
    };
    const admission = admissionControl(of.limits, proxies, load.overloaded, clock);
    return {
      config: of,
      runtime,
      proxies,
      load,
      connectionRate: connectionRates(
        of.limits,
        ({ socket }) => proxies.networkOfPeer(socket.remoteAddress) !== undefined,
        clock,
      ),
      admission,
      client: {
        cameOverHttp: proxies.cameOverHttp,
        clientIp: proxies.clientIp,
        takeLookUp: admission.takeLookUp,
        charge(message: NodeRequest, cost: number) {
          options.charged?.(cost);
          admission.charge(message, cost);
        },
      },
      answer: createPipeline(of, runtime).answer,
    };
  }
}
