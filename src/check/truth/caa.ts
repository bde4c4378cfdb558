/** Which authorities may issue certificates for the hosts that clients ask (RFC 8659): none, and there is no https. */

import type { Finding } from '../report.ts';
import type { CaaSeen, DnsSeen, HostSeen } from './dns-look.ts';

/** What automatic servers of https take first; anybody else's has to be known to its operator. */
const usualAuthority = 'letsencrypt.org';

/** @param certified hosts that have shown a sound certificate: there the records have stood in nobody's way */
export const caaFindings = (seen: DnsSeen, certified: readonly string[]): readonly Finding[] =>
  seen.hosts.flatMap(({ host, caa }) =>
    caa === undefined || certified.includes(host.name) ? [] : findingsOn(host, caa),
  );

function findingsOn({ name: host, aliases }: HostSeen, caa: CaaSeen): readonly Finding[] {
  const { records } = caa;
  // §3: the records of an alias are those of where it leads, and can be changed only there.
  const name = caa.name === host ? (aliases.at(-1) ?? host) : caa.name;
  const issue = records.filter(({ tag }) => tag === 'issue');
  // RFC 8659 §4.2: without this tag nobody is kept from issuing.
  if (issue.length === 0) return [];
  // §4.2: parameters follow a semicolon; with nothing before it, it is nobody.
  const authorities = issue.flatMap(({ value }) => value.split(';')[0]?.trim().toLowerCase() || []);
  if (authorities.includes(usualAuthority)) return [];
  const about = `CAA ${name}`;
  const change = {
    advice: `Allow the authority that your facteur has its certificates from, beside the others: this is for ${usualAuthority}.`,
    records: [`${name}. 3600 IN CAA 0 issue "${usualAuthority}"`],
  };
  return [
    authorities.length === 0
      ? {
          about,
          severity: 'wrong',
          what: `It keeps everybody from issuing certificates for ${host}: no client gets https there.`,
          ...change,
        }
      : {
          about,
          severity: 'warning',
          what: `Only ${authorities.join(', ')} may issue certificates for ${host}, which shows none that is sound.`,
          ...change,
        },
  ];
}
