/** Servers of the simpler sources: a host, and perhaps a port and a word for TLS. */

import { standardPort } from '../../config/server-url.ts';
import { hostField, portField } from '../../directory/fields.ts';
import type { Authentication, Protocol, Security } from '../../model/account.ts';
import type { FileDocument } from '../../providers/ispdb/file.ts';
import type { ServerDocument } from '../../providers/ispdb/server.ts';
import type { ReportLoss } from './imported-provider.ts';

export interface NamedServer {
  readonly protocol: Protocol;
  readonly host: string;
  readonly port: number | undefined;
  readonly security: Security;
  readonly authentication?: [Authentication, ...Authentication[]];
  /** Its place in the source. */
  readonly where: string;
}

type Servers = Pick<FileDocument, 'incoming' | 'outgoing' | 'manual'>;

/** Sorts servers into incoming, outgoing and manual; those without encryption are reported and go to manual. */
export function serversOf(named: readonly NamedServer[], lose: ReportLoss): Servers {
  const servers: Servers = { incoming: [], outgoing: [], manual: [] };
  for (const one of named) {
    const { protocol, where } = one;
    const server = soundServer(one, lose);
    if (!server) continue;
    const { security } = server;
    if (security === 'none') {
      lose(where, 'not encrypted: shown to people only, in manual');
      servers.manual.push(server);
    } else if (protocol === 'smtp') servers.outgoing.push({ ...server, protocol, security });
    else servers.incoming.push({ ...server, protocol, security });
  }
  return servers;
}

function soundServer(
  { protocol, host, port, security, authentication = ['password'], where }: NamedServer,
  lose: ReportLoss,
): ServerDocument | undefined {
  const name = hostField.safeParse(host);
  const number = portField.safeParse(port ?? standardPort(protocol, security));
  if (name.success && number.success) {
    const [first, ...others] = authentication;
    return {
      protocol,
      host: name.data,
      port: number.data,
      security,
      authentication: [first, ...others],
      username: '%EMAILADDRESS%',
    };
  }
  lose(where, `left out: ${name.success ? `${port} is no port` : `"${host}" is no host name`}`);
  return undefined;
}

/** RFC 8314 §7.3: ports of implicit TLS, for sources that do not name the security. */
const tlsPorts: readonly number[] = [993, 995, 465];

export const securityByPort = (port: number | undefined): 'tls' | 'starttls' =>
  port === undefined || tlsPorts.includes(port) ? 'tls' : 'starttls';
