/**
 * The operator's document: who is served, by which provider, under which names. It is read once, here, into the
 * values the rest of facteur trusts, or it is refused with every complaint at once.
 *
 * The same document on every runtime: YAML or JSON in a file on Node, `[vars]` or KV at the edge.
 */

import { type AddressRules, addressRules } from '../directory/address-rules.ts';
import { configDirectory } from '../directory/configured-domains.ts';
import type { Directory, Rule } from '../directory/directory.ts';
import { accountsByEntry, type Entry, providerId } from '../directory/entry.ts';
import { overlay } from '../directory/overlay.ts';
import type { Service } from '../directory/resolve.ts';
import { parsePattern } from '../directory/wildcard.ts';
import { parseHost } from '../http/host.ts';
import type { Account } from '../model/account.ts';
import { parseDomain } from '../model/address.ts';
import type { DnsSettings } from '../model/dns-record.ts';
import { ok, type Result, refuse } from '../model/result.ts';
import type { AskedService } from '../ops/on-demand-tls.ts';
import { shippedProviders } from '../providers/index.ts';
import { type Complaint, complaint, complaintsOf, suggestion } from './complaints.ts';
import { lint } from './lint.ts';
import { type Endpoint, type Limits, signedLinks } from './operation.ts';
import { accountOfProvider } from './providers.ts';
import {
  type ConfigDocument,
  type ConfigValues,
  configSchema,
  type Provider,
  providerSchema,
} from './schema.ts';

export type { Complaint } from './complaints.ts';
export type { ConfigDocument, ProviderDocument } from './schema.ts';

export interface Config extends Service, AskedService {
  /** What customers' DNS says of the service. */
  readonly dns: DnsSettings;
  /** Networks whose `X-Forwarded-Proto` and `X-Forwarded-For` are believed, as addresses or CIDR. */
  readonly proxies: readonly string[];
  /** For whom this configuration answers, in words, for the line a server prints when it starts. */
  readonly summary: string;
  /** A domain that is served, to show how to ask. */
  readonly example: string;
  readonly log: ConfigValues['log'];
  /** Where what is not for the public is answered. */
  readonly internal: Endpoint | undefined;
  /** Files of certificates, as paths that start from the configuration's folder. */
  readonly tls: ConfigValues['tls'];
  readonly limits: Limits;
  /** Stores of further domains, which the runtime opens; each is an object with one key, its name. */
  readonly stores: ConfigValues['directories'];
  readonly cache: ConfigValues['cache'];
  /** What signs profiles, as PEM or as paths that start from the configuration's folder. */
  readonly signing: ConfigValues['signing'];
  /** How links carry an address: to be read, or sealed by a key, whose file's path starts from the configuration's folder. */
  readonly links: ConfigValues['links'];
  /** What is right in the document and yet seldom meant. */
  readonly remarks: () => readonly Complaint[];
  /** The providers that the document describes. */
  readonly described: readonly Account[];
  /** What the document says of its domains, by their patterns. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** What an entry of a store means. */
  readonly accountOf: (entry: Entry) => Account | undefined;
  /** The same configuration with its stores open: they are asked after every domain named here and before `*`. */
  readonly withStores: (open: readonly Directory[]) => Config;
}

/** What facteur does when nobody has told it anything: everybody is served OVH's settings. */
export const defaultDocument: ConfigDocument = { provider: 'ovh.net', domains: { '*': 'ovh.net' } };

/**
 * @param document anything, as it came out of a YAML, JSON or TOML parser
 * @param keysAt the keys that may stand at a place of a document, so that a misspelt one is told the right one
 */
export function readConfig(
  document: unknown,
  keysAt: (keys: readonly (string | number)[]) => readonly string[] = () => [],
): Result<Config, readonly Complaint[]> {
  const parsed = configSchema.safeParse(document, { reportInput: true });
  const complaints = parsed.success ? [] : complaintsOf(parsed.error.issues, keysAt);
  const values = parsed.success ? parsed.data : salvaged(document, complaints);
  if (!values) return refuse(complaints);
  const config = configOf(values, providerIds(document), (keys, message) => {
    complaints.push(complaint(keys, message));
  });
  if (complaints.length === 0 && servesNobody(values, config)) {
    complaints.push(complaint(['domains'], 'nobody would be served: name a domain or a provider'));
  }
  return complaints.length > 0 ? refuse(complaints) : ok(config);
}

