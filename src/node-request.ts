/**
 * What Node knows of a request, as the pipeline wants it. The Fetch API's Request, Response and Headers cost more
 * than all the rest of an answer, so a request that is written as clients write it goes without them.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';
import { bodyCutShort, bodyLimitBytes, bodyTooLarge, type Incoming } from './http.ts';
import { ok, type Result } from './result.ts';

/** Whether the client of a message is known to have come over plain http. */
export type CameOverHttp = (message: IncomingMessage) => boolean;

/**
 * @returns the request, or nothing when its target or its Host has to be brought into its usual form first: an
 *   absolute URL, dot segments, an encoded path, an IPv6 literal
 */
export function plainIncoming(message: IncomingMessage, cameOverHttp: CameOverHttp): Incoming | undefined {
  const { url = '', method = '', headers } = message;
  const { host } = headers;
  if (host === undefined || !plainHost.test(host) || !plainTarget.test(url) || dotSegment.test(url)) {
    return undefined;
  }
  const mark = url.indexOf('?');
  return {
    method,
    path: mark === -1 ? url : url.slice(0, mark),
    search: mark === -1 ? '' : url.slice(mark + 1),
    host,
    header: (name) => {
      const value = headers[name];
      return typeof value === 'string' ? value : undefined;
    },
    readBody: () => bodyOf(message),
    cameOverHttp: () => cameOverHttp(message),
  };
}

const plainHost = /^[a-z0-9._-]+(?::(?:\d{1,4}|[1-5]\d{4}))?$/i;
/** What the URL parser leaves as it is, or would encode where a query is decoded anyway. */
const plainTarget = /^\/[\w./-]*(?:\?[!$&-;=?-[\]_a-z~%]*)?$/;
const dotSegment = /\/\.\.?(?:[/?]|$)/;

/** Behind a proxy that says nothing, nobody can tell, and the client is given the benefit of the doubt. */
export function cameOverHttp(proxies: readonly string[]): CameOverHttp {
  const trusted = new BlockList();
  for (const proxy of proxies) {
    const [network = '', bits] = proxy.split('/');
    const family = isIPv6(network) ? 'ipv6' : 'ipv4';
    if (bits === undefined) trusted.addAddress(network, family);
    else trusted.addSubnet(network, Number(bits), family);
  }
  return ({ socket, headers }) => {
    // An IPv4 address that came by an IPv6 socket is an IPv4 one.
    const peer = socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, '');
    const behindProxy = peer === undefined || trusted.check(peer, isIPv6(peer) ? 'ipv6' : 'ipv4');
    if (!behindProxy) return !('encrypted' in socket);
    const told = headers['x-forwarded-proto'];
    return typeof told === 'string' && /^\s*http\s*(,|$)/i.test(told);
  };
}

export type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

const bodies = new WeakMap<IncomingMessage, Result<Uint8Array>>();

/** A client that hangs up in the middle is never asked for, so there is always a body here. */
export const bodyOf = (message: IncomingMessage): Result<Uint8Array> => bodies.get(message) ?? bodyCutShort;

/** Reads a body to its end, or to the limit, before anybody is asked for an answer, which then waits for nothing. */
export function withBody(listener: Listener): Listener {
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

export const announcesTooMuch = ({ headers }: IncomingMessage): boolean =>
  Number(headers['content-length']) > bodyLimitBytes;
