/** CAA records (RFC 8659) that prevent certificates for the hosts that clients use. */

import type { CaaProbe, DnsProbe } from '../../probes/dns.ts';
import type { Finding } from '../../report.ts';
import { isNeeded } from './config-hosts.ts';

/** The default authority of automatic https servers; operators who use another one know it. */
const usualAuthority = 'letsencrypt.org';

/** @param certified hosts with a valid certificate: there the records did not prevent it */
export function caaFindings(probe: DnsProbe, certified: readonly string[]): readonly Finding[] {
  const ruled = new Map<string, { readonly records: CaaProbe['records']; readonly hosts: string[] }>();
  for (const one of probe.hosts) {
    const { host, caa } = one;
    if (caa === undefined || certified.includes(host.name) || !isNeeded(one, probe)) continue;
    // §3: the records of a CNAME's target apply and can be changed only there.
    const name = caa.name === host.name ? (host.aliases.at(-1) ?? host.name) : caa.name;
    const known = ruled.get(name);
    if (known) known.hosts.push(host.name);
    else ruled.set(name, { records: caa.records, hosts: [host.name] });
  }
  return [...ruled].flatMap(([name, { records, hosts }]) => caaRecordFindings(name, records, hosts));
}

function caaRecordFindings(
  name: string,
  records: CaaProbe['records'],
  hosts: readonly string[],
): readonly Finding[] {
  const issue = records.filter(({ tag }) => tag === 'issue');
  // RFC 8659 §4.2: without this tag any authority may issue.
  if (issue.length === 0) return [];
  // §4.2: parameters follow a semicolon; an empty value before it allows no authority.
  const authorities = issue.flatMap(({ value }) => value.split(';')[0]?.trim().toLowerCase() || []);
  if (authorities.includes(usualAuthority)) return [];
  const all = hosts.join(', ');
  const change = {
    about: `CAA ${name}`,
    advice: `Also allow the authority that issues facteur’s certificates; this record is for ${usualAuthority}.`,
    records: [`${name}. 3600 IN CAA 0 issue "${usualAuthority}"`],
  };
  return [
    authorities.length === 0
      ? {
          ...change,
          severity: 'wrong',
          what: `It allows no authority to issue certificates for ${all}: https cannot work there.`,
        }
      : {
          ...change,
          severity: 'warning',
          what: `Only ${authorities.join(', ')} may issue certificates for ${all}, which have no valid one.`,
        },
  ];
}