function servesNobody(
  { domains, addresses, directories }: ConfigValues,
  { defaultAccount }: Config,
): boolean {
  const entries = [...Object.values(domains), ...Object.values(addresses)];
  return !defaultAccount && directories.length === 0 && entries.every(({ provider }) => provider === 'none');
}

/** What is left of a document without the entries that were complained of, so that the rest is looked at too. */
function salvaged(document: unknown, complaints: readonly Complaint[]): ConfigValues | undefined {
  const copy: unknown = structuredClone(document);
  for (const { keys } of complaints) {
    const [section, entry] = keys;
    if (!isRecord(copy) || section === undefined) return undefined;
    const inside = copy[section];
    if (isRecord(inside) && entry !== undefined) delete inside[entry];
    else delete copy[section];
  }
  return configSchema.safeParse(copy).data;
}

const isRecord = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The providers that a document means to describe, rightly or not. */
function providerIds(document: unknown): readonly string[] {
  const providers = isRecord(document) ? document['providers'] : undefined;
  return isRecord(providers) ? Object.keys(providers).map(providerId) : [];
}

type Complain = (keys: readonly string[], message: string) => void;

/** Makes what it can of a document; it is worth something only when nothing was complained of. */
function configOf(document: ConfigValues, described: readonly string[], complain: Complain): Config {
  const providers = providersOf(document, complain);
  const accountOf = accountsByEntry(providers);
  const ruleOf = (entry: Entry, keys: readonly string[]): Rule | undefined => {
    if (entry.provider === 'none') return 'never';
    const known = [...new Set([...providers.keys(), ...described])];
    if (!known.includes(providerId(entry.provider))) complain(keys, unknownProvider(entry.provider, known));
    return accountOf(entry);
  };
  const domains = domainRules(document, ruleOf, complain);
  const addresses = addressRulesOf(document, ruleOf, complain);
  const defaultAccount = defaultOf(document, providers, described, complain) ?? onlyOne(domains);
  const everybody = domains.get('*');
  const named = configDirectory(new Map([...domains].filter(([pattern]) => pattern !== '*')), addresses);
  const rest = configDirectory(new Map(everybody === undefined ? [] : [['*', everybody]]));
  const config: Config = {
    directory: overlay([named, rest]),
    known: named,
    origin: document.url,
    names: new Set([...loopbackNames, ...ownNames(document, complain)]),
    defaultAccount,
    pacc: document.pacc,
    brand: document.brand,
    soap: document.soap,
    dns: dnsOf(document),
    proxies: document.proxies,
    summary: summaryOf(domains, document.directories.flatMap(Object.keys), defaultAccount),
    example:
      [...domains.keys()].find((pattern) => !pattern.includes('*') && domains.get(pattern) !== 'never') ??
      'example.org',
    log: document.log,
    internal: document.internal,
    tls: document.tls,
    limits: document.limits,
    stores: document.directories,
    cache: document.cache,
    signing: document.signing,
    // Until the runtime has made it of these: whoever forgets to answers with no profile, rather than with a bare one.
    signer: document.signing && 'missing',
    links: document.links,
    sealer: signedLinks(document.links, false) && 'missing',
    remarks: () => lint(document),
    described: described.flatMap((id) => providers.get(id) ?? []),
    entries: entriesOf(document),
    accountOf,
    withStores: (open) => ({
      ...config,
      directory: overlay([named, ...open, rest]),
      known: overlay([named, ...open]),
    }),
  };
  return config;
}

/** Those that ship, and those of the document over them. */
function providersOf({ providers }: ConfigValues, complain: Complain): ReadonlyMap<string, Account> {
  const accounts = new Map<string, Account>();
  const take = (id: string, key: string, provider: Provider): void => {
    const account = accountOfProvider(id, provider, key);
    if (account.ok) accounts.set(id, account.value);
    else for (const { keys, message } of account.refusal) complain(keys.map(String), message);
  };
  for (const [id, document] of Object.entries(shippedProviders)) take(id, id, providerSchema.parse(document));
  const described = new Set<string>();
  for (const [key, provider] of Object.entries(providers)) {
    const id = parseDomain(key);
    if (!id.ok) complain(['providers', key], `"${key}" is not a domain name`);
    else if (id.value === 'none') complain(['providers', key], 'means a domain that is never served');
    else if (described.has(id.value)) complain(['providers', key], `stands twice: ${id.value}`);
    else {
      described.add(id.value);
      take(id.value, key, provider);
    }
  }
  return accounts;
}

