/**
 * Listeners with their timeouts and connection limits: one for plain HTTP/1, one for TLS with HTTP/1 and HTTP/2.
 */

import { createSecureServer, Http2ServerRequest } from 'node:http2';
import { isIPv6, type Server, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { SecureContext, TLSSocket } from 'node:tls';
import type { Endpoint, Limits } from '../../config/server-settings.ts';
import { connectRefused, endWith, errorResponse } from './client-error.ts';
import type { ErrorBoundary } from './error-boundary.ts';
import { createServer } from './http-module.ts';
import type { NodeRequest, NodeResponse, RequestHandler } from './http-types.ts';
import { headersLimit } from './limits/admission.ts';
import type { Connections } from './limits/connections.ts';
import { http2Limits, http2Sessions } from './limits/http2-sessions.ts';
import { InterruptibleMessage, type Pipelining, withoutPipelining } from './limits/pipelining.ts';
import { type WriteTimeouts, writeTimeouts } from './limits/write-timeout.ts';
import { announcesTooMuch } from './request-body.ts';
import type { Certificates } from './tls-certificates.ts';

interface Listener {
  /** With the port that the system chose, if the configured one is 0. */
  readonly url: string;
  readonly connections: () => number;
  readonly setLimits: (limits: Limits) => void;
  /** Closes idle connections, and the others after their requests. */
  readonly close: () => Promise<void>;
}

interface TlsListener extends Listener {
  /** Takes effect with the next connection. */
  readonly setCertificates: (certificates: Certificates) => void;
}

interface ListenerContext {
  readonly listener: RequestHandler;
  readonly boundary: ErrorBoundary;
  readonly limits: Limits;
  /** Shared by all listeners. */
  readonly admitted: Connections;
}

/** The differences between the two listeners. */
interface Protocol {
  readonly writers: WriteTimeouts;
  /** Called each second. */
  readonly sweep: (now: number, limits: Limits) => void;
  /** Called first when the listener is closed. */
  readonly close: () => void;
  /** Calls back when a response by HTTP/1 may be sent on the bare socket, or closes the connection. */
  readonly beforeRefusal: Pipelining['afterResponses'];
}

export function openListener(at: Endpoint, context: ListenerContext): Promise<Listener> {
  const { admitted } = context;
  const { listener, afterResponses } = withoutPipelining(context.listener, (socket) =>
    admitted.charge(socket, 'flood'),
  );
  const server = createServer(
    { IncomingMessage: InterruptibleMessage, ...withoutHost, ...checking },
    listener,
  );
  const writers = writeTimeouts();
  server.on('connection', (socket) => watch(writers, socket, admitted));
  return opened(
    server,
    'http',
    at,
    { ...context, listener },
    {
      writers,
      sweep: () => {},
      close: () => {},
      beforeRefusal: afterResponses,
    },
  );
}

export async function openTlsListener(
  at: Endpoint,
  context: ListenerContext,
  certificates: Certificates,
): Promise<TlsListener> {
  let current = certificates;
  const server = createSecureServer({
    ...current.first,
    ...http2Limits,
    allowHTTP1: true,
    Http1IncomingMessage: InterruptibleMessage,
    handshakeTimeout: context.limits.headersSeconds * 1000,
    SNICallback: context.boundary.listener(
      (name: string, done: SniDone) => done(null, current.contextFor(name)),
      (_name, done) => done(new Error('no certificate')),
    ),
  });
  const { admitted, boundary } = context;
  const sessions = http2Sessions(server, admitted, clock);
  const overHttp1 = withoutPipelining(context.listener, (socket) => admitted.charge(socket, 'flood'));
  const overHttp2 = sessions.limited(context.listener);
  const listener: RequestHandler = boundary.request((message, outgoing) =>
    message instanceof Http2ServerRequest
      ? overHttp2(message, outgoing)
      : overHttp1.listener(message, outgoing),
  );
  const writers = writeTimeouts();
  const http1Sockets = new WeakSet<Duplex>();
  server.on('request', listener);
  const secured = (socket: TLSSocket): void => {
    if (socket.alpnProtocol === 'h2') return;
    http1Sockets.add(socket);
    watch(writers, socket, admitted);
  };
  server.on(
    'secureConnection',
    boundary.listener(secured, (socket) => socket.destroy()),
  );
  const secure = await opened(
    Object.assign(server, checking, withoutHost),
    'https',
    at,
    { ...context, listener },
    {
      writers,
      ...sessions,
      // Not during the handshake: Node aborts the process when the handshake ends all the same, and an HTTP/2 session
      // writes to the same socket.
      beforeRefusal: (socket, refuse) =>
        http1Sockets.has(socket) ? overHttp1.afterResponses(socket, refuse) : socket.destroy(),
    },
  );
  return {
    ...secure,
    setCertificates(others) {
      current = others;
      server.setSecureContext(others.first);
    },
  };
}

type SniDone = (error: Error | null, context?: SecureContext) => void;

const clock = (): number => performance.now();

function watch(writers: WriteTimeouts, socket: Socket, admitted: Connections): void {
  const timedOut = (): void => {
    admitted.charge(socket, 'timeout');
    socket.destroy();
  };
  writers.add(socket, timedOut);
  socket.once('close', () => writers.delete(socket));
}

/** HTTP/1.0 allows requests without Host; Node would refuse them in a response of its own. */
const withoutHost = { requireHostHeader: false };

/** How often Node checks its timeouts. */
const checking = { connectionsCheckingInterval: 1000 };

/** How often the write timeouts are checked. */
const sweepMilliseconds = 1000;

/** How long closing waits for requests in progress. */
const closeMilliseconds = 1500;

function opened(
  server: Server,
  scheme: string,
  at: Endpoint,
  { listener, boundary, limits, admitted }: ListenerContext,
  protocol: Protocol,
): Promise<Listener> {
  const sockets = new Set<Socket>();
  let limitsNow = limits;
  const setLimits = (to: Limits): void => {
    limitsNow = to;
    Object.assign(server, {
      maxHeadersCount: headersLimit,
      headersTimeout: Math.min(to.headersSeconds, to.requestSeconds) * 1000,
      requestTimeout: to.requestSeconds * 1000,
      keepAliveTimeout: to.idleSeconds * 1000,
    });
  };
  setLimits(limits);
  // Before Node's own listeners: a TLS socket costs 60 KB, also when it is refused.
  const builtIn = server.listeners('connection');
  server.removeAllListeners('connection');
  const connected = (socket: Socket): void => {
    if (!admitted.admit(socket)) return void socket.destroy();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    for (const listener of builtIn) listener.call(server, socket);
  };
  server.on(
    'connection',
    boundary.listener(connected, (socket) => socket.destroy()),
  );
  const sweep = (): void => {
    const now = clock();
    protocol.writers.sweep(now, limitsNow.responseSeconds * 1000);
    protocol.sweep(now, limitsNow);
  };
  const sweeping = setInterval(boundary.listener(sweep), sweepMilliseconds).unref();
  server.on('checkExpectation', listener);
  server.on(
    'checkContinue',
    boundary.request((message, outgoing) => {
      // An announced body that is too long is refused before it is sent (RFC 9110 §10.1.1).
      if (!announcesTooMuch(message)) outgoing.writeContinue();
      listener(message, outgoing);
    }),
  );
  const failed = (error: Error, socket: Duplex): void => {
    const code = 'code' in error ? error.code : undefined;
    protocol.beforeRefusal(socket, () => endWith(socket, errorResponse(code)));
  };
  server.on(
    'clientError',
    boundary.listener(failed, (_error, socket) => socket.destroy()),
  );
  server.on(
    'connect',
    boundary.listener((message: NodeRequest, to: Duplex | NodeResponse) => {
      // HTTP/2 passes a response, so this is a request like any other.
      if (!(to instanceof Duplex)) return listener(message, to);
      // Node has removed its own listeners from the socket.
      to.on('error', () => {}).resume();
      protocol.beforeRefusal(to, () => endWith(to, connectRefused));
    }),
  );
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, () => {
      // Later errors are about a single connection that could not be accepted, for lack of file descriptors for example.
      server.off('error', reject);
      server.on('error', boundary.failed);
      resolve({
        url: urlOf(server, scheme, at.host),
        connections: () => sockets.size,
        setLimits,
        close: async () => {
          protocol.close();
          await closed(server, sockets);
          clearInterval(sweeping);
        },
      });
    });
  });
}

function urlOf(server: Server, scheme: string, host: string): string {
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return `${scheme}://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

function closed(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  Object.assign(server, { keepAliveTimeout: 1 });
  return new Promise((resolve) => {
    const timeout = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, closeMilliseconds);
    server.close(() => {
      clearTimeout(timeout);
      resolve();
    });
  });
}
