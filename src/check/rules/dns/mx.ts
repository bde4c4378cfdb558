/** Mail exchangers: where mail arrives, and whether that is where people are told to read it. */

import { dnsSaid } from '../../messages.ts';
import type { DnsSeen } from '../../probes/dns.ts';
import { registrable } from '../../registrable-domain.ts';
import type { Finding } from '../../report.ts';
import { homeOf } from '../mail/known-hosters.ts';
import { type Published, placeOf } from '../published-servers.ts';
import { dnsFailure, has } from './host-facts.ts';

export function mxFindings(seen: DnsSeen, published: Published): readonly Finding[] {
  const { domain, mx, named } = seen;
  const about = `MX ${domain}`;
  if (!mx.ok) {
    const failed = mx.refusal === 'broken' || mx.refusal === 'timeout';
    return [
      failed
        ? { about, severity: 'wrong', what: `${dnsSaid[mx.refusal]} when asked for it.` }
        : {
            about,
            severity: 'warning',
            what: 'There is none: the domain takes no mail, or at the address of its web site. Clients that go by it find nothing.',
            advice: 'Name the hosts that take its mail.',
          },
    ];
  }
  const exchangers = mx.value.filter(({ exchange }) => exchange !== '');
  // RFC 7505: a single one that leads to the root.
  if (exchangers.length === 0) {
    return [{ about, severity: 'warning', what: 'It says that the domain takes no mail.' }];
  }
  const flaws = exchangers.flatMap(({ exchange }): readonly Finding[] => {
    const host = named.get(exchange);
    if (!host || (has(host) && host.aliases.length === 0)) return [];
    const failure = dnsFailure(host);
    if (failure) {
      return [{ about, severity: 'wrong', what: `${dnsSaid[failure]} when asked for ${exchange}.` }];
    }
    return has(host)
      ? [
          {
            about,
            severity: 'warning',
            what: `${exchange} is an alias, which RFC 2181 §10.3 forbids: some servers send nothing there.`,
            advice: `Name ${host.aliases.at(-1)} itself.`,
          },
        ]
      : [
          {
            about,
            severity: 'wrong',
            what: `${exchange} has no address: no mail arrives there.`,
            advice: 'Name a host that exists.',
          },
        ];
  });
  return [...flaws, ...(elsewhere(seen, published) ?? whereItIs(about, exchangers))];
}

const whereItIs = (about: string, exchangers: readonly { readonly exchange: string }[]): Finding[] => [
  {
    about,
    severity: 'ok',
    what: `Mail arrives at ${exchangers.map(({ exchange }) => exchange).join(', ')}.`,
  },
];

/** Only those who keep mailboxes are known by name; of a host nobody can tell whether it keeps mail or passes it on. */
function elsewhere({ domain, mx }: DnsSeen, { servers }: Published): readonly Finding[] | undefined {
  const incoming = servers.filter(({ protocol }) => protocol !== 'smtp');
  const best = mx.ok ? mx.value.toSorted((a, b) => a.priority - b.priority)[0]?.exchange : undefined;
  const home = best === undefined ? undefined : homeOf(best);
  if (best === undefined || home === undefined || incoming.length === 0) return undefined;
  const sameHouse = incoming.some(
    ({ host }) => homeOf(host) === home || registrable(host) === registrable(best),
  );
  if (sameHouse) return undefined;
  return [
    {
      about: `MX ${domain}`,
      severity: 'warning',
      what: `Mail arrives at ${home} (${best}), and clients are told to read it at ${incoming.map(placeOf).join(', ')}.`,
      advice: `If the mailboxes are at ${home}, publish its servers; if they are not, let MX lead to the hosts that take the mail for them.`,
    },
  ];
}
