/** MX records: where mail arrives, and whether clients read it at the same hoster. */

import { dnsMessages } from '../../messages.ts';
import type { DnsProbe } from '../../probes/dns.ts';
import { registrableDomain } from '../../registrable-domain.ts';
import type { Finding } from '../../report.ts';
import { hosterOf } from '../mail/known-hosters.ts';
import { hostAndPort, type Published } from '../published-servers.ts';
import { dnsFailure, hasAddress } from './host-facts.ts';

export function mxFindings(probe: DnsProbe, published: Published): readonly Finding[] {
  const { domain, mx, namedHosts } = probe;
  const about = `MX ${domain}`;
  if (!mx.ok) {
    const failed = mx.refusal === 'broken' || mx.refusal === 'timeout';
    return [
      failed
        ? { about, severity: 'wrong', what: `${dnsMessages[mx.refusal]} for this name.` }
        : {
            about,
            severity: 'warning',
            what: 'It does not exist: the domain accepts no mail, or only at the address of its web site. Clients that look up MX find nothing.',
            advice: 'Publish the hosts that accept its mail.',
          },
    ];
  }
  const exchangers = mx.value.filter(({ exchange }) => exchange !== '');
  // RFC 7505: a single record with the root as its target.
  if (exchangers.length === 0) {
    return [{ about, severity: 'warning', what: 'It declares that the domain accepts no mail.' }];
  }
  const flaws = exchangers.flatMap(({ exchange }): readonly Finding[] => {
    const host = namedHosts.get(exchange);
    if (!host || (hasAddress(host) && host.aliases.length === 0)) return [];
    const failure = dnsFailure(host);
    if (failure) {
      return [{ about, severity: 'wrong', what: `${dnsMessages[failure]} for ${exchange}.` }];
    }
    return hasAddress(host)
      ? [
          {
            about,
            severity: 'warning',
            what: `${exchange} is a CNAME, which RFC 2181 §10.3 forbids: some servers do not deliver there.`,
            advice: `Use ${host.aliases.at(-1)} instead.`,
          },
        ]
      : [
          {
            about,
            severity: 'wrong',
            what: `${exchange} has no address: no mail arrives there.`,
            advice: 'Use a host that exists.',
          },
        ];
  });
  return [...flaws, ...(otherHosterFindings(probe, published) ?? okFindings(about, exchangers))];
}

const okFindings = (about: string, exchangers: readonly { readonly exchange: string }[]): Finding[] => [
  {
    about,
    severity: 'ok',
    what: `Mail arrives at ${exchangers.map(({ exchange }) => exchange).join(', ')}.`,
  },
];

/** Compares known hosters only: for other hosts it is unknown whether they keep mail or forward it. */
function otherHosterFindings(
  { domain, mx }: DnsProbe,
  { servers }: Published,
): readonly Finding[] | undefined {
  const incoming = servers.filter(({ protocol }) => protocol !== 'smtp');
  const best = mx.ok ? mx.value.toSorted((a, b) => a.priority - b.priority)[0]?.exchange : undefined;
  const hoster = best === undefined ? undefined : hosterOf(best);
  if (best === undefined || hoster === undefined || incoming.length === 0) return undefined;
  const sameHoster = incoming.some(
    ({ host }) => hosterOf(host) === hoster || registrableDomain(host) === registrableDomain(best),
  );
  if (sameHoster) return undefined;
  return [
    {
      about: `MX ${domain}`,
      severity: 'warning',
      what: `Mail arrives at ${hoster} (${best}), but clients read it at ${incoming.map(hostAndPort).join(', ')}.`,
      advice: `If the mailboxes are at ${hoster}, publish its servers; otherwise point MX to the hosts that accept the mail.`,
    },
  ];
}
