/** Resolves the records of a domain and of its mail hosts; rules/dns evaluates them. */

import type { Result } from '../../model/result.ts';
import type { DnsFailure, Net, Records, SrvRecord } from '../net.ts';
import { registrableDomain } from '../registrable-domain.ts';
import type { Published } from '../rules/published-servers.ts';

type DnsAnswer<Value> = Result<readonly Value[], DnsFailure>;

export interface HostProbe {
  readonly name: string;
  /** The chain of CNAME targets; empty if there is no CNAME. */
  readonly aliases: readonly string[];
  readonly a: DnsAnswer<string>;
  readonly aaaa: DnsAnswer<string>;
  /** Why the last CNAME target has no address. */
  readonly danglingFailure?: DnsFailure;
}

const configLabels = ['autoconfig', 'autodiscover', 'ua-auto-config', 'mta-sts'] as const;
export type ConfigLabel = (typeof configLabels)[number];

const srvServices = [
  ...(['_imaps', '_imap', '_pop3s', '_pop3', '_submissions', '_submission'] as const),
  ...(['_autodiscover', '_caldavs', '_caldav', '_carddavs', '_carddav'] as const),
] as const;
export type SrvService = (typeof srvServices)[number];

/** Labels below the domain; the empty one is the domain itself. */
const txtLabels = ['', '_ua-auto-config', '_mta-sts', '_caldavs._tcp', '_carddavs._tcp'] as const;
type TxtLabel = (typeof txtLabels)[number];

export interface DnsProbe {
  readonly domain: string;
  readonly hosts: readonly ConfigHost[];
  /** A name that is not published: it resolves only if there is a wildcard. */
  readonly wildcard: HostProbe;
  readonly target: HostProbe | undefined;
  readonly mx: DnsAnswer<Records['MX'][number]>;
  readonly srv: ReadonlyMap<SrvService, DnsAnswer<SrvRecord>>;
  readonly txt: ReadonlyMap<TxtLabel, DnsAnswer<string>>;
  /** The targets of SRV and MX records. */
  readonly namedHosts: ReadonlyMap<string, HostProbe>;
}

/** A host that clients request over HTTP because of its name. */
export interface ConfigHost {
  readonly label: ConfigLabel;
  readonly host: HostProbe;
  /** The CAA records that apply to it (RFC 8659 §3), if any. */
  readonly caa?: CaaProbe;
}

export interface CaaProbe {
  readonly name: string;
  readonly records: Records['CAA'];
}

const limitMilliseconds = 5000;
/** A CNAME of a CNAME is common; a longer chain is probably a loop. */
const aliasLimit = 8;

export async function probeDns(domain: string, { target }: Published, net: Net): Promise<DnsProbe> {
  const resolve = <Type extends keyof Records>(name: string, type: Type) =>
    net.resolve(name, type, { limitMilliseconds });
  const [hosts, srv, txt, wildcard, targetProbe, mx] = await Promise.all([
    Promise.all(configLabels.map((label) => probeConfigHost(label, domain, net))),
    mapKeys(srvServices, (service) => resolve(`${service}._tcp.${domain}`, 'SRV')),
    mapKeys(txtLabels, (label) => resolve(label === '' ? domain : `${label}.${domain}`, 'TXT')),
    probeHost(`${wildcardTestLabel}.${domain}`, net),
    target === undefined ? undefined : probeHost(target, net),
    resolve(domain, 'MX'),
  ]);
  const names = new Set([
    ...[...srv.values()].flatMap((answer) => (answer.ok ? answer.value.map((one) => one.target) : [])),
    ...(mx.ok ? mx.value.map(({ exchange }) => exchange) : []),
  ]);
  // RFC 2782 and RFC 7505: the root means that the service is not offered.
  names.delete('');
  // Limited, because a hostile zone might name many hosts.
  const probes = await Promise.all([...names].slice(0, 40).map((name) => probeHost(name, net)));
  const namedHosts = new Map(probes.map((host) => [host.name, host]));
  return { domain, hosts, srv, txt, wildcard, target: targetProbe, mx, namedHosts };
}

const wildcardTestLabel = 'facteur-wildcard-test';

async function probeHost(name: string, net: Net): Promise<HostProbe> {
  const resolve = <Type extends 'A' | 'AAAA' | 'CNAME'>(host: string, type: Type) =>
    net.resolve(host, type, { limitMilliseconds });
  const [a, aaaa, aliases] = await Promise.all([
    resolve(name, 'A'),
    resolve(name, 'AAAA'),
    (async () => {
      const found: string[] = [];
      for (let host: string | undefined = name; host !== undefined && found.length < aliasLimit; ) {
        const answer: Result<readonly string[], DnsFailure> = await resolve(host, 'CNAME');
        host = answer.ok ? answer.value[0] : undefined;
        if (host !== undefined) found.push(host);
      }
      return found;
    })(),
  ]);
  const last = aliases.at(-1);
  if (last === undefined || a.ok || aaaa.ok) return { name, a, aaaa, aliases };
  // An authoritative server does not follow a CNAME into another zone, and reports no failure for a dangling one.
  const [lastA, lastAaaa] = await Promise.all([resolve(last, 'A'), resolve(last, 'AAAA')]);
  const dangling = lastA.ok || lastAaaa.ok ? {} : { danglingFailure: lastA.refusal };
  return { name, a: lastA, aaaa: lastAaaa, aliases, ...dangling };
}

async function probeConfigHost(label: ConfigLabel, domain: string, net: Net): Promise<ConfigHost> {
  const name = `${label}.${domain}`;
  const [host, caa] = await Promise.all([probeHost(name, net), probeCaa(name, net)]);
  return { label, host, ...(caa ? { caa } : {}) };
}

/** RFC 8659 §3: the closest ancestor with records applies. Stops at the registrable domain. */
async function probeCaa(host: string, net: Net): Promise<CaaProbe | undefined> {
  const top = registrableDomain(host);
  for (let name = host; name.length >= top.length; name = name.slice(name.indexOf('.') + 1)) {
    const answer = await net.resolve(name, 'CAA', { limitMilliseconds });
    if (answer.ok && answer.value.length > 0) return { name, records: answer.value };
    if (!name.includes('.')) break;
  }
  return undefined;
}

async function mapKeys<Key, Value>(
  keys: readonly Key[],
  probe: (key: Key) => Promise<Value>,
): Promise<ReadonlyMap<Key, Value>> {
  return new Map(await Promise.all(keys.map(async (key) => [key, await probe(key)] as const)));
}
