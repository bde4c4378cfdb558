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
import { isIPv6, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { type Answer, plainText } from './answer.ts';
import { respond } from './fetch.ts';
import { type Config, facteur, type Report } from './index.ts';
import { announcesTooMuch, bodyOf, cameOverHttp, plainIncoming, withBody } from './node-request.ts';
import { pipeline } from './pipeline.ts';
import { after } from './result.ts';

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
  let current = answering(config, report);
  const respondTo = getRequestListener((request, env) => current.app.fetch(request, env), {
    // A request without Host, which HTTP/1.0 allows, is one to the machine itself.
    hostname: 'localhost',
    errorHandler: () => respond(notUnderstood),
  });
  let stopping = false;
  const listener = withBody((incoming, outgoing) => {
    // Whoever would like to keep the connection is told that it ends here.
    if (stopping) outgoing.shouldKeepAlive = false;
    const plain = plainIncoming(incoming, current.cameOverHttp);
    if (plain) return void after(current.answer(plain), (answer) => send(outgoing, answer));
    const { host = '' } = incoming.headers;
    if (oddHost.test(host)) incoming.headers.host = usualHost(host);
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
          current = answering(other, report);
        },
        close: () => {
          stopping = true;
          return closed(server);
        },
      }),
    );
  });
}

/** The pipeline twice: bare for requests as clients write them, and as an app for all others. */
function answering(config: Config, report: (event: Report) => void) {
  const overHttp = cameOverHttp(config.proxies);
  return {
    cameOverHttp: overHttp,
    answer: pipeline(config, {
      report,
      now: () => new Date(),
      clock: () => performance.now(),
      httpsBeside: false,
    }),
    app: facteur(config, {
      report,
      cameOverHttp: (_request, env) => overHttp(messageOf(env)),
      readBody: (_request, env) => bodyOf(messageOf(env)),
    }),
  };
}

/** Node sends no body to a HEAD, whatever it is given. */
function send(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  const length = Buffer.byteLength(body);
  // 204 and 304 have no length (RFC 9110 §8.6).
  const bare = body === '' && status < 400;
  outgoing.writeHead(status, bare ? headers : { ...headers, 'content-length': length });
  // A text of ASCII is the same bytes either way, and one of these ways costs as much as the rest of an answer.
  outgoing.end(body, length === body.length ? 'latin1' : 'utf8');
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

/** @hono/node-server hands Node's own request over beside the one of the Fetch API. */
function messageOf(env: unknown): IncomingMessage {
  if (
    typeof env === 'object' &&
    env !== null &&
    'incoming' in env &&
    env.incoming instanceof IncomingMessage
  ) {
    return env.incoming;
  }
  throw new TypeError('This app was made for a server of its own.');
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
