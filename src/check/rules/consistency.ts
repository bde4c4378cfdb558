/** Whether a domain's own sources tell the same: a forgotten one sends some clients to where the mail was once. */

import type { ClientReport, Finding, Source } from '../report.ts';
import { placeOf } from './published-servers.ts';

/** Documents that others keep about the domain, and guesses, are nobody's to correct here. */
const names: Readonly<Partial<Record<Source, string>>> = {
  autoconfig: 'autoconfig',
  autodiscover: 'Autodiscover',
  srv: 'SRV records',
  pacc: 'PACC',
  profile: 'the profile',
};

export function agreementFindings(domain: string, clients: readonly ClientReport[]): readonly Finding[] {
  const told = clients.flatMap(({ found, settings }) => {
    const by = found && names[found.by];
    if (by === undefined || !settings) return [];
    const { incoming, outgoing } = settings;
    return [
      { by, protocol: incoming.protocol, where: placeOf(incoming).toLowerCase() },
      { by, protocol: 'smtp' as const, where: placeOf(outgoing).toLowerCase() },
    ];
  });
  return (['imap', 'pop3', 'smtp'] as const).flatMap((protocol) => {
    const sources = new Map<string, Set<string>>();
    for (const one of told.filter((each) => each.protocol === protocol)) {
      sources.set(one.where, (sources.get(one.where) ?? new Set()).add(one.by));
    }
    if (hostsOf([...sources.keys()]).size < 2) return [];
    const said = [...sources].map(([where, by]) => `${where} by ${[...by].join(' and ')}`).join(', ');
    const about = `${protocol.toUpperCase()} for ${domain}`;
    const what = `Clients are led to different hosts: ${said}.`;
    const advice = 'If one of them is from the past, correct what names it.';
    return [{ about, severity: 'warning', what, advice } as const];
  });
}

/** Another port of the same host is a matter of taste. */
const hostsOf = (places: readonly string[]): ReadonlySet<string> =>
  new Set(places.map((place) => place.slice(0, place.lastIndexOf(':'))));
