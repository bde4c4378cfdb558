/** Compares the sources of a domain: an outdated one sends some clients to a former provider. */

import type { ClientReport, Finding, SettingsSource } from '../report.ts';
import { hostAndPort } from './published-servers.ts';

/** Mozilla's database and guesses are left out: the operator cannot correct them. */
const sourceNames: Readonly<Partial<Record<SettingsSource, string>>> = {
  autoconfig: 'autoconfig',
  autodiscover: 'Autodiscover',
  srv: 'SRV records',
  pacc: 'PACC',
  profile: 'the profile',
};

export function consistencyFindings(domain: string, clients: readonly ClientReport[]): readonly Finding[] {
  const servers = clients.flatMap(({ found, settings }) => {
    const by = found && sourceNames[found.by];
    if (by === undefined || !settings) return [];
    const { incoming, outgoing } = settings;
    return [
      { by, protocol: incoming.protocol, where: hostAndPort(incoming).toLowerCase() },
      { by, protocol: 'smtp' as const, where: hostAndPort(outgoing).toLowerCase() },
    ];
  });
  return (['imap', 'pop3', 'smtp'] as const).flatMap((protocol) => {
    const sources = new Map<string, Set<string>>();
    for (const one of servers.filter((each) => each.protocol === protocol)) {
      sources.set(one.where, (sources.get(one.where) ?? new Set()).add(one.by));
    }
    if (hostsOf([...sources.keys()]).size < 2) return [];
    const list = [...sources].map(([where, by]) => `${where} from ${[...by].join(' and ')}`).join(', ');
    const about = `${protocol.toUpperCase()} for ${domain}`;
    const what = `Clients get different hosts: ${list}.`;
    const advice = 'If one of them is outdated, correct the source that names it.';
    return [{ about, severity: 'warning', what, advice } as const];
  });
}

/** Different ports of the same host are not a conflict. */
const hostsOf = (places: readonly string[]): ReadonlySet<string> =>
  new Set(places.map((place) => place.slice(0, place.lastIndexOf(':'))));
