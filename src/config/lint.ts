/** Likely mistakes in a valid document, and settings that some clients cannot use: for `facteur validate`. */

import { starttlsPorts } from '../../templates/autodiscover.ts';
import { type Entry, providerId } from '../directory/entry.ts';
import { parsePattern, patternsCovering } from '../directory/wildcard.ts';
import type { Server } from '../model/account.ts';
import { parseAddress, parseDomain } from '../model/address.ts';
import { type Complaint, complaint } from './complaints.ts';
import { lintUsernames } from './lint-usernames.ts';
import { sealedLinks } from './operation.ts';
import type { ConfigValues, Provider } from './schema.ts';

type Keys = readonly (string | number)[];

/** @returns remarks, each with its place; none of them keeps a server from starting */
export function lint(values: ConfigValues): readonly Complaint[] {
  return [
    ...Object.entries(values.providers).flatMap(([key, provider]) =>
      lintProvider(provider, ['providers', key]),
    ),
    ...lintUsernames(values),
    ...circles(values),
    ...linksToNowhere(values),
    ...oldNameOfLinks(values),
    ...unusedProviders(values),
    ...lintDomains(values.domains),
    ...lintAddresses(values),
  ];
}

/** draft-ietf-mailmaint-pacc-03: what a name SHOULD not exceed, so that a phone has room for it. */
const nameAdvised = 30;
const shortNameAdvised = 12;

function lintProvider(provider: Provider, keys: Keys): readonly Complaint[] {
  const {
    name = '',
    shortName = name.length > nameAdvised ? '' : name,
    incoming = [],
    outgoing = [],
  } = provider;
  return [
    ...tooLong(name, nameAdvised, [...keys, 'name']),
    ...tooLong(shortName, shortNameAdvised, [...keys, 'shortName']),
    ...popBeforeImap(incoming, [...keys, 'incoming']),
    ...incoming.flatMap((server, at) => lintServer(server, [...keys, 'incoming', at])),
    ...outgoing.flatMap((server, at) => lintServer(server, [...keys, 'outgoing', at])),
    ...onlyStarttls(incoming, [...keys, 'incoming']),
    ...onlyStarttls(outgoing, [...keys, 'outgoing']),
  ];
}

const tooLong = (text: string, advised: number, keys: Keys): readonly Complaint[] =>
  text.length > advised
    ? [complaint(keys, `has ${text.length} characters; phones have room for ${advised}`)]
    : [];

function popBeforeImap(incoming: readonly Server[], keys: Keys): readonly Complaint[] {
  const imap = incoming.findIndex(({ protocol }) => protocol === 'imap');
  const pop3 = incoming.findIndex(({ protocol }) => protocol === 'pop3');
  return pop3 !== -1 && pop3 < imap
    ? [complaint([...keys, pop3], 'POP3 stands before IMAP; clients are told of IMAP first all the same')]
    : [];
}

function lintServer({ security, port, authentication }: Server, keys: Keys): readonly Complaint[] {
  return [
    ...(security === 'starttls' && !starttlsPorts.includes(port)
      ? [
          complaint(
            keys,
            `STARTTLS on port ${port} cannot be said in Autodiscover: Outlook is not told of it`,
          ),
        ]
      : []),
    ...(security === 'tls' && starttlsPorts.includes(port)
      ? [complaint(keys, `port ${port} is taken for STARTTLS by many clients, and this is implicit TLS`)]
      : []),
    ...(authentication.every((method) => method === 'oauth2')
      ? [complaint(keys, 'has no password beside oauth2: clients that do not know the issuer are left out')]
      : []),
  ];
}

function onlyStarttls(servers: readonly Server[], keys: Keys): readonly Complaint[] {
  const encrypted = servers.filter(({ security }) => security !== 'none');
  return encrypted.length > 0 && encrypted.every(({ security }) => security === 'starttls')
    ? [complaint(keys, 'has STARTTLS only: PACC cannot say it, and Apple’s profiles cannot insist on it')]
    : [];
}

const oldNameOfLinks = ({ links }: ConfigValues): readonly Complaint[] =>
  links !== undefined && links !== 'open' && links.oldName
    ? [complaint(['links'], 'signed is the old name of sealed: write links: sealed')]
    : [];

function linksToNowhere({ links, url }: ConfigValues): readonly Complaint[] {
  return sealedLinks(links, false) && url === undefined
    ? [complaint(['links'], 'needs the url that links lead to: there are none')]
    : [];
}

/** Autodiscover's clients would come back; whatever else the provider has is told instead. */
function circles({ url, names, providers }: ConfigValues): readonly Complaint[] {
  const own = new Set([...names, ...(url === undefined ? [] : [new URL(url).host])]);
  return Object.entries(providers).flatMap(([key, { autodiscover }]) =>
    autodiscover?.to === 'url' && own.has(new URL(autodiscover.url).host)
      ? [complaint(['providers', key, 'autodiscover'], 'is this service itself: nobody is sent there')]
      : [],
  );
}

function unusedProviders(values: ConfigValues): readonly Complaint[] {
  const { providers, provider, domains, addresses, directories } = values;
  // A store may name any of them, and the only one is everybody's default.
  if (directories.length > 0 || Object.keys(providers).length === 1) return [];
  const entries = [...Object.values(domains), ...Object.values(addresses)];
  const used = new Set([provider ?? '', ...entries.map((entry) => providerId(entry.provider))]);
  return Object.keys(providers)
    .filter((key) => !used.has(providerId(key)))
    .map((key) => complaint(['providers', key], 'is nobody’s provider'));
}

/** The patterns of domains as they are meant, and what stands there. */
function patternsOf(domains: ConfigValues['domains']): ReadonlyMap<string, { key: string; entry: Entry }> {
  const patterns = new Map<string, { key: string; entry: Entry }>();
  for (const [key, entry] of Object.entries(domains)) {
    const pattern = parsePattern(key);
    if (pattern.ok) patterns.set(pattern.value, { key, entry });
  }
  return patterns;
}

function lintDomains(domains: ConfigValues['domains']): readonly Complaint[] {
  const patterns = patternsOf(domains);
  return [...patterns].flatMap(([pattern, { key, entry }]) => {
    const bare = parseDomain(pattern.replace(/^\*\./, ''));
    if (!bare.ok) return [];
    // What would cover it if it did not stand there, the most exact first.
    const [above] = patternsCovering(bare.value)
      .slice(1)
      .flatMap((one) => patterns.get(one) ?? []);
    const half = bare.value !== pattern && bare.value.includes('.') && !patterns.has(bare.value) && !above;
    return [
      ...(above && saysTheSame(above.entry, entry)
        ? [complaint(['domains', key], `says what ${above.key} says already`)]
        : []),
      ...(half ? [complaint(['domains', key], `does not cover ${bare.value} itself`)] : []),
    ];
  });
}

const saysTheSame = (one: Entry, other: Entry): boolean => JSON.stringify(one) === JSON.stringify(other);

function lintAddresses({ addresses, domains, directories }: ConfigValues): readonly Complaint[] {
  if (directories.length > 0) return [];
  const patterns = patternsOf(domains);
  return Object.keys(addresses).flatMap((key) => {
    const address = parseAddress(key);
    if (!address.ok || patternsCovering(address.value.domain).some((one) => patterns.has(one))) return [];
    return [complaint(['addresses', key], `nobody else at ${address.value.domain} is served`)];
  });
}
