/** The published servers, which the rules compare with the actual state. */

import type { Account, Authentication, Protocol, Security } from '../../model/account.ts';
import type { ClientReport } from '../report.ts';

export interface PublishedServer {
  readonly protocol: Protocol;
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  /** Absent if the server comes from a client's settings; then it is a password, which is what users type. */
  readonly authentication?: readonly Authentication[];
}

export interface Published {
  readonly servers: readonly PublishedServer[];
  /** The host name of facteur, if known. */
  readonly target: string | undefined;
}

/** @returns the servers of an account in facteur's configuration */
export const accountServers = ({ incoming, outgoing }: Account, domain: string): readonly PublishedServer[] =>
  uniqueServers(
    [...incoming, ...outgoing].map(({ protocol, host, port, security, authentication }) => ({
      protocol,
      host: host.replaceAll('%EMAILDOMAIN%', domain),
      port,
      security,
      authentication,
    })),
  );

/** @returns the servers that clients found; guesses are not published */
export const foundServers = (clients: readonly ClientReport[]): readonly PublishedServer[] =>
  uniqueServers(
    clients.flatMap(({ settings, found }) => {
      if (!settings || found?.by === 'guess') return [];
      const { incoming, outgoing } = settings;
      return [
        { protocol: incoming.protocol, ...toEndpoint(incoming) },
        { protocol: 'smtp' as const, ...toEndpoint(outgoing) },
      ];
    }),
  );

type Endpoint = Pick<PublishedServer, 'host' | 'port' | 'security'>;
const toEndpoint = ({ host, port, security }: Endpoint): Endpoint => ({
  host: host.toLowerCase().replace(/\.$/, ''),
  port,
  security,
});

export const hostAndPort = ({ host, port }: Pick<PublishedServer, 'host' | 'port'>): string =>
  `${host}:${port}`;

const uniqueServers = (servers: readonly PublishedServer[]): readonly PublishedServer[] => [
  ...new Map(
    servers.map((server) => [`${server.protocol} ${server.security} ${hostAndPort(server)}`, server]),
  ).values(),
];
