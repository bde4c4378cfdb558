/**
 * The hosts that clients ask over HTTP because of their names. What goes wrong with them: there is none; it still leads
 * to the company where the mail was once; a wildcard made it and the web site answers; it leads to nothing at all.
 */

import { pointing, unknownTarget } from '../../advice.ts';
import { dnsSaid } from '../../messages.ts';
import type { ConfigHost, ConfigLabel, DnsSeen, HostSeen } from '../../probes/dns.ts';
import type { Finding } from '../../report.ts';
import { homeOf } from '../mail/known-hosters.ts';
import type { Published } from '../published-servers.ts';
import { add, alias, remove } from '../record-diff/zone-lines.ts';
import {
  addressesOf,
  dnsFailure,
  has,
  homesOfMail,
  leadsTo,
  onlyIpv6,
  recordsOf,
  sameAddresses,
} from './host-facts.ts';

/** Who comes to nothing without it; a host that is needed by few may be missing. */
const askedBy = {
  autoconfig: 'Thunderbird, Evolution, KMail, FairEmail, Delta Chat and most others look there',
  autodiscover: 'Outlook and eM Client look there',
  'ua-auto-config': 'clients of PACC look there, which are few yet',
  'mta-sts': 'mail servers that send to the domain look there for its policy',
} as const satisfies Record<ConfigLabel, string>;

export const configHostFindings = (seen: DnsSeen, published: Published): readonly Finding[] =>
  seen.hosts.flatMap((one) => findingsOn(one, seen, published));

function findingsOn(one: ConfigHost, seen: DnsSeen, published: Published): readonly Finding[] {
  const { host } = one;
  const about = host.name;
  const found = (severity: Finding['severity'], what: string, change?: Change): readonly Finding[] => [
    { about, severity, what, ...change },
  ];
  const right = alias(host.name, published.target ?? unknownTarget);
  const instead = (advice: string): Change => ({
    advice: `${advice}${published.target === undefined ? ` Put the name of your facteur in place of ${unknownTarget}.` : ''}`,
    records: [...recordsOf(host).map(remove), add(right)],
  });
  if (!isNeeded(one, seen)) {
    return has(host) || one.label === 'mta-sts'
      ? []
      : found('ok', `There is none: ${askedBy[one.label]}.`, { records: [add(right)] });
  }
  const failure = dnsFailure(host);
  if (failure !== undefined) return found('wrong', `${dnsSaid[failure]} when asked for it.`);
  const { target } = seen;
  if (target !== undefined && has(host) && leadsTo(host, target)) {
    return [...found('ok', `It leads to ${target.name}.`), ...onlyIpv6(host, target)];
  }
  const home = host.aliases.map(homeOf).find((name) => name !== undefined);
  if (home !== undefined && !homesOfMail(seen, published).includes(home)) {
    return found(
      'wrong',
      `It still leads to ${home} (${host.aliases[0]}), where the mail of ${seen.domain} is not: ${clientsOf(one.label)} get nothing there, or the settings of another mailbox.`,
      instead(`Point ${host.name} to facteur.`),
    );
  }
  const last = host.aliases.at(-1);
  if (!has(host)) {
    if (last !== undefined) return [lost(host, last, published, instead)];
    const { text, records } = pointing(host.name, published);
    const what = `There is none: ${askedBy[one.label]}.`;
    return found(missingIs(one, seen), what, { advice: text, records });
  }
  if (has(seen.nobody) && sameAddresses(host, seen.nobody)) {
    return found(
      'wrong',
      `It is there only because of a wildcard (*.${seen.domain}): the web site answers in its place.`,
      {
        ...instead(`Give ${host.name} a record of its own, which comes before the wildcard.`),
        records: [add(right)],
      },
    );
  }
  const where = last ?? addressesOf(host).join(', ');
  if (target !== undefined) {
    return found(
      'warning',
      `It leads to ${where}, and not to ${target.name}.`,
      instead(`Point ${host.name} to facteur.`),
    );
  }
  return [...found('ok', `It leads to ${where}.`), ...onlyIpv6(host)];
}

type Change = Pick<Finding, 'advice' | 'records'>;

function lost(
  host: HostSeen,
  last: string,
  { target }: Published,
  instead: (advice: string) => Change,
): Finding {
  const about = host.name;
  if (host.aliases.includes(target ?? '') || host.lost === 'broken' || host.lost === 'timeout') {
    const what = `It leads to ${last}, and of that ${host.lost ? dnsSaid[host.lost] : 'there is no address'}.`;
    return { about, severity: 'wrong', what, advice: `Give ${last} an address that can be looked up.` };
  }
  const danger =
    host.lost === 'no-name' ? ' Whoever comes to own that name would answer for this domain.' : '';
  const what = `It leads to ${last}, which has no address.${danger}`;
  return {
    about,
    severity: 'wrong',
    what,
    ...instead(`Point ${host.name} to facteur, or delete its record.`),
  };
}

/** MTA-STS is asked for only where a text announces it; PACC only where it is answered. */
export function isNeeded({ label }: ConfigHost, { texts }: DnsSeen): boolean {
  const announces = (at: '_mta-sts' | '_ua-auto-config', tag: RegExp): boolean => {
    const answer = texts.get(at);
    return answer?.ok === true && answer.value.some((text) => tag.test(text));
  };
  switch (label) {
    case 'mta-sts':
      return announces('_mta-sts', /^v=STSv1\b/);
    case 'ua-auto-config':
      return announces('_ua-auto-config', /\bv=UAAC1\b/);
    default:
      return true;
  }
}

/** With a record for it, Autodiscover is found by most of those who look, but by none that asks the host alone. */
function missingIs({ label }: ConfigHost, { srv }: DnsSeen): Finding['severity'] {
  const other = srv.get('_autodiscover');
  return label === 'autodiscover' && other?.ok && other.value.some(({ target }) => target !== '')
    ? 'warning'
    : 'wrong';
}

const clientsOf = (label: ConfigLabel): string =>
  label === 'autodiscover' ? 'Outlook and others' : 'clients';
