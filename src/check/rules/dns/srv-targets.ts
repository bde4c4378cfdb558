/** Targets of SRV records: they must have addresses and must not be CNAMEs (RFC 2782, "Target"). */

import { dnsMessages } from '../../messages.ts';
import type { SrvRecord } from '../../net.ts';
import type { DnsProbe } from '../../probes/dns.ts';
import type { Finding } from '../../report.ts';
import { addLine, deleteLine, type NamedRecord } from '../record-diff/zone-lines.ts';
import { dnsFailure, hasAddress } from './host-facts.ts';

export const targetFindings = (
  about: string,
  name: string,
  records: readonly SrvRecord[],
  { namedHosts }: DnsProbe,
): readonly Finding[] =>
  records.flatMap((record): readonly Finding[] => {
    const host = namedHosts.get(record.target);
    if (!host) return [];
    const failure = dnsFailure(host);
    if (failure) {
      return [{ about, severity: 'wrong', what: `${dnsMessages[failure]} for ${host.name}.` }];
    }
    if (!hasAddress(host)) {
      const advice = 'Point it to a host that exists.';
      const what = `It points to ${host.name}, which has no address.`;
      return [{ about, severity: 'wrong', what, advice, records: [deleteLine(toNamedRecord(name, record))] }];
    }
    const last = host.aliases.at(-1);
    if (last === undefined) return [];
    return [
      {
        about,
        severity: 'wrong',
        what: `It points to ${host.name}, which is a CNAME: RFC 2782 forbids that, and some clients then ignore the record.`,
        advice: `Point it to ${last}, if its certificate covers that name; or give ${host.name} addresses instead of the CNAME.`,
        records: [
          deleteLine(toNamedRecord(name, record)),
          addLine(toNamedRecord(name, { ...record, target: last })),
        ],
      },
    ];
  });

const toNamedRecord = (name: string, record: SrvRecord): NamedRecord => ({ name, type: 'SRV', ...record });
