/**
 * `--server`: a facteur that DNS does not point to yet is asked in place of the names that will. The domain's own name
 * stays what it is, for that is usually a web site, and will be one.
 */

import { isIP } from 'node:net';
import { direct, type RouteOf } from '../shared/network/http.ts';

const labels = /^(?:autoconfig|autodiscover|ua-auto-config|mta-sts)\./;

/** @param isAsked whether a domain is among those that are checked */
export function routeTo(server: URL, isAsked: (domain: string) => boolean): RouteOf {
  const { host, port, tls } = direct(server);
  return (url) => {
    const name = url.hostname;
    if (!labels.test(name) || !isAsked(name.replace(labels, ''))) return direct(url);
    return { host, port, tls, forwardedProto: url.protocol.slice(0, -1) };
  };
}

/** @returns the name that records could point to, if a server's URL has one */
export function targetIn(server: URL): string | undefined {
  const { host } = direct(server);
  return isIP(host) || !host.includes('.') ? undefined : host;
}