function entriesOf({ domains }: ConfigValues): ReadonlyMap<string, Entry> {
  return new Map(
    Object.entries(domains).flatMap(([key, entry]) => {
      const pattern = parsePattern(key);
      return pattern.ok ? [[pattern.value, entry] as const] : [];
    }),
  );
}

type RuleOf = (entry: Entry, keys: readonly string[]) => Rule | undefined;

function domainRules({ domains }: ConfigValues, ruleOf: RuleOf, complain: Complain): Map<string, Rule> {
  const rules = new Map<string, Rule>();
  for (const [pattern, entry] of Object.entries(domains)) {
    const keys = ['domains', pattern];
    const normal = parsePattern(pattern);
    if (!normal.ok) complain(keys, 'is neither a domain, nor *. and a domain, nor *');
    else if (rules.has(normal.value)) complain(keys, `stands twice: ${normal.value}`);
    const rule = ruleOf(entry, keys);
    if (normal.ok && rule !== undefined) rules.set(normal.value, rule);
  }
  return rules;
}

function addressRulesOf({ addresses }: ConfigValues, ruleOf: RuleOf, complain: Complain): AddressRules {
  const rules = addressRules();
  for (const [pattern, entry] of Object.entries(addresses)) {
    const keys = ['addresses', pattern];
    const rule = ruleOf(entry, keys);
    if (rule !== undefined && !rules.add(pattern, rule)) {
      complain(keys, 'is neither an address nor a pattern of one, such as *-shared@example.org');
    }
  }
  return rules;
}

/** The one that is named; the only one described, when none is. */
function defaultOf(
  { provider }: ConfigValues,
  providers: ReadonlyMap<string, Account>,
  described: readonly string[],
  complain: Complain,
): Account | undefined {
  if (provider !== undefined && !providers.has(provider) && !described.includes(provider)) {
    complain(['provider'], unknownProvider(provider, [...providers.keys()]));
  }
  const [only, ...others] = described;
  const id = provider ?? (others.length === 0 ? only : undefined);
  return id === undefined ? undefined : providers.get(id);
}

/** The account of all domains, when they have the same one. */
function onlyOne(domains: ReadonlyMap<string, Rule>): Account | undefined {
  const [only, ...others] = new Set([...domains.values()].filter((rule) => rule !== 'never'));
  return others.length === 0 ? only : undefined;
}

/** A plain test on the machine itself is answered for the default provider. */
const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

function ownNames({ names, url }: ConfigValues, complain: Complain): readonly string[] {
  for (const [at, name] of names.entries()) {
    const isName = parseDomain(parseHost(name).name).ok || URL.canParse(`http://${name}`);
    if (!isName || /[/@?#]/.test(name)) complain(['names', String(at)], `"${name}" is not a host name`);
  }
  const own = names.map((name) => {
    const host = parseHost(name).name;
    const domain = parseDomain(host);
    return domain.ok ? domain.value : host;
  });
  return url === undefined ? own : [...own, new URL(url).hostname];
}

/** The host of the service's own address is where names may point to, unless it is a literal address. */
function dnsOf({ dns, url }: ConfigValues): DnsSettings {
  const own = url === undefined ? undefined : parseDomain(new URL(url).hostname);
  return { ...dns, host: dns.host ?? (own?.ok ? own.value : undefined) };
}

const unknownProvider = (id: string, known: readonly string[]): string =>
  `no provider is called "${id}"; there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}${suggestion(id, known)}`;

function summaryOf(
  domains: ReadonlyMap<string, Rule>,
  stores: readonly string[],
  defaultAccount: Account | undefined,
): string {
  const served = [...domains].filter(([, rule]) => rule !== 'never').map(([pattern]) => pattern);
  const named = served.filter((pattern) => pattern !== '*');
  const everybody = domains.get('*');
  const all = [
    ...(named.length > 3 ? [`${named.length} domains`] : named),
    ...(stores.length > 0 ? [`the domains in ${stores.join(', ')}`] : []),
    ...(everybody !== undefined && everybody !== 'never' ? [`everybody (${everybody.name})`] : []),
  ];
  return all.length > 0 ? all.join(', ') : `whoever asks it by its own name (${defaultAccount?.name})`;
}
