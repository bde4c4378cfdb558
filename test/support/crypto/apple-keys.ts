/**
 * Apple's published keys of configuration profiles, by name: their type, and `?` when a profile may leave them out.
 * Facts of github.com/apple/device-management (mdm/profiles/*.yaml, MIT licence) at commit b6202ca of 2024-10-21, of
 * iOS 18.1 and macOS 15.1; where FACTEUR_SCHEMAS names a folder of these files, they are held against them.
 */

import type { Dictionary, PlistValue } from '../../../src/check/parsers/plist.ts';

type KeyType = 'string' | 'integer' | 'real' | 'boolean' | 'date' | 'data' | 'array' | 'dictionary';
export type KeyTable = Readonly<Record<string, KeyType | `${KeyType}?`>>;

const common = {
  PayloadIdentifier: 'string',
  PayloadUUID: 'string',
  PayloadType: 'string',
  PayloadVersion: 'integer',
  PayloadDescription: 'string?',
  PayloadDisplayName: 'string?',
  PayloadOrganization: 'string?',
} as const satisfies KeyTable;

const topLevel = {
  PayloadIdentifier: 'string',
  PayloadUUID: 'string',
  PayloadType: 'string',
  PayloadVersion: 'integer',
  IsEncrypted: 'boolean?',
  PayloadContent: 'array',
  EncryptedPayloadContent: 'data?',
  PayloadDescription: 'string?',
  PayloadDisplayName: 'string?',
  HasRemovalPasscode: 'boolean?',
  PayloadOrganization: 'string?',
  PayloadRemovalDisallowed: 'boolean?',
  PayloadScope: 'string?',
  RemovalDate: 'date?',
  DurationUntilRemoval: 'real?',
  PayloadExpirationDate: 'date?',
  TargetDeviceType: 'integer?',
  ConsentText: 'dictionary?',
} as const satisfies KeyTable;

const mail = {
  EmailAccountDescription: 'string?',
  EmailAccountName: 'string?',
  EmailAccountType: 'string',
  EmailAddress: 'string?',
  IncomingMailServerAuthentication: 'string',
  IncomingMailServerHostName: 'string',
  IncomingMailServerPortNumber: 'integer?',
  IncomingMailServerUseSSL: 'boolean?',
  IncomingMailServerUsername: 'string?',
  IncomingPassword: 'string?',
  OutgoingPassword: 'string?',
  OutgoingPasswordSameAsIncomingPassword: 'boolean?',
  OutgoingMailServerAuthentication: 'string',
  OutgoingMailServerHostName: 'string',
  OutgoingMailServerPortNumber: 'integer?',
  OutgoingMailServerUseSSL: 'boolean?',
  OutgoingMailServerUsername: 'string?',
  PreventMove: 'boolean?',
  PreventAppSheet: 'boolean?',
  SMIMEEnabled: 'boolean?',
  SMIMESigningEnabled: 'boolean?',
  SMIMESigningCertificateUUID: 'string?',
  SMIMEEncryptionEnabled: 'boolean?',
  SMIMEEncryptionCertificateUUID: 'string?',
  SMIMEEnablePerMessageSwitch: 'boolean?',
  disableMailRecentsSyncing: 'boolean?',
  allowMailDrop: 'boolean?',
  IncomingMailServerIMAPPathPrefix: 'string?',
  SMIMESigningUserOverrideable: 'boolean?',
  SMIMESigningCertificateUUIDUserOverrideable: 'boolean?',
  SMIMEEncryptByDefault: 'boolean?',
  SMIMEEncryptByDefaultUserOverrideable: 'boolean?',
  SMIMEEncryptionCertificateUUIDUserOverrideable: 'boolean?',
  SMIMEEnableEncryptionPerMessageSwitch: 'boolean?',
  VPNUUID: 'string?',
} as const satisfies KeyTable;

