/**
 * Who is at the other end when proxies stand between. `X-Forwarded-For` is read from the right: its last entry was
 * written by the proxy that speaks to us, the one before by the proxy before that, and so on for as long as they are
 * trusted. What stands further left is what a stranger says of itself.
 */

import { parseIp } from '../../util/ip.ts';

/**
 * @param peer the address at the other end of the socket
 * @param forwardedFor the header; empty when it was not sent
 * @returns the first address that is no trusted proxy's, or nothing when the proxies do not tell
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
