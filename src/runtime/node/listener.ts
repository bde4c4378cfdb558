/**
 * A listening socket with what protects it: clients that are slow to ask are not waited for, and nobody has more
 * connections than a part of them. One door speaks HTTP/1 in the clear, another TLS with HTTP/1 and HTTP/2.
 */

import { createSecureServer, type ServerHttp2Session } from 'node:http2';
import { isIPv6, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import type { Endpoint, Limits } from '../../config/operation.ts';
import { endWithError } from './client-error.ts';
import type { ErrorBoundary } from './error-boundary.ts';
import { createServer } from './http-module.ts';
import type { RequestHandler } from './http-types.ts';
import { announcesTooMuch } from './request-body.ts';
import type { Certificates } from './tls-certificates.ts';
import type { TrustedProxies } from './trusted-proxies.ts';

export interface Listener {
  /** Where it really is; the port is the one that the system gave when 0 was asked for. */
  readonly url: string;
  readonly connections: () => number;
  readonly limit: (limits: Limits) => void;
  /** Requests under way are answered, and their connections closed; idle ones are closed at once. */
  readonly close: () => Promise<void>;
}

export interface TlsListener extends Listener {
  /** From the next connection on, other certificates are shown. */
  readonly show: (certificates: Certificates) => void;
}

interface ListenerContext {
  readonly listener: RequestHandler;
  readonly boundary: ErrorBoundary;
  readonly limits: Limits;
  /** May become others while the door is open. */
  readonly peers: () => Pick<TrustedProxies, 'networkOfPeer'>;
}

/** A missing Host is no reason to refuse: HTTP/1.0 allows it. */
export const openListener = (at: Endpoint, behind: ListenerContext): Promise<Listener> =>
  opened(createServer({ requireHostHeader: false, ...checking }, behind.listener), 'http', at, behind);

export async function openTlsListener(
  at: Endpoint,
  behind: ListenerContext,
  certificates: Certificates,
): Promise<TlsListener> {
  let shown = certificates;
  const server = createSecureServer({
    ...shown.first,
    allowHTTP1: true,
    handshakeTimeout: behind.limits.headersSeconds * 1000,
    SNICallback: behind.boundary.listener(
      (name: string, done: SniDone) => done(null, shown.contextFor(name)),
      (_name, done) => done(new Error('no certificate')),
    ),
  });
  const sessions = new Set<ServerHttp2Session>();
  server.on('request', behind.listener);
  const began = (session: ServerHttp2Session): void => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    session.setTimeout(behind.limits.idleSeconds * 1000, () => session.close());
  };
  server.on(
    'session',
    behind.boundary.listener(began, (session) => session.destroy()),
  );
  const door = await opened(Object.assign(server, checking), 'https', at, behind, () => {
    for (const session of sessions) session.close();
  });
  return {
    ...door,
    show(others) {
      shown = others;
      server.setSecureContext(others.first);
    },
  };
}

type SniDone = (error: Error | null, context?: SecureContext) => void;

/** How often Node looks for clients that are too slow. */
const checking = { connectionsCheckingInterval: 1000 };

/** Clients that are slow to ask are not waited for longer than that when the door is closed. */
const patienceMilliseconds = 1500;

function opened(
  server: Server,
  scheme: string,
  at: Endpoint,
  { listener, boundary, limits, peers }: ListenerContext,
  sayFarewell: () => void = () => {},
): Promise<Listener> {
  const sockets = new Set<Socket>();
  const fromNetwork = new Map<string, number>();
  let perNetwork = limits.connectionsPerNetwork;
  const limit = (to: Limits): void => {
    perNetwork = to.connectionsPerNetwork;
    Object.assign(server, {
      maxConnections: to.connections,
      headersTimeout: Math.min(to.headersSeconds, to.requestSeconds) * 1000,
      requestTimeout: to.requestSeconds * 1000,
      keepAliveTimeout: to.idleSeconds * 1000,
    });
  };
  limit(limits);
  const connected = (socket: Socket): void => {
    const network = peers().networkOfPeer(socket.remoteAddress);
    const others = network === undefined ? 0 : (fromNetwork.get(network) ?? 0);
    if (others >= perNetwork) return void socket.destroy();
    sockets.add(socket);
    if (network !== undefined) fromNetwork.set(network, others + 1);
    socket.once('close', () => {
      sockets.delete(socket);
      if (network === undefined) return;
      const left = (fromNetwork.get(network) ?? 1) - 1;
      if (left > 0) fromNetwork.set(network, left);
      else fromNetwork.delete(network);
    });
  };
  server.on(
    'connection',
    boundary.listener(connected, (socket) => socket.destroy()),
  );
  server.on('checkExpectation', listener);
  server.on(
    'checkContinue',
    boundary.request((message, outgoing) => {
      // An announced body that is too long is refused before it is sent (RFC 9110 §10.1.1).
      if (!announcesTooMuch(message)) outgoing.writeContinue();
      listener(message, outgoing);
    }),
  );
  server.on(
    'clientError',
    boundary.listener(
      (error: Error, socket: Duplex) => endWithError(socket, 'code' in error ? error.code : undefined),
      (_error, socket) => socket.destroy(),
    ),
  );
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, () => {
      // Later on it is `accept` that fails, for one connection.
      server.off('error', reject);
      server.on('error', boundary.failed);
      resolve({
        url: urlOf(server, scheme, at.host),
        connections: () => sockets.size,
        limit,
        close: () => {
          sayFarewell();
          return closed(server, sockets);
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
    const impatience = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, patienceMilliseconds);
    server.close(() => {
      clearTimeout(impatience);
      resolve();
    });
  });
}