const caldav = {
  CalDAVAccountDescription: 'string?',
  CalDAVHostName: 'string',
  CalDAVUsername: 'string?',
  CalDAVPassword: 'string?',
  CalDAVPrincipalURL: 'string?',
  CalDAVUseSSL: 'boolean?',
  CalDAVPort: 'integer?',
  VPNUUID: 'string?',
} as const satisfies KeyTable;

const carddav = {
  CardDAVAccountDescription: 'string?',
  CardDAVHostName: 'string',
  CardDAVUsername: 'string?',
  CardDAVPassword: 'string?',
  CardDAVPrincipalURL: 'string?',
  CardDAVUseSSL: 'boolean?',
  CardDAVPort: 'integer?',
  CommunicationServiceRules: 'dictionary?',
  VPNUUID: 'string?',
} as const satisfies KeyTable;

const ldap = {
  LDAPAccountDescription: 'string?',
  LDAPAccountHostName: 'string',
  LDAPAccountUserName: 'string?',
  LDAPAccountPassword: 'string?',
  LDAPAccountUseSSL: 'boolean?',
  LDAPSearchSettings: 'array?',
  VPNUUID: 'string?',
} as const satisfies KeyTable;

const exchange = {
  EmailAddress: 'string?',
  Host: 'string?',
  SSL: 'boolean?',
  OAuth: 'boolean?',
  UserName: 'string?',
  Password: 'string?',
  Certificate: 'data?',
  CertificateName: 'string?',
  CertificatePassword: 'string?',
  PreventMove: 'boolean?',
  PreventAppSheet: 'boolean?',
  PayloadCertificateUUID: 'string?',
  SMIMEEnabled: 'boolean?',
  SMIMESigningEnabled: 'boolean?',
  SMIMESigningCertificateUUID: 'string?',
  SMIMEEncryptionEnabled: 'boolean?',
  SMIMEEncryptionCertificateUUID: 'string?',
  SMIMEEnablePerMessageSwitch: 'boolean?',
  disableMailRecentsSyncing: 'boolean?',
  MailNumberOfPastDaysToSync: 'integer?',
  HeaderMagic: 'string?',
  CommunicationServiceRules: 'dictionary?',
  allowMailDrop: 'boolean?',
  SMIMESigningUserOverrideable: 'boolean?',
  SMIMESigningCertificateUUIDUserOverrideable: 'boolean?',
  SMIMEEncryptByDefault: 'boolean?',
  SMIMEEncryptByDefaultUserOverrideable: 'boolean?',
  SMIMEEncryptionCertificateUUIDUserOverrideable: 'boolean?',
  SMIMEEnableEncryptionPerMessageSwitch: 'boolean?',
  EnableMail: 'boolean?',
  EnableContacts: 'boolean?',
  EnableCalendars: 'boolean?',
  EnableReminders: 'boolean?',
  EnableNotes: 'boolean?',
  EnableMailUserOverridable: 'boolean?',
  EnableContactsUserOverridable: 'boolean?',
  EnableCalendarsUserOverridable: 'boolean?',
  EnableRemindersUserOverridable: 'boolean?',
  EnableNotesUserOverridable: 'boolean?',
  OAuthSignInURL: 'string?',
  OAuthTokenRequestURL: 'string?',
  OverridePreviousPassword: 'boolean?',
  VPNUUID: 'string?',
} as const satisfies KeyTable;

const ews = {
  EmailAddress: 'string?',
  Host: 'string?',
  SSL: 'boolean?',
  OAuth: 'boolean?',
  OAuthSignInURL: 'string?',
  UserName: 'string?',
  Password: 'string?',
  PayloadCertificateUUID: 'string?',
  AuthenticationCertificateUUID: 'string?',
  allowMailDrop: 'boolean?',
  Path: 'string?',
  Port: 'integer?',
  ExternalHost: 'string?',
  ExternalSSL: 'boolean?',
  ExternalPath: 'string?',
  ExternalPort: 'integer?',
} as const satisfies KeyTable;

