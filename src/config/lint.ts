/** Likely mistakes in a valid document, and settings that some clients cannot use: for `facteur validate`. */

import { type Inexpressible, inexpressible, starttlsPorts } from '../../templates/autodiscover.ts';
import { type Entry, providerId } from '../directory/entry.ts';
import { parsePattern, patternsCovering } from '../directory/wildcard.ts';
import type { Server } from '../model/account.ts';
import { parseAddress, parseDomain } from '../model/address.ts';
import { type Complaint, complaint } from './complaints.ts';
import { lintUsernames } from './lint-usernames.ts';
import type { ConfigValues, Provider } from './schema.ts';
import { sealedLinks } from './server-settings.ts';

type Keys = readonly (string | number)[];

/** @returns warnings, each with its place; a server starts with all of them */
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

/** draft-ietf-mailmaint-pacc-03: lengths that a name SHOULD not exceed, so that it fits on a phone. */
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
    ...onlyPop3(incoming, [...keys, 'incoming']),
    ...notForAutodiscover(provider, keys),
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
    ? [complaint([...keys, pop3], 'POP3 is before IMAP; answers name IMAP first all the same')]
    : [];
}

function lintServer({ security, port, authentication }: Server, keys: Keys): readonly Complaint[] {
  return [
    ...(security === 'starttls' && !starttlsPorts.includes(port)
      ? [
          complaint(
            keys,
            `Autodiscover cannot express STARTTLS on port ${port}: Outlook does not get this server`,
          ),
        ]
      : []),
    ...(security === 'tls' && starttlsPorts.includes(port)
      ? [complaint(keys, `many clients expect STARTTLS on port ${port}, and this server has implicit TLS`)]
      : []),
    ...(authentication.every((method) => method === 'oauth2')
      ? [complaint(keys, 'accepts oauth2 only: clients that do not know the issuer cannot log in')]
      : []),
  ];
}

function onlyStarttls(servers: readonly Server[], keys: Keys): readonly Complaint[] {
  const encrypted = servers.filter(({ security }) => security !== 'none');
  return encrypted.length > 0 && encrypted.every(({ security }) => security === 'starttls')
    ? [complaint(keys, 'has STARTTLS only: PACC cannot express it, and Apple profiles cannot require it')]
    : [];
}

function onlyPop3(incoming: readonly Server[], keys: Keys): readonly Complaint[] {
  const encrypted = incoming.filter(({ security }) => security !== 'none');
  return encrypted.length > 0 && encrypted.every(({ protocol }) => protocol === 'pop3')
    ? [
        complaint(
          keys,
          'has POP3 only: Thunderbird for Android, FairEmail, Geary, aerc, SnappyMail and Delta Chat find nothing',
        ),
      ]
    : [];
}

/** What Autodiscover answers with 404, so that Outlook finds nothing and `facteur records` has no `autodiscover` names. */
function notForAutodiscover(provider: Provider, keys: Keys): readonly Complaint[] {
  const { incoming = [], outgoing = [], ews, autodiscover } = provider;
  if (ews !== undefined || autodiscover !== undefined) return [];
  const directions = { incoming, outgoing };
  return (['incoming', 'outgoing'] as const).flatMap((direction) => {
    const encrypted = directions[direction].filter(({ security }) => security !== 'none');
    const reasons = new Set(encrypted.map(inexpressible));
    if (encrypted.length === 0 || reasons.has(undefined)) return [];
    return [
      complaint(
        [...keys, direction],
        `has no server that Autodiscover can express (${[...reasons].map((reason) => reason && autodiscoverReasons[reason]).join('; ')}): Outlook finds nothing`,
      ),
    ];
  });
}

/** Why Autodiscover cannot express a server. */
export const autodiscoverReasons = {
  authentication: 'it knows passwords inside TLS only',
  port: 'it knows STARTTLS on ports 143, 110, 587 and 25 only, and implicit TLS on others only',
} as const satisfies Record<Inexpressible, string>;

const oldNameOfLinks = ({ links }: ConfigValues): readonly Complaint[] =>
  links !== undefined && links !== 'open' && links.oldName
    ? [complaint(['links'], 'signed is the old name of sealed: write links: sealed')]
    : [];

function linksToNowhere({ links, url }: ConfigValues): readonly Complaint[] {
  return sealedLinks(links, false) && url === undefined
    ? [complaint(['links'], 'needs url: without it there are no links')]
    : [];
}

/** Redirect loops: Autodiscover clients would come back, so the provider's own servers are answered instead. */
function circles({ url, names, providers }: ConfigValues): readonly Complaint[] {
  const own = new Set([...names, ...(url === undefined ? [] : [new URL(url).host])]);
  return Object.entries(providers).flatMap(([key, { autodiscover }]) =>
    autodiscover?.to === 'url' && own.has(new URL(autodiscover.url).host)
      ? [complaint(['providers', key, 'autodiscover'], 'is this service itself: the redirect is ignored')]
      : [],
  );
}

function unusedProviders(values: ConfigValues): readonly Complaint[] {
  const { providers, provider, domains, addresses, directories } = values;
  // A store may name any of them, and a single one is the default.
  if (directories.length > 0 || Object.keys(providers).length === 1) return [];
  const entries = [...Object.values(domains), ...Object.values(addresses)];
  const used = new Set([provider ?? '', ...entries.map((entry) => providerId(entry.provider))]);
  return Object.keys(providers)
    .filter((key) => !used.has(providerId(key)))
    .map((key) => complaint(['providers', key], 'is not used by any domain'));
}

/** The entries by their normalised patterns. */
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
    // The patterns that cover it without this entry, the most exact first.
    const [above] = patternsCovering(bare.value)
      .slice(1)
      .flatMap((one) => patterns.get(one) ?? []);
    const half = bare.value !== pattern && bare.value.includes('.') && !patterns.has(bare.value) && !above;
    return [
      ...(above && saysTheSame(above.entry, entry)
        ? [complaint(['domains', key], `repeats ${above.key}`)]
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
    return [complaint(['addresses', key], `no other address at ${address.value.domain} is served`)];
  });
}
