/**
 * What is known of whoever speaks to this server: whether it is a proxy that the configuration trusts, whether the
 * client behind it came over plain http, and from which network that client comes.
 */

import { BlockList, isIPv6 } from 'node:net';
import { networkOf, parseIp } from '../../util/ip.ts';
import { boundedMap, getOrCreate } from '../../util/memo.ts';
import { clientAddress } from './forwarded-for.ts';
import { headerOf, type NodeRequest } from './http-types.ts';

export interface TrustedProxies {
  /** Behind a proxy that says nothing, nobody can tell, and the client is given the benefit of the doubt. */
  readonly cameOverHttp: (message: NodeRequest) => boolean;
  /** The network that the client comes from; nothing when only a trusted proxy could tell, and does not. */
  readonly networkOf: (message: NodeRequest) => string | undefined;
  /** The same for a connection, which no request has come by yet. */
  readonly networkOfPeer: (remoteAddress: string | undefined) => string | undefined;
}

interface Peer {
  readonly ip: string;
  readonly trusted: boolean;
  readonly network: string;
}

/** @param proxies addresses and networks, as the configuration has them */
export function trustedProxies(proxies: readonly string[]): TrustedProxies {
  const trusted = new BlockList();
  for (const proxy of proxies) {
    const [network = '', bits] = proxy.split('/');
    const family = isIPv6(network) ? 'ipv6' : 'ipv4';
    if (bits === undefined) trusted.addAddress(network, family);
    else trusted.addSubnet(network, Number(bits), family);
  }
  const isTrusted = (ip: string): boolean => trusted.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4');
  const known = boundedMap<Peer>(1000);
  const peerAt = (remoteAddress: string): Peer => {
    // A link-local address has a zone, and an IPv4 one that came by an IPv6 socket is written as IPv6.
    const ip = parseIp(remoteAddress) ?? remoteAddress;
    return { ip, trusted: isTrusted(ip), network: networkOf(ip) };
  };
  const peerOf = (remoteAddress: string | undefined): Peer | undefined =>
    remoteAddress === undefined ? undefined : getOrCreate(known, remoteAddress, peerAt);

  return {
    cameOverHttp(message) {
      const peer = peerOf(message.socket.remoteAddress);
      if (peer && !peer.trusted) return !('encrypted' in message.socket);
      return /^\s*http\s*(,|$)/i.test(headerOf(message, 'x-forwarded-proto') ?? '');
    },

    networkOf(message) {
      const peer = peerOf(message.socket.remoteAddress);
      if (!peer?.trusted) return peer?.network;
      const forwardedFor = headerOf(message, 'x-forwarded-for');
      const client = forwardedFor === undefined ? undefined : clientAddress(peer.ip, forwardedFor, isTrusted);
      return client && networkOf(client);
    },

    networkOfPeer(remoteAddress) {
      const peer = peerOf(remoteAddress);
      return peer?.trusted ? undefined : peer?.network;
    },
  };
}
