/** Hosts as DNS tells of them, and the questions that several judges put to them. */

import type { DnsFailure } from '../../net.ts';
import type { DnsSeen, HostSeen } from '../../probes/dns.ts';
import type { Finding } from '../../report.ts';
import { homeOf } from '../mail/known-hosters.ts';
import type { Published } from '../published-servers.ts';
import { addressed, alias, type NamedRecord } from '../record-diff/zone-lines.ts';

/** Whose mailboxes these are, as far as names tell: by the servers, or by the mail exchangers if none is known. */
export function homesOfMail({ mx }: DnsSeen, { servers }: Published): readonly (string | undefined)[] {
  const exchangers = mx.ok ? mx.value.map(({ exchange }) => exchange) : [];
  return (servers.length > 0 ? servers.map(({ host }) => host) : exchangers).map(homeOf);
}

export const addressesOf = ({ a, aaaa }: HostSeen): readonly string[] => [
  ...(a.ok ? a.value : []),
  ...(aaaa.ok ? aaaa.value : []),
];

export const has = (host: HostSeen): boolean => addressesOf(host).length > 0;

/** @returns why nothing can be said of a host */
export function dnsFailure({ a, aaaa, lost }: HostSeen): DnsFailure | undefined {
  // Then it is not of this name that nothing can be said.
  if (lost !== undefined) return undefined;
  const failures = [a, aaaa].flatMap((answer) => (answer.ok ? [] : [answer.refusal]));
  return failures.length === 2
    ? failures.find((failure) => failure === 'timeout' || failure === 'broken')
    : undefined;
}

export const leadsTo = (host: HostSeen, target: HostSeen): boolean =>
  host.name === target.name || host.aliases.includes(target.name) || sameAddresses(host, target);

export const sameAddresses = (one: HostSeen, other: HostSeen): boolean =>
  addressesOf(one).some((address) => addressesOf(other).includes(address));

export const recordsOf = (host: HostSeen): readonly NamedRecord[] => {
  const [target] = host.aliases;
  return target === undefined ? addressed(host.name, addressesOf(host)) : [alias(host.name, target)];
};

/** exchangelib (autodiscover/discovery) looks for A records alone, and many networks have no IPv6. */
export const onlyIpv6 = (host: HostSeen, target: HostSeen = host): readonly Finding[] =>
  host.a.ok && host.a.value.length > 0
    ? []
    : [
        {
          about: host.name,
          severity: 'warning',
          what: 'It has an IPv6 address alone: clients in networks without IPv6 do not reach it, and some libraries look for A records only.',
          advice: `Give ${host.aliases.at(-1) ?? target.name} an A record.`,
        },
      ];
