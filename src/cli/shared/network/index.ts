/** The network on Node, as the check's contract has it. */

import { rootCertificates } from 'node:tls';
import type { HttpRequest, Net, TimeLimit } from '../../../check/net.ts';
import { nodeDns } from './dns.ts';
import { fetchOver, type RouteOf } from './http.ts';
import { connectOver } from './lines.ts';
import type { Dial } from './socket.ts';
import { timed } from './timed.ts';

export interface NetOptions {
  /** An IP address, with a port if it is not 53. */
  readonly resolver?: string | undefined;
  /** Certificates in PEM, trusted beside the usual ones. */
  readonly ca?: string | undefined;
  /** The longest that any one question may take. */
  readonly limitMilliseconds: number;
  readonly routeOf: RouteOf;
}

export function nodeNet({ resolver, ca, limitMilliseconds: limit, routeOf }: NetOptions): Net {
  const dial: Dial = { dns: nodeDns(resolver), ca: ca === undefined ? undefined : [...rootCertificates, ca] };
  const within = ({ limitMilliseconds }: TimeLimit): number => Math.min(limit, limitMilliseconds);
  return {
    resolve: (name, type, own = { limitMilliseconds: limit }) => dial.dns.resolve(name, type, within(own)),
    fetch: (request: HttpRequest) =>
      timed(() => fetchOver({ ...request, limitMilliseconds: within(request) }, dial, routeOf)),
    connect: (to) => timed(() => connectOver({ ...to, limitMilliseconds: within(to) }, dial)),
  };
}
