/** The host that the certificate of an LDAP server has to name. */

import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';

/** RFC 4513 §3.1.3: the certificate must be that of the host in the URL. Over a socket, Node does not know it. */
export function tlsOptions(url: string): ConnectionOptions {
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(host) ? { host } : { host, servername: host };
}
