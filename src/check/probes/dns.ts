/** What DNS says of a domain and of the hosts that matter to its mail: gathered here, judged elsewhere. */

import type { Result } from '../../model/result.ts';
import type { DnsFailure, Net, Records, SrvRecord } from '../net.ts';
import { registrable } from '../registrable-domain.ts';
import type { Published } from '../rules/published-servers.ts';

export type Answer<Value> = Result<readonly Value[], DnsFailure>;

export interface HostSeen {
  readonly name: string;
  /** Where it leads as an alias, and where that leads, to the end; empty when it is none. */
  readonly aliases: readonly string[];
  readonly a: Answer<string>;
  readonly aaaa: Answer<string>;
  /** Why there is nothing where it leads in the end; of an alias alone. */
  readonly lost?: DnsFailure;
}

export const configLabels = ['autoconfig', 'autodiscover', 'ua-auto-config', 'mta-sts'] as const;
export type ConfigLabel = (typeof configLabels)[number];

export const srvServices = [
  ...(['_imaps', '_imap', '_pop3s', '_pop3', '_submissions', '_submission'] as const),
  ...(['_autodiscover', '_caldavs', '_caldav', '_carddavs', '_carddav'] as const),
] as const;
export type SrvService = (typeof srvServices)[number];

/** Labels below the domain; an empty one is the domain itself. */
export const textLabels = ['', '_ua-auto-config', '_mta-sts', '_caldavs._tcp', '_carddavs._tcp'] as const;
export type TextLabel = (typeof textLabels)[number];

export interface DnsSeen {
  readonly domain: string;
  readonly hosts: readonly ConfigHost[];
  /** A name that nobody has made: it is there only if everything is. */
  readonly nobody: HostSeen;
  readonly target: HostSeen | undefined;
  readonly mx: Answer<Records['MX'][number]>;
  readonly srv: ReadonlyMap<SrvService, Answer<SrvRecord>>;
  readonly texts: ReadonlyMap<TextLabel, Answer<string>>;
  /** The hosts that SRV and MX records name. */
  readonly named: ReadonlyMap<string, HostSeen>;
}

/** A host that is asked over HTTP because of its name. */
export interface ConfigHost {
  readonly label: ConfigLabel;
  readonly host: HostSeen;
  /** What rules over its certificates (RFC 8659 §3); absent when nothing does. */
  readonly caa?: CaaSeen;
}

export interface CaaSeen {
  readonly name: string;
  readonly records: Records['CAA'];
}

const limitMilliseconds = 5000;
/** An alias of an alias is usual; a longer row than this is a ring, or might as well be. */
const aliasLimit = 8;

export async function lookAtDns(domain: string, { target }: Published, net: Net): Promise<DnsSeen> {
  const ask = <Type extends keyof Records>(name: string, type: Type) =>
    net.resolve(name, type, { limitMilliseconds });
  const [hosts, srv, texts, nobody, targetSeen, mx] = await Promise.all([
    Promise.all(configLabels.map((label) => lookAtConfigHost(label, domain, net))),
    each(srvServices, (service) => ask(`${service}._tcp.${domain}`, 'SRV')),
    each(textLabels, (label) => ask(label === '' ? domain : `${label}.${domain}`, 'TXT')),
    lookAtHost(`${madeByNobody}.${domain}`, net),
    target === undefined ? undefined : lookAtHost(target, net),
    ask(domain, 'MX'),
  ]);
  const names = new Set([
    ...[...srv.values()].flatMap((answer) => (answer.ok ? answer.value.map((one) => one.target) : [])),
    ...(mx.ok ? mx.value.map(({ exchange }) => exchange) : []),
  ]);
  // RFC 2782 and RFC 7505: the root says that there is no such service.
  names.delete('');
  // A hostile zone might name many.
  const seen = await Promise.all([...names].slice(0, 40).map((name) => lookAtHost(name, net)));
  const named = new Map(seen.map((host) => [host.name, host]));
  return { domain, hosts, srv, texts, nobody, target: targetSeen, mx, named };
}

const madeByNobody = 'facteur-asks-for-what-nobody-has-made';

export async function lookAtHost(name: string, net: Net): Promise<HostSeen> {
  const ask = <Type extends 'A' | 'AAAA' | 'CNAME'>(host: string, type: Type) =>
    net.resolve(host, type, { limitMilliseconds });
  const [a, aaaa, aliases] = await Promise.all([
    ask(name, 'A'),
    ask(name, 'AAAA'),
    (async () => {
      const found: string[] = [];
      for (let host: string | undefined = name; host !== undefined && found.length < aliasLimit; ) {
        const answer: Result<readonly string[], DnsFailure> = await ask(host, 'CNAME');
        host = answer.ok ? answer.value[0] : undefined;
        if (host !== undefined) found.push(host);
      }
      return found;
    })(),
  ]);
  const last = aliases.at(-1);
  if (last === undefined || a.ok || aaaa.ok) return { name, a, aaaa, aliases };
  // A server of one zone does not go after aliases into another; and for one that leads to nothing it tells no failure.
  const [lastA, lastAaaa] = await Promise.all([ask(last, 'A'), ask(last, 'AAAA')]);
  const lost = lastA.ok || lastAaaa.ok ? {} : { lost: lastA.refusal };
  return { name, a: lastA, aaaa: lastAaaa, aliases, ...lost };
}

async function lookAtConfigHost(label: ConfigLabel, domain: string, net: Net): Promise<ConfigHost> {
  const name = `${label}.${domain}`;
  const [host, caa] = await Promise.all([lookAtHost(name, net), lookAtCaa(name, net)]);
  return { label, host, ...(caa ? { caa } : {}) };
}

/** RFC 8659 §3: the nearest set of records upwards counts. Nobody keeps any above the registrable domain. */
async function lookAtCaa(host: string, net: Net): Promise<CaaSeen | undefined> {
  const top = registrable(host);
  for (let name = host; name.length >= top.length; name = name.slice(name.indexOf('.') + 1)) {
    const answer = await net.resolve(name, 'CAA', { limitMilliseconds });
    if (answer.ok && answer.value.length > 0) return { name, records: answer.value };
    if (!name.includes('.')) break;
  }
  return undefined;
}

async function each<Key, Value>(
  keys: readonly Key[],
  look: (key: Key) => Promise<Value>,
): Promise<ReadonlyMap<Key, Value>> {
  return new Map(await Promise.all(keys.map(async (key) => [key, await look(key)] as const)));
}
