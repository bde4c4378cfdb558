/**
 * Trusted proxies: whether a peer is one, whether the client behind it came over plain http, and the client's network.
 */

import { BlockList, isIPv6 } from 'node:net';
import { networkOf, parseIp } from '../../util/ip.ts';
import { boundedMap, getOrCreate } from '../../util/memo.ts';
import { clientAddress } from './forwarded-for.ts';
import { headerOf, type NodeRequest } from './http-types.ts';

export interface TrustedProxies {
  /** False when a trusted proxy does not send X-Forwarded-Proto. */
  readonly cameOverHttp: (message: NodeRequest) => boolean;
  /** The client's IP address; undefined when a trusted proxy does not send X-Forwarded-For. */
  readonly clientIp: (message: NodeRequest) => string | undefined;
  /** The client's network; undefined when a trusted proxy does not send X-Forwarded-For. */
  readonly networkOf: (message: NodeRequest) => string | undefined;
  /** The network of a connection before its first request; undefined for a trusted proxy. */
  readonly networkOfPeer: (remoteAddress: string | undefined) => string | undefined;
}

interface Peer {
  readonly ip: string;
  readonly trusted: boolean;
  readonly network: string;
}

/** @param proxies addresses and networks of the configuration */
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
    // A link-local address has a zone, and an IPv4 address on an IPv6 socket is written as IPv6.
    const ip = parseIp(remoteAddress) ?? remoteAddress;
    return { ip, trusted: isTrusted(ip), network: networkOf(ip) };
  };
  const peerOf = (remoteAddress: string | undefined): Peer | undefined =>
    remoteAddress === undefined ? undefined : getOrCreate(known, remoteAddress, peerAt);

  const forwardedIp = (peer: Peer, message: NodeRequest): string | undefined => {
    const forwardedFor = headerOf(message, 'x-forwarded-for');
    return forwardedFor === undefined ? undefined : clientAddress(peer.ip, forwardedFor, isTrusted);
  };

  return {
    cameOverHttp(message) {
      const peer = peerOf(message.socket.remoteAddress);
      if (peer && !peer.trusted) return !('encrypted' in message.socket);
      return /^\s*http\s*(,|$)/i.test(headerOf(message, 'x-forwarded-proto') ?? '');
    },

    clientIp: (message) => {
      const peer = peerOf(message.socket.remoteAddress);
      return peer?.trusted ? forwardedIp(peer, message) : peer?.ip;
    },

    networkOf(message) {
      const peer = peerOf(message.socket.remoteAddress);
      if (!peer?.trusted) return peer?.network;
      const client = forwardedIp(peer, message);
      return client && networkOf(client);
    },

    networkOfPeer(remoteAddress) {
      const peer = peerOf(remoteAddress);
      return peer?.trusted ? undefined : peer?.network;
    },
  };
}
