/** Facts about hosts in DNS that several rules use. */

import type { DnsFailure } from '../../net.ts';
import type { DnsProbe, HostProbe } from '../../probes/dns.ts';
import type { Finding } from '../../report.ts';
import { hosterOf } from '../mail/known-hosters.ts';
import type { Published } from '../published-servers.ts';
import { addressRecords, cnameRecord, type NamedRecord } from '../record-diff/zone-lines.ts';

/** The hosters of the mailboxes according to the published servers, or to the mail exchangers if no server is known. */
export function hostersOfMail({ mx }: DnsProbe, { servers }: Published): readonly (string | undefined)[] {
  const exchangers = mx.ok ? mx.value.map(({ exchange }) => exchange) : [];
  return (servers.length > 0 ? servers.map(({ host }) => host) : exchangers).map(hosterOf);
}

export const addressesOf = ({ a, aaaa }: HostProbe): readonly string[] => [
  ...(a.ok ? a.value : []),
  ...(aaaa.ok ? aaaa.value : []),
];

export const hasAddress = (host: HostProbe): boolean => addressesOf(host).length > 0;

/** @returns why the host could not be resolved */
export function dnsFailure({ a, aaaa, danglingFailure }: HostProbe): DnsFailure | undefined {
  // Then this name resolved, and its CNAME target failed.
  if (danglingFailure !== undefined) return undefined;
  const failures = [a, aaaa].flatMap((answer) => (answer.ok ? [] : [answer.refusal]));
  return failures.length === 2
    ? failures.find((failure) => failure === 'timeout' || failure === 'broken')
    : undefined;
}

export const pointsTo = (host: HostProbe, target: HostProbe): boolean =>
  host.name === target.name || host.aliases.includes(target.name) || sameAddresses(host, target);

export const sameAddresses = (one: HostProbe, other: HostProbe): boolean =>
  addressesOf(one).some((address) => addressesOf(other).includes(address));

export const recordsOf = (host: HostProbe): readonly NamedRecord[] => {
  const [target] = host.aliases;
  return target === undefined
    ? addressRecords(host.name, addressesOf(host))
    : [cnameRecord(host.name, target)];
};

/** exchangelib (autodiscover/discovery) resolves A records only, and many networks have no IPv6. */
export const ipv6OnlyFindings = (host: HostProbe, target: HostProbe = host): readonly Finding[] =>
  host.a.ok && host.a.value.length > 0
    ? []
    : [
        {
          about: host.name,
          severity: 'warning',
          what: 'It has only an IPv6 address: clients in networks without IPv6 cannot reach it, and some libraries resolve A records only.',
          advice: `Give ${host.aliases.at(-1) ?? target.name} an A record.`,
        },
      ];
