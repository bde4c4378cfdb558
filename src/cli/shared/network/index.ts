/** Implements the check's `Net` on Node. */

import { rootCertificates } from 'node:tls';
import type { HttpRequest, Net, TimeLimit } from '../../../check/net.ts';
import { nodeDns } from './dns.ts';
import { fetchHttp, type Router } from './http.ts';
import { connectLines } from './lines.ts';
import type { DialOptions } from './socket.ts';
import { timed } from './timed.ts';

interface NetOptions {
  /** An IP address, with a port if it is not 53. */
  readonly resolver?: string | undefined;
  /** PEM certificates, trusted in addition to the default ones. */
  readonly ca?: string | undefined;
  /** Maximum duration of one request. */
  readonly limitMilliseconds: number;
  readonly routeOf: Router;
}

export function nodeNet({ resolver, ca, limitMilliseconds: limit, routeOf }: NetOptions): Net {
  const dial: DialOptions = {
    dns: nodeDns(resolver),
    ca: ca === undefined ? undefined : [...rootCertificates, ca],
  };
  const within = ({ limitMilliseconds }: TimeLimit): number => Math.min(limit, limitMilliseconds);
  return {
    resolve: (name, type, own = { limitMilliseconds: limit }) => dial.dns.resolve(name, type, within(own)),
    fetch: (request: HttpRequest) =>
      timed(() => fetchHttp({ ...request, limitMilliseconds: within(request) }, dial, routeOf)),
    connect: (to) => timed(() => connectLines({ ...to, limitMilliseconds: within(to) }, dial)),
  };
}
