/**
 * facteur on Node: an HTTP server around the app. Whether a client came over plain http is known only when a
 * proxy that the configuration trusts says so, or when the client speaks to this server itself.
 */

import { createServer, IncomingMessage, type ServerResponse } from 'node:http';
import { BlockList, isIPv6, type Server } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { bodyCutShort, bodyLimitBytes, bodyTooLarge, type ReadBody } from './http.ts';
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
  // A request without Host, which HTTP/1.0 allows, is one to the machine itself.
  const respond = getRequestListener((request, env) => app.fetch(request, env), { hostname: 'localhost' });
  const server = createServer(withBody(respond));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, () =>
      resolve({
        url: urlOf(server, at.host),
        replace: (other) => {
          app = appOf(other);
        },
        close: () => closed(server),
      }),
    );
  });
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
    if (Number(incoming.headers['content-length']) > bodyLimitBytes) return hand(bodyTooLarge);
    incoming.on('data', collect).on('end', finish);
  };
}

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

const closed = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
