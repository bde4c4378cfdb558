/**
 * An Apple profile as text. One mailbox is the usual case, so its document is built once per account and its
 * placeholders are filled per request; a profile of several mailboxes is built per request from the same payloads.
 */

import { profileIdentifier, mobileconfig as template } from '../../../templates/mobileconfig.ts';
import {
  type Mailbox,
  type PayloadChoices,
  type PayloadKind,
  payloads,
} from '../../../templates/mobileconfig-payloads.ts';
import {
  type ProfileLanguage,
  profileLanguages,
  profileTexts,
} from '../../../templates/mobileconfig-texts.ts';
import { type Fill, fillable, type Values } from '../../format/placeholders.ts';
import { escapePlist, type PlistDictionary, type PlistValue, writePlist } from '../../format/plist.ts';
import { uuidv5In } from '../../format/uuid.ts';
import type { Account, Texts } from '../../model/account.ts';
import type { Address } from '../../model/address.ts';
import { memoizeByObject } from '../../util/memo.ts';

/** Options of a profile request besides the address. */
export interface ProfileChoices extends PayloadChoices {
  readonly senderName: string | undefined;
  readonly language: ProfileLanguage;
}

/**
 * @param address absent for a profile that asks for the address on the device
 * @param domain of the address, or of the profile if there is no address
 * @returns the profile; undefined if Apple's keys cannot express how to read and send mail here
 */
export function profileOfOne(
  account: Account,
  address: Address | undefined,
  domain: string,
  choices: ProfileChoices,
): string | undefined {
  const document = documentOf(account, address !== undefined, choices);
  if (!document) return undefined;
  const texts = profileTexts[choices.language];
  const uuid = uuidOf(`${account.id} ${address === undefined ? domain : mailboxOf(address)}`);
  const description = texts.description(address?.text ?? texts.anybody);
  return document(valuesOf(address, domain, choices.senderName, uuid, description));
}

/** @returns one profile with all these mailboxes; it does not replace the profiles of single ones */
export function profileOfSeveral(
  account: Account,
  addresses: readonly Address[],
  choices: ProfileChoices,
): string | undefined {
  const uuid = uuidOf(`${account.id} ${addresses.map(mailboxOf).toSorted().join(' ')}`);
  const description = profileTexts[choices.language].description(
    addresses.map(({ text }) => text).join(', '),
  );
  const templates = payloadsOf(account, true, choices);
  if (templates.length === 0) return undefined;
  const all = addresses.flatMap((address, at) => {
    const own = uuidOf(`${uuid} ${mailboxOf(address)}`);
    const values = valuesOf(address, address.domain, choices.senderName, own, '');
    // The LDAP directory is the same for all mailboxes, so it is added once.
    const needed = templates.filter(
      ({ PayloadType }) => at === 0 || PayloadType !== 'com.apple.ldap.account',
    );
    return needed.map((payload) => filled(payload, values));
  });
  return writePlist(template(account, { uuid, description, consent: consentOf(account), payloads: all }));
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
  senderName: string | undefined,
  uuid: string,
  description: string,
): Values {
  return {
    EMAILADDRESS: address?.text,
    EMAILLOCALPART: address?.localPart,
    EMAILDOMAIN: domain,
    ADDRESSINURL: address && inUrl(address.text),
    LOCALPARTINURL: address && inUrl(address.localPart),
    REALNAME: senderName,
    DESCRIPTION: description,
    PROFILEUUID: uuid,
    UUIDHEAD: uuid.slice(2, 14),
    UUIDTAIL: uuid.slice(15),
  };
}

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
  template(account, {
    uuid: '%PROFILEUUID%',
    description: '%DESCRIPTION%',
    consent: consentOf(account),
    payloads,
  });

function payloadsOf(account: Account, named: boolean, choices: ProfileChoices): readonly PlistDictionary[] {
  const mailbox: Mailbox = {
    address: named ? '%EMAILADDRESS%' : undefined,
    senderName: choices.senderName === undefined ? undefined : '%REALNAME%',
    identifier: profileIdentifier(account, '%PROFILEUUID%'),
    uuidOf: derivedUuid,
  };
  return payloads(account, mailbox, choices);
}

function consentOf({ name, profile }: Account): Texts | undefined {
  const wanted = profile?.consent ?? true;
  if (typeof wanted === 'object') return wanted;
  const ours = profileLanguages.map((language) => [language, profileTexts[language].consent(name)]);
  return wanted ? Object.fromEntries(ours) : undefined;
}

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
