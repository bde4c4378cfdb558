/**
 * An Apple profile as text. One mailbox is the usual case, so its document is built once for each account and filled;
 * several are put together anew from the same payloads.
 */

import { mobileconfig, profileIdentifier } from '../../../templates/mobileconfig.ts';
import { type Mailbox, type PayloadKind, payloads } from '../../../templates/mobileconfig-payloads.ts';
import {
  type ProfileLanguage,
  profileLanguages,
  profileTexts,
} from '../../../templates/mobileconfig-texts.ts';
import { type Fill, fillable, type Values } from '../../format/placeholders.ts';
import { escapePlist, type PlistDictionary, type PlistValue, writePlist } from '../../format/plist.ts';
import { uuidv5In } from '../../format/uuid.ts';
import type { Account, IncomingProtocol, Texts } from '../../model/account.ts';
import type { Address } from '../../model/address.ts';
import { memoizeByObject } from '../../util/memo.ts';

/** What the person who asks has said besides the address. */
export interface ProfileChoices {
  readonly senderName: string | undefined;
  readonly protocol: IncomingProtocol | undefined;
  readonly language: ProfileLanguage;
}

/**
 * @param address absent when the profile is for anybody at this provider
 * @param domain the address's, or the one whose profile it is
 * @returns the profile; nothing when Apple's keys cannot say how to read and send mail here
 */
export function profileOfOne(
  account: Account,
  address: Address | undefined,
  domain: string,
  wishes: ProfileChoices,
): string | undefined {
  const document = documentOf(account, address !== undefined, wishes);
  if (!document) return undefined;
  const say = profileTexts[wishes.language];
  const uuid = uuidOf(`${account.id} ${address === undefined ? domain : mailboxOf(address)}`);
  const description = say.description(address?.text ?? say.anybody);
  return document(valuesOf(address, domain, wishes.senderName, uuid, description));
}

/** @returns the profile of all these mailboxes, which stands beside those of each alone */
export function profileOfSeveral(
  account: Account,
  addresses: readonly Address[],
  wishes: ProfileChoices,
): string | undefined {
  const uuid = uuidOf(`${account.id} ${addresses.map(mailboxOf).toSorted().join(' ')}`);
  const description = profileTexts[wishes.language].description(addresses.map(({ text }) => text).join(', '));
  const open = payloadsOf(account, true, wishes);
  if (open.length === 0) return undefined;
  const all = addresses.flatMap((address, at) => {
    const own = uuidOf(`${uuid} ${mailboxOf(address)}`);
    const values = valuesOf(address, address.domain, wishes.senderName, own, '');
    // A directory is the same one for all.
    const needed = open.filter(({ PayloadType }) => at === 0 || PayloadType !== 'com.apple.ldap.account');
    return needed.map((payload) => filled(payload, values));
  });
  return writePlist(mobileconfig(account, { uuid, description, consent: consentOf(account), payloads: all }));
}

/** Two spellings of a local part are one mailbox to every provider that sells them. */
const mailboxOf = ({ text }: Address): string => text.toLowerCase();

/** Ours alone, made once by chance: profiles of other services never meet those of this one. */
const uuidOf = uuidv5In('b0a6c1f4-9a1e-4f0b-8a53-6f1d7c2e9b34');

/**
 * Payloads have UUIDs of version 8 (RFC 9562 §5.8), made of the mailbox's without another hash: the first byte says
 * which payload it is, so that no two are the same.
 */
const kindByte = {
  imap: '01',
  pop3: '02',
  caldav: '03',
  carddav: '04',
  ldap: '05',
  activesync: '06',
} as const satisfies Record<PayloadKind, string>;
const derivedUuid = (kind: PayloadKind): string => `${kindByte[kind]}%UUIDHEAD%8%UUIDTAIL%`;

/** Encoding is dear, and seldom needed. */
const inUrl = (text: string): string => (plainInUrl.test(text) ? text : encodeURIComponent(text));
/** RFC 3986 §3.3: what a segment of a path may hold as it is. */
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

/** A key is there or not there, so each combination is a document of its own. */
function documentOf(account: Account, named: boolean, wishes: ProfileChoices): Fill | undefined {
  const kept = documents(account);
  const key = `${named} ${wishes.senderName !== undefined} ${wishes.protocol}`;
  if (kept.has(key)) return kept.get(key);
  const found = payloadsOf(account, named, wishes);
  const document =
    found.length === 0 ? undefined : fillable(writePlist(openProfile(account, found)), escapePlist);
  kept.set(key, document);
  return document;
}

const openProfile = (account: Account, found: readonly PlistDictionary[]): PlistDictionary =>
  mobileconfig(account, {
    uuid: '%PROFILEUUID%',
    description: '%DESCRIPTION%',
    consent: consentOf(account),
    payloads: found,
  });

function payloadsOf(account: Account, named: boolean, wishes: ProfileChoices): readonly PlistDictionary[] {
  const mailbox: Mailbox = {
    address: named ? '%EMAILADDRESS%' : undefined,
    senderName: wishes.senderName === undefined ? undefined : '%REALNAME%',
    identifier: profileIdentifier(account, '%PROFILEUUID%'),
    uuidOf: derivedUuid,
  };
  return payloads(account, mailbox, wishes.protocol);
}

function consentOf({ name, profile }: Account): Texts | undefined {
  const wanted = profile?.consent ?? true;
  if (typeof wanted === 'object') return wanted;
  const ours = profileLanguages.map((language) => [language, profileTexts[language].consent(name)]);
  return wanted ? Object.fromEntries(ours) : undefined;
}

/** Values are put in as they are: the plist is yet to be written. */
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
