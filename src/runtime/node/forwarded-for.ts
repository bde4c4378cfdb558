/**
 * X-Forwarded-For: the address of a client behind trusted proxies. The header is read from the right: the last entry
 * was written by the proxy that connects to this server, the one before it by the proxy before that, and so on as long
 * as they are trusted. Entries further left are the client's own claims.
 */

import { parseIp } from '../../util/ip.ts';

/**
 * @param peer the address at the other end of the socket
 * @param forwardedFor the header; empty when it was not sent
 * @returns the first address that does not belong to a trusted proxy, or nothing when there is none in the header
 */
export function clientAddress(
  peer: string,
  forwardedFor: string,
  isTrusted: (ip: string) => boolean,
): string | undefined {
  if (!isTrusted(peer)) return peer;
  for (let end = forwardedFor.length; end > 0; ) {
    const comma = forwardedFor.lastIndexOf(',', end - 1);
    const ip = parseIp(forwardedFor.slice(comma + 1, end));
    if (ip === undefined || !isTrusted(ip)) return ip;
    end = comma;
  }
  return undefined;
}
