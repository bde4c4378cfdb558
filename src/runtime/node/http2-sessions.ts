/**
 * HTTP/2 connections: what one may hold at a time, and when it is ended. Node leaves both to the client: a client
 * with a window of 0 could keep its connection, and a hundred responses on it, for ever.
 */

import type { Http2SecureServer, Http2ServerRequest, Http2Session, ServerHttp2Stream } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { Limits } from '../../config/operation.ts';
import type { Connections } from './connections.ts';
import type { NodeResponse } from './http-types.ts';

/** A mail client has a few requests at a time; a CDN opens further connections. */
export const http2Limits = {
  settings: {
    maxConcurrentStreams: 16,
    maxHeaderListSize: 16 * 1024,
    /** What a request may send before somebody reads it. */
    initialWindowSize: 16 * 1024,
  },
  /** Megabytes; Node takes no less. Streams beyond it are refused. */
  maxSessionMemory: 1,
  maxSettings: 8,
  maxSessionInvalidFrames: 16,
  /** Rapid reset (CVE-2023-44487): what a client may cancel at once, and each second. */
  streamResetBurst: 100,
  streamResetRate: 10,
} as const;

/** Beyond that, further requests of a connection wait until the client has read. */
const mostUnsentBytes = 32 * 1024;

/**
 * Beyond that many open streams of one network, connections that do not read are ended. A stream costs some 13 KB
 * while it is open, whatever is sent on it.
 */
const mostStreamsPerNetwork = 64;

/** How long a connection may take to close once it was asked to. */
const closeMilliseconds = 1000;

type Timeouts = Pick<Limits, 'headersSeconds' | 'requestSeconds' | 'responseSeconds' | 'idleSeconds'>;

export interface Http2Sessions {
  /** Lets a request wait while too much of its connection is unsent. */
  readonly limited: (
    listener: (message: Http2ServerRequest, outgoing: NodeResponse) => void,
  ) => Http2Listener;
  /** Ends the connections whose time is over. */
  readonly sweep: (now: number, timeouts: Timeouts) => void;
  /** Requests under way are answered. */
  readonly close: () => void;
}

type Http2Listener = (message: Http2ServerRequest, outgoing: NodeResponse) => void;

interface Connection {
  readonly session: Http2Session;
  readonly socket: TLSSocket | undefined;
  readonly network: string | undefined;
  /** Streams that are open, by the time they were opened at. */
  readonly streams: Map<ServerHttp2Stream, number>;
  readonly waiting: (() => void)[];
  /** Since when no stream is open. Pings are not activity. */
  idleSince: number;
  hasAsked: boolean;
  closingSince: number | undefined;
}

/** @param clock milliseconds from any beginning */
export function http2Sessions(
  server: Http2SecureServer,
  admitted: Pick<Connections, 'networkOf' | 'charge'>,
  clock: () => number,
): Http2Sessions {
  const streamsOf = counter();
  const connections = new Map<Http2Session, Connection>();
  let accepted: TLSSocket | undefined;
  // A session does not give out its socket, and closing a session waits for a client that reads nothing. Node makes
  // the session in its own listener of this event, so the last socket is the session's.
  server.prependListener('secureConnection', (socket) => {
    accepted = socket;
  });
  server.on('session', (session) => {
    const now = clock();
    const connection: Connection = {
      ...{ session, socket: accepted, network: accepted && admitted.networkOf(accepted) },
      ...{ streams: new Map(), waiting: [] },
      ...{ idleSince: now, hasAsked: false, closingSince: undefined },
    };
    connections.set(session, connection);
    const forget = (): void => void connections.delete(session);
    if (accepted) accepted.once('close', forget);
    else session.once('close', forget);
  });

  const close = (connection: Connection, now: number): void => {
    connection.closingSince ??= now;
    connection.session.close();
  };

  const end = ({ session, socket }: Connection, misuse?: 'flood' | 'timeout'): void => {
    if (!socket) return void session.destroy();
    // A destroyed socket has no address.
    if (misuse) admitted.charge(socket, misuse);
    socket.destroy();
  };

  // Node ends sessions whose frames break its limits.
  server.on('sessionError', (error: Error, session: Http2Session) => {
    const connection = connections.get(session);
    const code = 'code' in error ? String(error.code) : '';
    // With ERR_HTTP2_SESSION_ERROR, it is the client that has ended the session.
    const isMisuse = code.startsWith('ERR_HTTP2') && code !== 'ERR_HTTP2_SESSION_ERROR';
    if (isMisuse && connection) end(connection, 'flood');
  });

  return {
    limited: (listener) => (message, outgoing) => {
      const { stream } = message;
      const connection = stream.session && connections.get(stream.session);
      if (!connection) return listener(message, outgoing);
      const unsent = unsentBytes(connection);
      if (unsent > 0 && streamsOf.count(connection.network) >= mostStreamsPerNetwork) {
        return end(connection, 'flood');
      }
      connection.hasAsked = true;
      connection.streams.set(stream, clock());
      streamsOf.add(connection.network, 1);
      stream.once('close', () => {
        connection.streams.delete(stream);
        streamsOf.add(connection.network, -1);
        connection.idleSince = clock();
        while (connection.waiting.length > 0 && unsentBytes(connection) <= mostUnsentBytes) {
          connection.waiting.shift()?.();
        }
      });
      if (unsent <= mostUnsentBytes) return listener(message, outgoing);
      connection.waiting.push(() => {
        if (!stream.destroyed) listener(message, outgoing);
      });
    },

    sweep(now, { headersSeconds, requestSeconds, responseSeconds, idleSeconds }) {
      for (const connection of connections.values()) {
        const { session, socket, streams, hasAsked, idleSince, closingSince } = connection;
        const [oldest] = streams.values();
        if (closingSince !== undefined) {
          const patience = oldest === undefined ? closeMilliseconds : responseSeconds * 1000;
          // No misuse: a phone that sleeps does not answer either.
          if (now - closingSince >= patience) end(connection);
        } else if (session.destroyed) {
          // Node waits for the client to take the last frames.
          connection.closingSince = now;
        } else if (oldest !== undefined) {
          if (now - oldest >= (requestSeconds + responseSeconds) * 1000) end(connection, 'timeout');
        } else if (now - idleSince >= (hasAsked ? idleSeconds : headersSeconds) * 1000) {
          close(connection, now);
        }
        if (socket?.destroyed) connections.delete(session);
      }
    },

    close() {
      const now = clock();
      for (const connection of connections.values()) close(connection, now);
    },
  };
}

function unsentBytes({ streams }: Connection): number {
  let sum = 0;
  for (const stream of streams.keys()) sum += stream.writableLength;
  return sum;
}

/** Counts by key, and keeps no key whose count is 0. */
function counter() {
  const counts = new Map<string, number>();
  const count = (key: string | undefined): number => (key === undefined ? 0 : (counts.get(key) ?? 0));
  return {
    count,
    add(key: string | undefined, more: number): void {
      if (key === undefined) return;
      const sum = count(key) + more;
      if (sum > 0) counts.set(key, sum);
      else counts.delete(key);
    },
  };
}
