/** The hosts that SRV records lead to: they must have addresses of their own and be no aliases (RFC 2782, "Target"). */

import { dnsSaid } from '../../messages.ts';
import type { SrvRecord } from '../../net.ts';
import type { DnsSeen } from '../../probes/dns.ts';
import type { Finding } from '../../report.ts';
import { add, type NamedRecord, remove } from '../record-diff/zone-lines.ts';
import { dnsFailure, has } from './host-facts.ts';

export const targetFindings = (
  about: string,
  name: string,
  records: readonly SrvRecord[],
  { named }: DnsSeen,
): readonly Finding[] =>
  records.flatMap((record): readonly Finding[] => {
    const host = named.get(record.target);
    if (!host) return [];
    const failure = dnsFailure(host);
    if (failure) {
      return [{ about, severity: 'wrong', what: `${dnsSaid[failure]} when asked for ${host.name}.` }];
    }
    if (!has(host)) {
      const advice = 'Let it lead to a host that exists.';
      const what = `It leads to ${host.name}, which has no address.`;
      return [{ about, severity: 'wrong', what, advice, records: [remove(dataOf(name, record))] }];
    }
    const last = host.aliases.at(-1);
    if (last === undefined) return [];
    return [
      {
        about,
        severity: 'wrong',
        what: `It leads to ${host.name}, which is an alias: RFC 2782 forbids that, and some clients take no notice of the record then.`,
        advice: `Let it lead to ${last} itself, if its certificate names that too; or give ${host.name} addresses of its own.`,
        records: [remove(dataOf(name, record)), add(dataOf(name, { ...record, target: last }))],
      },
    ];
  });

const dataOf = (name: string, record: SrvRecord): NamedRecord => ({ name, type: 'SRV', ...record });
