/** SRV records as they were seen and as they stand in a zone, where the root is a dot. */

import type { DnsFailure, SrvRecord } from '../../net.ts';
import type { DnsSeen, SrvService } from '../../probes/dns.ts';
import { type PublishedServer, placeOf } from '../published-servers.ts';
import type { NamedRecord } from '../record-diff/zone-lines.ts';

export const nameOf = (service: SrvService, { domain }: DnsSeen): string => `${service}._tcp.${domain}`;

type At = Pick<SrvRecord, 'priority' | 'weight' | 'port'> & { readonly host: string };
export const recordOf = (name: string, { host, port, priority, weight }: At): NamedRecord => ({
  name,
  type: 'SRV',
  priority,
  weight,
  port,
  target: host,
});

export const dataOf = (name: string, { target, ...record }: SrvRecord): NamedRecord =>
  recordOf(name, { ...record, host: target === '' ? '.' : target });

export const isAt = ({ target, port }: SrvRecord, server: PublishedServer): boolean =>
  target === server.host && port === server.port;

export const said = (records: readonly SrvRecord[]): string =>
  records.map(({ target, port }) => placeOf({ host: target, port })).join(', ');

export const isBroken = (failure: DnsFailure): boolean => failure === 'broken' || failure === 'timeout';
