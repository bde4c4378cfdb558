/** Sends one HTTP request over a new connection, as a mail client does after its start. */

import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectFailure, HttpRequest, HttpResponse, Tls } from '../../../check/net.ts';
import { ok, type Result, refuse } from '../../../model/result.ts';
import { certificateFailure, type DialOptions, openTcp, startTls, tcpFailure } from './socket.ts';

/** The actual destination of a request. */
interface Route {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** The name that the certificate must cover, if it is not `host`. */
  readonly name?: string;
  /** X-Forwarded-Proto for a server that is reached without TLS, as a proxy would send it. */
  readonly forwardedProto?: string;
}

export type Router = (url: URL) => Route;

/** The default route: the host of the URL. */
export const directRoute: Router = ({ hostname, port, protocol }) => {
  const tls = protocol === 'https:';
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (tls ? 443 : 80), tls };
};

/** Far above any answer that a client can use. */
const bodyLimitBytes = 1024 * 1024;

export async function fetchHttp(
  request: HttpRequest,
  dial: DialOptions,
  routeOf: Router,
): Promise<Result<HttpResponse, ConnectFailure>> {
  const ends = performance.now() + request.limitMilliseconds;
  const left = (): number => Math.max(1, ends - performance.now());
  const url = new URL(request.url);
  const route = routeOf(url);
  const opened = await openTcp(route.host, route.port, left(), dial);
  if (!opened.ok) return opened;
  if (!route.tls) return exchange(request, url, route, opened.value.socket, undefined, left());
  const secured = await startTls(opened.value.socket, route.name ?? route.host, left(), dial, ['http/1.1']);
  if (!secured.ok) return secured;
  const { socket, tls } = secured.value;
  if (tls.flaw && !(tls.flaw === 'wrong-name' && request.ignoreCertificateName)) {
    socket.destroy();
    return refuse(certificateFailure(tls.flaw, tls));
  }
  return exchange(request, url, route, socket, tls, left());
}

function exchange(
  { method, headers, body }: HttpRequest,
  url: URL,
  { forwardedProto }: Route,
  socket: Socket,
  tls: Tls | undefined,
  limitMilliseconds: number,
): Promise<Result<HttpResponse, ConnectFailure>> {
  return new Promise((resolve) => {
    const done = (result: Result<HttpResponse, ConnectFailure>): void => {
      clearTimeout(timer);
      resolve(result);
      socket.destroy();
    };
    const timer = setTimeout(() => done(refuse({ reason: 'timeout' })), limitMilliseconds);
    const request: ClientRequest = httpRequest({
      createConnection: () => socket,
      method,
      path: `${url.pathname}${url.search}`,
      headers: {
        accept: '*/*',
        ...headers,
        host: url.host,
        // The digest of PACC covers the raw bytes, and the answers are short.
        'accept-encoding': 'identity',
        ...(forwardedProto ? { 'x-forwarded-proto': forwardedProto } : {}),
        ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      },
    });
    request.once('error', (error) => done(refuse(httpFailure(error))));
    request.once('response', async (message) => {
      try {
        const bytes = await bytesOf(message);
        done(bytes ? ok(responseOf(message, bytes, tls)) : refuse({ reason: 'too-long' }));
      } catch {
        done(refuse({ reason: 'closed' }));
      }
    });
    request.end(body);
  });
}

function httpFailure(error: Error): ConnectFailure {
  return 'code' in error && String(error.code).startsWith('HPE_')
    ? { reason: 'not-understood' }
    : tcpFailure(error);
}

async function bytesOf(message: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of message) {
    if (!(chunk instanceof Uint8Array)) continue;
    length += chunk.length;
    if (length > bodyLimitBytes) return undefined;
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function responseOf(message: IncomingMessage, body: Uint8Array, tls: Tls | undefined): HttpResponse {
  const headers = new Map(
    Object.entries(message.headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')]),
  );
  return { status: message.statusCode ?? 0, headers, body, ...(tls ? { tls } : {}) };
}
