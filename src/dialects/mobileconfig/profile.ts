/**
 * An Apple profile as text. One mailbox is the usual case, so its document is built once per account and its
 * placeholders are filled per request; a profile of several mailboxes is built per request from the same payloads.
 */

import {
  defaultText,
  type ProfileIssuer,
  profileIdentifier,
  mobileconfig as template,
} from '../../../templates/mobileconfig.ts';
import {
  type Mailbox,
  type PayloadChoices,
  type PayloadKind,
  payloads,
  takesPassword,
} from '../../../templates/mobileconfig-payloads.ts';
import {
  type ProfileLanguage,
  profileLanguages,
  profileTexts,
} from '../../../templates/mobileconfig-texts.ts';
import type { ResolvedAddress } from '../../directory/resolve.ts';
import { type Fill, fillable, type Values } from '../../format/placeholders.ts';
import { escapePlist, type PlistDictionary, type PlistValue, writePlist } from '../../format/plist.ts';
import { uuidv5In } from '../../format/uuid.ts';
import type { Account, Texts } from '../../model/account.ts';
import type { Address } from '../../model/address.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import { memoizeByObject } from '../../util/memo.ts';

/** Options of a profile request besides the address. */
interface ProfileChoices extends PayloadChoices {
  readonly senderName: string | undefined;
  /** Further addresses of the mailbox, from a store. */
  readonly aliases?: readonly string[] | undefined;
  readonly language: ProfileLanguage;
}

/**
 * @param address absent for a profile that asks for the address on the device
 * @param domain of the address, or of the profile if there is no address
 * @returns the profile; refused if Apple's keys cannot express how to read and send mail here
 */
export function profileOfOne(
  account: Account,
  address: Address | undefined,
  domain: string,
  choices: ProfileChoices,
  login?: string,
): Result<string> {
  const document = documentOf(account, address !== undefined, choices);
  if (!document) {
    return refuse({ reason: takesPassword(account) ? 'nothing-to-offer' : 'sign-in-not-expressible' });
  }
  const texts = profileTexts[choices.language];
  const uuid = uuidOf(`${account.id} ${address === undefined ? domain : mailboxOf(address)}`);
  const description = texts.description(address?.text ?? texts.anybody);
  const values = valuesOf(address, domain, choices, uuid, description);
  return ok(document({ ...values, PERSONLOGIN: login }));
}

/**
 * Payloads have the identifiers and UUIDs of the mailbox's own profile, so that installing a mailbox again replaces it.
 *
 * @returns one profile with all these mailboxes, each with its own account
 */
export function profileOfSeveral(
  mailboxes: readonly ResolvedAddress[],
  choices: ProfileChoices,
): Result<string> {
  const templatesOf = memoizeByObject((account: Account) =>
    payloadsOf(account, true, withPerson(choices, account)),
  );
  const position = mailboxes.findIndex(({ account }) => templatesOf(account).length === 0);
  if (position >= 0) {
    return refuse({ reason: 'address-not-expressible', position: position + 1, count: mailboxes.length });
  }
  const addresses = mailboxes.map(({ address }) => address);
  const accounts = distinct(mailboxes.map(({ account }) => account));
  const ids = distinct(accounts.map(({ id }) => id)).toSorted();
  const uuid = uuidOf(`${ids.join(' ')} ${addresses.map(mailboxOf).toSorted().join(' ')}`);
  const description = profileTexts[choices.language].description(
    addresses.map(({ text }) => text).join(', '),
  );
  const all = mailboxes.flatMap(({ address, account }) => {
    const own = uuidOf(`${account.id} ${mailboxOf(address)}`);
    const values = valuesOf(address, address.domain, withPerson(choices, account), own, '');
    return templatesOf(account).map((payload) => filled(payload, values));
  });
  const issuer = issuerOf(accounts, ids[0] ?? '');
  return ok(
    writePlist(
      template(issuer, {
        uuid,
        description,
        consent: consentOfSeveral(accounts),
        payloads: withEachDirectoryOnce(all),
      }),
    ),
  );
}

/** Adds what a store has about the person; a name in the request comes first. */
export const withPerson = (choices: ProfileChoices, { person }: Account): ProfileChoices => ({
  ...choices,
  senderName: choices.senderName ?? person?.name,
  aliases: person?.aliases,
});

const distinct = <Value>(values: readonly Value[]): readonly Value[] => [...new Set(values)];

/** The profile belongs to all of these; its identifier is the same in any order of the addresses. */
function issuerOf(accounts: readonly Account[], id: string): ProfileIssuer {
  const name = distinct(accounts.map((account) => account.name)).join(', ');
  const days = accounts.flatMap(({ profile }) => profile?.removeAfterDays ?? []);
  // The profile is removed as a whole, so the shortest time counts.
  return { id, name, removeAfterDays: days.length === 0 ? undefined : Math.min(...days) };
}

/** An LDAP directory is the same for all mailboxes of an account, so it is added once. */
function withEachDirectoryOnce(all: readonly PlistDictionary[]): readonly PlistDictionary[] {
  const seen = new Set<string>();
  return all.filter((payload) => {
    if (payload['PayloadType'] !== 'com.apple.ldap.account') return true;
    const key = JSON.stringify([payload['LDAPAccountHostName'], payload['LDAPSearchSettings']]);
    return !seen.has(key) && seen.add(key);
  });
}

