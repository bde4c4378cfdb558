/** Which authorities may issue certificates for the hosts that clients ask (RFC 8659): none, and there is no https. */

import type { CaaSeen, DnsSeen } from '../../probes/dns.ts';
import type { Finding } from '../../report.ts';
import { isNeeded } from './config-hosts.ts';

/** What automatic servers of https take first; anybody else's has to be known to its operator. */
const usualAuthority = 'letsencrypt.org';

/** @param certified hosts that have shown a sound certificate: there the records have stood in nobody's way */
export function caaFindings(seen: DnsSeen, certified: readonly string[]): readonly Finding[] {
  const ruled = new Map<string, { readonly records: CaaSeen['records']; readonly hosts: string[] }>();
  for (const one of seen.hosts) {
    const { host, caa } = one;
    if (caa === undefined || certified.includes(host.name) || !isNeeded(one, seen)) continue;
    // §3: the records of an alias are those of where it leads, and can be changed only there.
    const name = caa.name === host.name ? (host.aliases.at(-1) ?? host.name) : caa.name;
    const known = ruled.get(name);
    if (known) known.hosts.push(host.name);
    else ruled.set(name, { records: caa.records, hosts: [host.name] });
  }
  return [...ruled].flatMap(([name, { records, hosts }]) => findingsOn(name, records, hosts));
}

function findingsOn(name: string, records: CaaSeen['records'], hosts: readonly string[]): readonly Finding[] {
  const issue = records.filter(({ tag }) => tag === 'issue');
  // RFC 8659 §4.2: without this tag nobody is kept from issuing.
  if (issue.length === 0) return [];
  // §4.2: parameters follow a semicolon; with nothing before it, it is nobody.
  const authorities = issue.flatMap(({ value }) => value.split(';')[0]?.trim().toLowerCase() || []);
  if (authorities.includes(usualAuthority)) return [];
  const all = hosts.join(', ');
  const change = {
    about: `CAA ${name}`,
    advice: `Allow the authority that your facteur has its certificates from, beside the others: this is for ${usualAuthority}.`,
    records: [`${name}. 3600 IN CAA 0 issue "${usualAuthority}"`],
  };
  return [
    authorities.length === 0
      ? {
          ...change,
          severity: 'wrong',
          what: `It keeps everybody from issuing certificates for ${all}: no client gets https there.`,
        }
      : {
          ...change,
          severity: 'warning',
          what: `Only ${authorities.join(', ')} may issue certificates for ${all}, where no sound one is shown.`,
        },
  ];
}
