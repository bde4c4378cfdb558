/** What clients are told: the servers that the truth is compared with, whoever published them. */

import type { Account, Authentication, Protocol, Security } from '../../model/account.ts';
import type { ClientReport } from '../report.ts';

export interface PublishedServer {
  readonly protocol: Protocol;
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  /** Absent when only a client's word is known: then it is a password, for that is what people type. */
  readonly authentication?: readonly Authentication[];
}

export interface Published {
  readonly servers: readonly PublishedServer[];
  /** The name that facteur answers under, if anybody said. */
  readonly target: string | undefined;
}

/** @returns what an account would be told, for a facteur whose configuration is at hand */
export const serversOf = ({ incoming, outgoing }: Account, domain: string): readonly PublishedServer[] =>
  distinct(
    [...incoming, ...outgoing].map(({ protocol, host, port, security, authentication }) => ({
      protocol,
      host: host.replaceAll('%EMAILDOMAIN%', domain),
      port,
      security,
      authentication,
    })),
  );

/** @returns what clients came to; a guess was published by nobody */
export const serversFound = (clients: readonly ClientReport[]): readonly PublishedServer[] =>
  distinct(
    clients.flatMap(({ settings, found }) => {
      if (!settings || found?.by === 'guess') return [];
      const { incoming, outgoing } = settings;
      return [
        { protocol: incoming.protocol, ...whereOf(incoming) },
        { protocol: 'smtp' as const, ...whereOf(outgoing) },
      ];
    }),
  );

type Where = Pick<PublishedServer, 'host' | 'port' | 'security'>;
const whereOf = ({ host, port, security }: Where): Where => ({
  host: host.toLowerCase().replace(/\.$/, ''),
  port,
  security,
});

export const placeOf = ({ host, port }: Pick<PublishedServer, 'host' | 'port'>): string => `${host}:${port}`;

const distinct = (servers: readonly PublishedServer[]): readonly PublishedServer[] => [
  ...new Map(
    servers.map((server) => [`${server.protocol} ${server.security} ${placeOf(server)}`, server]),
  ).values(),
];
