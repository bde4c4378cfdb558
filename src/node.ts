/**
 * facteur on Node: an HTTP server around the app. Whether a client came over plain http is known only when a
 * proxy that the configuration trusts says so, or when the client speaks to this server itself.
 */

import {
  createServer,
  type Server as HttpServer,
  IncomingMessage,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { BlockList, isIPv6, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { plainText } from './answer.ts';
import { bodyCutShort, bodyLimitBytes, bodyTooLarge, type ReadBody, respond } from './http.ts';
import { type Config, facteur, type Report } from './index.ts';
import { ok, type Result } from './result.ts';

export interface Listening {
  /** Where it really listens; the port is the one that the system gave when 0 was asked for. */
  readonly url: string;
  /** From the next request on, another configuration answers; nobody notices the change. */
  readonly replace: (config: Config) => void;
  /** Stops taking requests and waits for those under way. */
  readonly close: () => Promise<void>;
}

/**
 * @param report hears of each answer, see Report
 * @returns once requests are taken
 * @throws the system's error when the address cannot be had
 */
export function listen(
  config: Config,
  at: { readonly host: string; readonly port: number },
  report: (event: Report) => void = () => {},
): Promise<Listening> {
  const appOf = (of: Config) =>
    facteur(of, { report, cameOverHttp: cameOverHttp(of.proxies), readBody: bodyReadBefore });
  let app = appOf(config);
  const respondTo = getRequestListener((request, env) => app.fetch(request, env), {
    // A request without Host, which HTTP/1.0 allows, is one to the machine itself.
    hostname: 'localhost',
    errorHandler: () => respond(notUnderstood),
  });
  let stopping = false;
  const listener = withBody((incoming, outgoing) => {
    const { host = '' } = incoming.headers;
    if (oddHost.test(host)) incoming.headers.host = usualHost(host);
    // Whoever would like to keep the connection is told that it ends here.
    if (stopping) outgoing.shouldKeepAlive = false;
    respondTo(incoming, outgoing);
  });
  // A missing Host is no reason to refuse; an announced body that is too long is, before it is sent.
  const server = createServer({ requireHostHeader: false }, listener);
  server.on('checkExpectation', listener);
  server.on('checkContinue', (incoming, outgoing) => {
    if (!announcesTooMuch(incoming)) outgoing.writeContinue();
    listener(incoming, outgoing);
  });
  server.on('clientError', (error, socket) => endWithError(socket, 'code' in error ? error.code : undefined));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, () =>
      resolve({
        url: urlOf(server, at.host),
        replace: (other) => {
          app = appOf(other);
        },
        close: () => {
          stopping = true;
          return closed(server);
        },
      }),
    );
  });
}

/** The adapter refuses a Host that the URL parser would write otherwise: `example.org:`, `[0:0:0:0:0:0:0:1]`. */
function usualHost(host: string): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).host : host;
}
const oddHost = /[[:]$|^\[|\.$/;

/** For what Node or the adapter cannot make a request of. */
const notUnderstood = plainText(400, 'This is no request that can be understood.');
const headersTooLong = plainText(431, 'The headers are too long.');

/** What is not HTTP is answered on the bare socket, with the headers that every answer carries. */
function endWithError(socket: Duplex, code: unknown): void {
  if (!socket.writable) return void socket.destroy();
  const { status, headers, body } = code === 'HPE_HEADER_OVERFLOW' ? headersTooLong : notUnderstood;
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${fields.join('')}connection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
}

/** Behind a proxy that says nothing, nobody can tell, and the client is given the benefit of the doubt. */
function cameOverHttp(proxies: readonly string[]): (request: Request, env: unknown) => boolean {
  const trusted = new BlockList();
  for (const proxy of proxies) {
    const [network = '', bits] = proxy.split('/');
    const family = isIPv6(network) ? 'ipv6' : 'ipv4';
    if (bits === undefined) trusted.addAddress(network, family);
    else trusted.addSubnet(network, Number(bits), family);
  }
  return (request, env) => {
    const peer = peerOf(env);
    const behindProxy = peer === undefined || trusted.check(peer, isIPv6(peer) ? 'ipv6' : 'ipv4');
    if (!behindProxy) return request.url.startsWith('http:');
    return /^\s*http\s*(,|$)/i.test(request.headers.get('x-forwarded-proto') ?? '');
  };
}

type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

const bodies = new WeakMap<IncomingMessage, Result<Uint8Array>>();

/**
 * Reads a body to its end, or to the limit, before anybody is asked for an answer: the Fetch API's streams cost
 * as much as all the rest of an Autodiscover answer.
 */
function withBody(listener: Listener): Listener {
  return (incoming, outgoing) => {
    if (incoming.method !== 'POST') return listener(incoming, outgoing);
    const chunks: Buffer[] = [];
    let length = 0;
    const collect = (chunk: Buffer): void => {
      length += chunk.length;
      chunks.push(chunk);
      if (length > bodyLimitBytes) hand(bodyTooLarge);
    };
    const finish = (): void => hand(ok(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    const hand = (body: Result<Uint8Array>): void => {
      incoming.off('data', collect).off('end', finish);
      bodies.set(incoming, body);
      listener(incoming, outgoing);
    };
    if (announcesTooMuch(incoming)) return hand(bodyTooLarge);
    incoming.on('data', collect).on('end', finish);
  };
}

const announcesTooMuch = ({ headers }: IncomingMessage): boolean =>
  Number(headers['content-length']) > bodyLimitBytes;

/** A client that hangs up in the middle is never asked for, so there is always a body here. */
const bodyReadBefore: ReadBody = (_request, env) => {
  const incoming = incomingOf(env);
  return (incoming && bodies.get(incoming)) ?? bodyCutShort;
};

/** The address at the other end of the socket; an IPv4 one that came by an IPv6 socket, as IPv4. */
const peerOf = (env: unknown): string | undefined =>
  incomingOf(env)?.socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, '');

/** @hono/node-server hands Node's own request over beside the one of the Fetch API. */
function incomingOf(env: unknown): IncomingMessage | undefined {
  if (typeof env !== 'object' || env === null || !('incoming' in env)) return undefined;
  return env.incoming instanceof IncomingMessage ? env.incoming : undefined;
}

function urlOf(server: Server, host: string): string {
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** Clients that are slow to ask are not waited for longer than that. */
const patienceMilliseconds = 1500;

/** Requests under way are answered, and their connections closed; idle ones are closed at once. */
function closed(server: HttpServer): Promise<void> {
  server.keepAliveTimeout = 1;
  return new Promise((resolve) => {
    const impatience = setTimeout(() => server.closeAllConnections(), patienceMilliseconds);
    server.close(() => {
      clearTimeout(impatience);
      resolve();
    });
  });
}
