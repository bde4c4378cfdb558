/** Converts SRV records between DNS answers and zone files, where the root is a dot. */

import type { DnsFailure, SrvRecord } from '../../net.ts';
import type { DnsProbe, SrvService } from '../../probes/dns.ts';
import { hostAndPort, type PublishedServer } from '../published-servers.ts';
import type { NamedRecord } from '../record-diff/zone-lines.ts';

export const srvName = (service: SrvService, { domain }: DnsProbe): string => `${service}._tcp.${domain}`;

type SrvTarget = Pick<SrvRecord, 'priority' | 'weight' | 'port'> & { readonly host: string };
export const srvRecord = (name: string, { host, port, priority, weight }: SrvTarget): NamedRecord => ({
  name,
  type: 'SRV',
  priority,
  weight,
  port,
  target: host,
});

export const toNamedRecord = (name: string, { target, ...record }: SrvRecord): NamedRecord =>
  srvRecord(name, { ...record, host: target === '' ? '.' : target });

export const matchesServer = ({ target, port }: SrvRecord, server: PublishedServer): boolean =>
  target === server.host && port === server.port;

export const formatTargets = (records: readonly SrvRecord[]): string =>
  records.map(({ target, port }) => hostAndPort({ host: target, port })).join(', ');

export const isResolverFailure = (failure: DnsFailure): boolean =>
  failure === 'broken' || failure === 'timeout';
