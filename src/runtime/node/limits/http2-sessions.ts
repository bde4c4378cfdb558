/**
 * HTTP/2 connections: limits and timeouts. Node has none for clients that do not read: one with a window of 0 could
 * keep its connection, and a hundred responses on it, for ever.
 */

import type { Http2SecureServer, Http2ServerRequest, Http2Session, ServerHttp2Stream } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { Limits } from '../../../config/server-settings.ts';
import type { NodeResponse } from '../http-types.ts';
import type { Connections } from './connections.ts';

/** A mail client has a few requests at a time; a CDN opens further connections. */
export const http2Limits = {
  settings: {
    maxConcurrentStreams: 16,
    maxHeaderListSize: 16 * 1024,
    /** How much of a body is accepted before it is read. */
    initialWindowSize: 16 * 1024,
  },
  /** Megabytes; 1 is Node's minimum. Streams beyond it are refused. */
  maxSessionMemory: 1,
  maxSettings: 8,
  maxSessionInvalidFrames: 16,
  /** Rapid reset (CVE-2023-44487): how many streams a client may cancel at a time, and each second. */
  streamResetBurst: 100,
  streamResetRate: 10,
} as const;

/** With more, further requests of a connection wait until the client has read. */
const mostUnsentBytes = 32 * 1024;

/**
 * With more open streams of one network, connections that do not read are ended. An open stream costs some 13 KB,
 * whatever its response.
 */
const mostStreamsPerNetwork = 64;

/** How long a connection may take to close. */
const closeMilliseconds = 1000;

type Timeouts = Pick<Limits, 'headersSeconds' | 'requestSeconds' | 'responseSeconds' | 'idleSeconds'>;

interface Http2Sessions {
  /** Delays a request while its connection has too many unsent bytes. */
  readonly limited: (
    listener: (message: Http2ServerRequest, outgoing: NodeResponse) => void,
  ) => Http2Listener;
  /** Ends the connections that are over a timeout. */
  readonly sweep: (now: number, timeouts: Timeouts) => void;
  /** Ends all connections after the requests in progress. */
  readonly close: () => void;
}

type Http2Listener = (message: Http2ServerRequest, outgoing: NodeResponse) => void;

interface Connection {
  readonly session: Http2Session;
  readonly socket: TLSSocket | undefined;
  readonly network: string | undefined;
  /** Open streams, with the time at which each was opened. */
  readonly streams: Map<ServerHttp2Stream, number>;
  readonly waiting: (() => void)[];
  /** When the last stream was closed. Pings are not activity. */
  idleSince: number;
  hasRequested: boolean;
  closingSince: number | undefined;
}

/** @param clock monotonic, in milliseconds */
export function http2Sessions(
  server: Http2SecureServer,
  admitted: Pick<Connections, 'networkOf' | 'charge'>,
  clock: () => number,
): Http2Sessions {
  const streamsOf = counter();
  const connections = new Map<Http2Session, Connection>();
  let accepted: TLSSocket | undefined;
  // The socket is needed because closing a session waits for the client to read, and a session does not give access to
  // it. Node makes the session in its own listener of this event, so the last socket is the session's.
  server.prependListener('secureConnection', (socket) => {
    accepted = socket;
  });
  server.on('session', (session) => {
    const now = clock();
    const connection: Connection = {
      ...{ session, socket: accepted, network: accepted && admitted.networkOf(accepted) },
      ...{ streams: new Map(), waiting: [] },
      ...{ idleSince: now, hasRequested: false, closingSince: undefined },
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
    // ERR_HTTP2_SESSION_ERROR: the client has ended the session.
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
      connection.hasRequested = true;
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
        const { session, socket, streams, hasRequested, idleSince, closingSince } = connection;
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
        } else if (now - idleSince >= (hasRequested ? idleSeconds : headersSeconds) * 1000) {
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

/** Counts by key; a key with a count of 0 is deleted. */
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