/** Mail providers ignore letter case in local parts. */
const mailboxOf = ({ text }: Address): string => text.toLowerCase();

/** A random namespace, so that UUIDs do not collide with those of other services. */
const uuidOf = uuidv5In('b0a6c1f4-9a1e-4f0b-8a53-6f1d7c2e9b34');

/**
 * Payloads have UUIDs of version 8 (RFC 9562 §5.8), derived from the mailbox's without another hash: the first byte
 * is the kind of payload, so that no two are the same.
 */
const kindByte = {
  imap: '01',
  pop3: '02',
  caldav: '03',
  carddav: '04',
  ldap: '05',
  activesync: '06',
  ews: '07',
  google: '08',
} as const satisfies Record<PayloadKind, string>;
const derivedUuid = (kind: PayloadKind): string => `${kindByte[kind]}%UUIDHEAD%8%UUIDTAIL%`;

/** Fast path: encodeURIComponent is slow and seldom needed. */
const inUrl = (text: string): string => (plainInUrl.test(text) ? text : encodeURIComponent(text));
/** RFC 3986 §3.3: characters that a path segment may contain unencoded. */
const plainInUrl = /^[\w.~!$&'()*+,;=:@-]*$/;

function valuesOf(
  address: Address | undefined,
  domain: string,
  { senderName, aliases = [] }: ProfileChoices,
  uuid: string,
  description: string,
): Values {
  return {
    EMAILADDRESS: address?.text,
    EMAILLOCALPART: address?.localPart,
    EMAILDOMAIN: domain,
    ALLADDRESSES: address && allAddresses(address, aliases),
    ADDRESSINURL: address && inUrl(address.text),
    LOCALPARTINURL: address && inUrl(address.localPart),
    REALNAME: senderName,
    DESCRIPTION: description,
    PROFILEUUID: uuid,
    UUIDHEAD: uuid.slice(2, 14),
    UUIDTAIL: uuid.slice(15),
  };
}

/** The address itself first; a store may have it among the aliases too. */
const allAddresses = ({ text }: Address, aliases: readonly string[]): string =>
  [text, ...aliases.filter((alias) => alias.toLowerCase() !== text.toLowerCase())].join(', ');

const documents = memoizeByObject((_account: Account) => new Map<string, Fill | undefined>());

/** Optional keys are present or absent, so each combination has its own document. */
function documentOf(account: Account, named: boolean, choices: ProfileChoices): Fill | undefined {
  const cache = documents(account);
  const key = `${named} ${choices.senderName !== undefined} ${choices.protocol} ${choices.system}`;
  if (cache.has(key)) return cache.get(key);
  const payloads = payloadsOf(account, named, choices);
  const document =
    payloads.length === 0 ? undefined : fillable(writePlist(profileTemplate(account, payloads)), escapePlist);
  cache.set(key, document);
  return document;
}

const profileTemplate = (account: Account, payloads: readonly PlistDictionary[]): PlistDictionary =>
  template(issuerOf([account], account.id), {
    uuid: '%PROFILEUUID%',
    description: '%DESCRIPTION%',
    consent: consentOfSeveral([account]),
    payloads,
  });

function payloadsOf(account: Account, named: boolean, choices: ProfileChoices): readonly PlistDictionary[] {
  const mailbox: Mailbox = {
    address: named ? '%EMAILADDRESS%' : undefined,
    allAddresses: named ? '%ALLADDRESSES%' : undefined,
    senderName: choices.senderName === undefined ? undefined : '%REALNAME%',
    identifier: profileIdentifier(account, '%PROFILEUUID%'),
    uuidOf: derivedUuid,
  };
  return payloads(account, mailbox, choices);
}

/** A person agrees to the texts of all providers; those with the built-in text share one. */
function consentOfSeveral(accounts: readonly Account[]): Texts | undefined {
  const names = accounts.flatMap(({ name, profile }) => ((profile?.consent ?? true) === true ? name : []));
  const own = accounts.flatMap(({ profile }) =>
    typeof profile?.consent === 'object' ? [profile.consent] : [],
  );
  const texts = names.length === 0 ? own : [builtInConsent(distinct(names).join(', ')), ...own];
  const languages = distinct(texts.flatMap((one) => Object.keys(one)));
  if (languages.length === 0) return undefined;
  const inLanguage = (language: string): string =>
    distinct(texts.map((one) => one[language] ?? defaultText(one) ?? '')).join('\n\n');
  return Object.fromEntries(languages.map((language) => [language, inLanguage(language)]));
}

const builtInConsent = (name: string): Texts =>
  Object.fromEntries(profileLanguages.map((language) => [language, profileTexts[language].consent(name)]));

/** Values are inserted unescaped: the plist writer escapes them later. */
function filled(dictionary: PlistDictionary, values: Values): PlistDictionary {
  const fill = (value: PlistValue): PlistValue => {
    if (typeof value === 'string') return fillable(value, (text) => text)(values);
    if (typeof value !== 'object') return value;
    return isList(value) ? value.map(fill) : filled(value, values);
  };
  return Object.fromEntries(
    Object.entries(dictionary).map(([key, value]) => [key, value === undefined ? value : fill(value)]),
  );
}

const isList = (value: object): value is readonly PlistValue[] => Array.isArray(value);
