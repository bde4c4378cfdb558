/**
 * `--server`: routes requests for autoconfig. and similar names to a facteur that DNS does not point to yet. The
 * domain's own name keeps its address, because it usually is and stays a web site.
 */

import { isIP } from 'node:net';
import { directRoute, type Router } from '../shared/network/http.ts';

const labels = /^(?:autoconfig|autodiscover|ua-auto-config|mta-sts)\./;

/** @param isChecked whether a domain is among those to check */
export function routeToServer(server: URL, isChecked: (domain: string) => boolean): Router {
  const { host, port, tls } = directRoute(server);
  return (url) => {
    const name = url.hostname;
    if (!labels.test(name) || !isChecked(name.replace(labels, ''))) return directRoute(url);
    return { host, port, tls, forwardedProto: url.protocol.slice(0, -1) };
  };
}

/** @returns the host name of the server's URL, if records can point to it */
export function targetOfServer(server: URL): string | undefined {
  const { host } = directRoute(server);
  return isIP(host) || !host.includes('.') ? undefined : host;
}
