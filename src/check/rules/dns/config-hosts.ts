/**
 * Hosts that clients request over HTTP because of their names. Typical errors: missing; still pointing to a former
 * hoster; covered by a wildcard, so that the web site answers; dangling CNAME.
 */

import { placeholderTarget, pointToFacteur } from '../../advice.ts';
import { dnsMessages } from '../../messages.ts';
import type { ConfigHost, ConfigLabel, DnsProbe, HostProbe } from '../../probes/dns.ts';
import type { Finding } from '../../report.ts';
import { hosterOf } from '../mail/known-hosters.ts';
import type { Published } from '../published-servers.ts';
import { addLine, cnameRecord, deleteLine } from '../record-diff/zone-lines.ts';
import {
  addressesOf,
  dnsFailure,
  hasAddress,
  hostersOfMail,
  ipv6OnlyFindings,
  pointsTo,
  recordsOf,
  sameAddresses,
} from './host-facts.ts';

/** The clients that need the host. */
const usedBy = {
  autoconfig: 'Thunderbird, Evolution, KMail, FairEmail, Delta Chat and most others use it',
  autodiscover: 'Outlook and eM Client use it',
  'ua-auto-config': 'clients of PACC use it; there are few so far',
  'mta-sts': 'mail servers that send to the domain get its policy there',
} as const satisfies Record<ConfigLabel, string>;

export const configHostFindings = (probe: DnsProbe, published: Published): readonly Finding[] =>
  probe.hosts.flatMap((one) => findingsOn(one, probe, published));

function findingsOn(one: ConfigHost, probe: DnsProbe, published: Published): readonly Finding[] {
  const { host } = one;
  const about = host.name;
  const found = (severity: Finding['severity'], what: string, change?: Change): readonly Finding[] => [
    { about, severity, what, ...change },
  ];
  const right = cnameRecord(host.name, published.target ?? placeholderTarget);
  const instead = (advice: string): Change => ({
    advice: `${advice}${published.target === undefined ? ` Replace ${placeholderTarget} with the name of your facteur.` : ''}`,
    records: [...recordsOf(host).map(deleteLine), addLine(right)],
  });
  if (!isNeeded(one, probe)) {
    return hasAddress(host) || one.label === 'mta-sts'
      ? []
      : found('ok', `It does not exist: ${usedBy[one.label]}.`, { records: [addLine(right)] });
  }
  const failure = dnsFailure(host);
  if (failure !== undefined) return found('wrong', `${dnsMessages[failure]} for this name.`);
  const { target } = probe;
  if (target !== undefined && hasAddress(host) && pointsTo(host, target)) {
    return [...found('ok', `It points to ${target.name}.`), ...ipv6OnlyFindings(host, target)];
  }
  const hoster = host.aliases.map(hosterOf).find((name) => name !== undefined);
  if (hoster !== undefined && !hostersOfMail(probe, published).includes(hoster)) {
    return found(
      'wrong',
      `It still points to ${hoster} (${host.aliases[0]}), which does not host the mail of ${probe.domain}: ${clientsAsking(one.label)} get no settings there, or those of another mailbox.`,
      instead(`Point ${host.name} to facteur.`),
    );
  }
  const last = host.aliases.at(-1);
  if (!hasAddress(host)) {
    if (last !== undefined) return [danglingAliasFinding(host, last, published, instead)];
    const { text, records } = pointToFacteur(host.name, published);
    const what = `It does not exist: ${usedBy[one.label]}.`;
    return found(missingSeverity(one, probe), what, { advice: text, records });
  }
  if (hasAddress(probe.wildcard) && sameAddresses(host, probe.wildcard)) {
    return found(
      'wrong',
      `It exists only because of a wildcard (*.${probe.domain}): the web site answers instead.`,
      {
        ...instead(`Add a record for ${host.name}; it takes precedence over the wildcard.`),
        records: [addLine(right)],
      },
    );
  }
  const where = last ?? addressesOf(host).join(', ');
  if (target !== undefined) {
    return found(
      'warning',
      `It points to ${where}, not to ${target.name}.`,
      instead(`Point ${host.name} to facteur.`),
    );
  }
  return [...found('ok', `It points to ${where}.`), ...ipv6OnlyFindings(host)];
}

type Change = Pick<Finding, 'advice' | 'records'>;

function danglingAliasFinding(
  host: HostProbe,
  last: string,
  { target }: Published,
  instead: (advice: string) => Change,
): Finding {
  const about = host.name;
  if (
    host.aliases.includes(target ?? '') ||
    host.danglingFailure === 'broken' ||
    host.danglingFailure === 'timeout'
  ) {
    const what = `It points to ${last}: ${host.danglingFailure ? dnsMessages[host.danglingFailure] : 'no address'}.`;
    return { about, severity: 'wrong', what, advice: `Give ${last} an address that resolves.` };
  }
  const danger =
    host.danglingFailure === 'no-name' ? ' Anyone who registers that name can answer for this domain.' : '';
  const what = `It points to ${last}, which has no address.${danger}`;
  return {
    about,
    severity: 'wrong',
    what,
    ...instead(`Point ${host.name} to facteur, or delete its record.`),
  };
}

/** MTA-STS and PACC need their host only if a TXT record announces them. */
export function isNeeded({ label }: ConfigHost, { txt }: DnsProbe): boolean {
  const announces = (at: '_mta-sts' | '_ua-auto-config', tag: RegExp): boolean => {
    const answer = txt.get(at);
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

/** An SRV record replaces the Autodiscover host for most clients, but not for those that use only the host. */
function missingSeverity({ label }: ConfigHost, { srv }: DnsProbe): Finding['severity'] {
  const record = srv.get('_autodiscover');
  return label === 'autodiscover' && record?.ok && record.value.some(({ target }) => target !== '')
    ? 'warning'
    : 'wrong';
}

const clientsAsking = (label: ConfigLabel): string =>
  label === 'autodiscover' ? 'Outlook and others' : 'clients';