const google = {
  AccountDescription: 'string?',
  AccountName: 'string?',
  EmailAddress: 'string',
  CommunicationServiceRules: 'dictionary?',
  VPNUUID: 'string?',
} as const satisfies KeyTable;

/** The items of LDAPSearchSettings. */
const searchSetting = {
  LDAPSearchSettingDescription: 'string?',
  LDAPSearchSettingSearchBase: 'string',
  LDAPSearchSettingScope: 'string?',
} as const satisfies KeyTable;

/** By the name of Apple's file, without its extension. */
export const appleKeys: Readonly<Record<string, KeyTable>> = {
  CommonPayloadKeys: common,
  TopLevel: topLevel,
  'com.apple.mail.managed': mail,
  'com.apple.caldav.account': caldav,
  'com.apple.carddav.account': carddav,
  'com.apple.ldap.account': ldap,
  'com.apple.eas.account': exchange,
  'com.apple.ews.account': ews,
  'com.apple.google-oauth': google,
};

export const appleSubkeys: Readonly<Record<string, KeyTable>> = { LDAPSearchSettings: searchSetting };

/** @returns what a device would complain of in a profile: an unknown key, another type, a missing or an empty value */
export function flawsOf(profile: PlistValue): readonly string[] {
  if (!isDictionary(profile)) return ['no dictionary'];
  const content = profile['PayloadContent'];
  const payloads = Array.isArray(content) ? content : [];
  return [
    ...flawsBy(topLevel, profile, 'profile'),
    ...(payloads.length === 0 ? ['no payload'] : []),
    ...payloads.flatMap((payload: PlistValue) => payloadFlaws(payload)),
    ...repeated([profile, ...payloads.filter(isDictionary)]),
  ];
}

function payloadFlaws(payload: PlistValue): readonly string[] {
  if (!isDictionary(payload)) return ['a payload is no dictionary'];
  const type = String(payload['PayloadType']);
  const own = appleKeys[type];
  if (!own || !type.startsWith('com.apple.')) return [`no payload is of type ${type}`];
  return flawsBy({ ...common, ...own }, payload, type);
}

function flawsBy(table: KeyTable, of: Dictionary, where: string): readonly string[] {
  const missing = Object.keys(table).filter((key) => !table[key]?.endsWith('?') && !(key in of));
  const wrong = Object.entries(of).flatMap(([key, value]) => {
    const at = `${where} ${key}`;
    const expected = table[key]?.replace('?', '');
    if (expected === undefined) return [`${at} is not known`];
    if (typeOf(value) !== expected) return [`${at} is ${typeOf(value)} and not ${expected}`];
    if (/(?<!SameAsIncoming)Password$/.test(key)) return [`${at} is in the clear`];
    if (value === '' || (Array.isArray(value) && value.length === 0)) return [`${at} is empty`];
    const items = appleSubkeys[key];
    if (!items || !Array.isArray(value)) return [];
    return value.flatMap((item: PlistValue) => (isDictionary(item) ? flawsBy(items, item, at) : [at]));
  });
  return [...missing.map((key) => `${where} has no ${key}`), ...wrong];
}

/** Identifiers and UUIDs tell a device what to replace. */
function repeated(all: readonly Dictionary[]): readonly string[] {
  return ['PayloadIdentifier', 'PayloadUUID'].flatMap((key) => {
    const values = all.map((one) => one[key]);
    return new Set(values).size === values.length ? [] : [`${key} stands twice`];
  });
}

function typeOf(value: PlistValue): string {
  if (typeof value === 'number') return 'integer';
  if (Array.isArray(value)) return 'array';
  if (typeof value !== 'object') return typeof value;
  return '#real' in value ? 'real' : 'dictionary';
}

const isDictionary = (value: PlistValue): value is Dictionary => typeOf(value) === 'dictionary';
