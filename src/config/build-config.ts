/** Third stage of reading a configuration: checks references and builds the configuration from the parsed values. */

import { type AddressRules, addressRules } from '../directory/address-rules.ts';
import { configuredDomains } from '../directory/configured-domains.ts';
import type { Rule } from '../directory/directory.ts';
import { accountsByEntry, type Entry, providerId } from '../directory/entry.ts';
import { overlay } from '../directory/overlay.ts';
import { parsePattern } from '../directory/wildcard.ts';
import { parseHost } from '../http/host.ts';
import type { Account } from '../model/account.ts';
import { parseDomain } from '../model/address.ts';
import type { DnsSettings } from '../model/dns-record.ts';
import { shippedProviders } from '../providers/index.ts';
import { once } from '../util/lazy.ts';
import { unknownProvider } from './complaints.ts';
import type { Config } from './config.ts';
import { accountOfProvider } from './providers.ts';
import { type ConfigValues, type Provider, providerSchema } from './schema.ts';
import { sealedLinks } from './server-settings.ts';
import { summarise } from './summary.ts';

/** Reports an error at a place of the document. */
type Complain = (keys: readonly string[], message: string) => void;

/**
 * @param document what the schema accepted
 * @param described ids of the providers in the document, also of those that the schema refused, so that a reference
 *   to one of them is not reported as unknown
 * @param complain called for each error; the result may be used only when it was never called
 */
export function buildConfig(
  document: ConfigValues,
  described: readonly string[],
  complain: Complain,
): Config {
  const providers = providersOf(document, complain);
  const accountOf = accountsByEntry(providers);
  const ruleOf = (entry: Entry, keys: readonly string[]): Rule | undefined => {
    if (entry.provider === 'none') return 'never';
    const known = [...new Set([...providers.ids(), ...described])];
    if (!known.includes(providerId(entry.provider))) complain(keys, unknownProvider(entry.provider, known));
    return accountOf(entry);
  };
  const domains = domainRules(document, ruleOf, complain);
  const addresses = addressRulesOf(document, ruleOf, complain);
  const defaultAccount = defaultOf(document, providers, described, complain) ?? onlyOne(domains);
  const everybody = domains.get('*');
  const named = configuredDomains(new Map([...domains].filter(([pattern]) => pattern !== '*')), addresses);
  const rest = configuredDomains(new Map(everybody === undefined ? [] : [['*', everybody]]));
  const stores = document.directories.flatMap(({ by, ...store }) => (by === 'domain' ? [store] : []));
  const addressStores = document.directories.flatMap((store) => (store.by === 'address' ? [store] : []));
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
    summary: summarise(domains, stores.flatMap(Object.keys), defaultAccount),
    example:
      [...domains.keys()].find((pattern) => !pattern.includes('*') && domains.get(pattern) !== 'never') ??
      'example.org',
    log: document.log,
    internal: document.internal,
    tls: document.tls,
    limits: document.limits,
    stores,
    addressStores,
    addressRules: addresses,
    cache: document.cache,
    signing: document.signing,
    // Until the runtime has loaded the key. A runtime that never does so answers with no profile, not with an unsigned one.
    signer: document.signing && 'missing',
    links: document.links,
    sealer: sealedLinks(document.links, false) && 'missing',
    document,
    described: described.flatMap((id) => providers.get(id) ?? []),
    providerIds: providers.ids(),
    entries: entriesOf(document),
    accountOf,
    withStores: (open, people) => ({
      ...config,
      people,
      directory: overlay([named, ...open, rest]),
      known: overlay([named, ...open]),
    }),
  };
  return config;
}

/** Accounts by the id of their provider. */
interface Providers {
  readonly get: (id: string) => Account | undefined;
  readonly has: (id: string) => boolean;
  readonly ids: () => readonly string[];
}

/** Accounts of the providers that ship, built when one is looked up: most configurations use none of them. */
const shippedAccounts = new Map(
  Object.entries(shippedProviders).map(([id, document]) => [
    id,
    once(() => accountOfProvider(id, providerSchema.parse(document), id)),
  ]),
);

function shippedAccount(id: string): Account | undefined {
  const account = shippedAccounts.get(id)?.();
  return account?.ok ? account.value : undefined;
}

/** The providers that ship with facteur; those of the document override them. */
function providersOf({ providers }: ConfigValues, complain: Complain): Providers {
  const accounts = new Map<string, Account>();
  const take = (id: string, key: string, provider: Provider): void => {
    const account = accountOfProvider(id, provider, key);
    if (account.ok) accounts.set(id, account.value);
    else for (const { keys, message } of account.refusal) complain(keys.map(String), message);
  };
  const described = new Set<string>();
  for (const [key, provider] of Object.entries(providers)) {
    const id = parseDomain(key);
    if (!id.ok) complain(['providers', key], `"${key}" is not a domain name`);
    else if (id.value === 'none') complain(['providers', key], 'means a domain that is never served');
    else if (described.has(id.value)) complain(['providers', key], `is listed twice: ${id.value}`);
    else {
      described.add(id.value);
      take(id.value, key, provider);
    }
  }
  return {
    get: (id) => accounts.get(id) ?? shippedAccount(id),
    has: (id) => accounts.has(id) || shippedAccounts.has(id),
    ids: () => [...new Set([...shippedAccounts.keys(), ...accounts.keys()])],
  };
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
    if (!normal.ok) complain(keys, 'is not a domain, *.domain or *');
    else if (rules.has(normal.value)) complain(keys, `is listed twice: ${normal.value}`);
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

/** The provider that the document names as default; otherwise its only provider. */
function defaultOf(
  { provider }: ConfigValues,
  providers: Providers,
  described: readonly string[],
  complain: Complain,
): Account | undefined {
  if (provider !== undefined && !providers.has(provider) && !described.includes(provider)) {
    complain(['provider'], unknownProvider(provider, providers.ids()));
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
