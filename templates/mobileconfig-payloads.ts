/**
 * The accounts in an Apple profile, each a payload of Apple's device-management schema: mail, calendars, address books,
 * LDAP, Exchange. Values without a key are left out: other LDAP ports, other Exchange paths, OAuth2 tokens, and STARTTLS
 * without fallback to plaintext.
 */

import type { PlistDictionary } from '../src/format/plist.ts';
import type {
  Account,
  Authentication,
  IncomingProtocol,
  Server,
  ServiceWithLogin,
} from '../src/model/account.ts';

export interface Mailbox {
  /** Absent for a profile without an address: the device then asks for it. */
  readonly address: string | undefined;
  readonly senderName: string | undefined;
  /** Prefix of the payloads' identifiers. */
  readonly identifier: string;
  /** @returns the UUID of a kind of payload, always the same for a mailbox */
  readonly uuidOf: (kind: PayloadKind) => string;
}

/** Distinguishes the payloads of a mailbox. IMAP and POP3 are different accounts. */
export type PayloadKind = keyof typeof displayed;
const displayed = {
  imap: 'IMAP',
  pop3: 'POP3',
  caldav: 'CalDAV',
  carddav: 'CardDAV',
  ldap: 'LDAP',
  activesync: 'Exchange',
} as const;

const accountType = {
  imap: 'EmailTypeIMAP',
  pop3: 'EmailTypePOP',
} as const satisfies Record<IncomingProtocol, string>;

/** Apple supports OAuth2 only for Exchange and Google accounts. */
const authentication = {
  password: 'EmailAuthPassword',
  'password-encrypted': 'EmailAuthCRAMMD5',
  oauth2: undefined,
} as const satisfies Record<Authentication, string | undefined>;

/**
 * @param protocol of the incoming server; without it, the first one that Apple supports
 * @returns the accounts of a mailbox; empty if Apple's keys can express neither mail nor Exchange here
 */
export function payloads(
  account: Account,
  mailbox: Mailbox,
  protocol: IncomingProtocol | undefined,
): readonly PlistDictionary[] {
  const incoming = account.incoming.find(
    (server) => isExpressible(server) && (protocol === undefined || server.protocol === protocol),
  );
  const outgoing = account.outgoing.find(isExpressible);
  const mail = incoming && outgoing && mailPayload(account, mailbox, incoming, outgoing);
  const exchange = protocol === undefined ? exchangePayload(account, mailbox, mail !== undefined) : undefined;
  if (!mail && !exchange) return [];
  const otherPayloads = [davPayload('CalDAV', account, mailbox), davPayload('CardDAV', account, mailbox)];
  return [mail, ...otherPayloads, ldapPayload(account, mailbox), exchange].filter((one) => one !== undefined);
}

function head(type: string, kind: PayloadKind, account: Account, mailbox: Mailbox): PlistDictionary {
  return {
    PayloadType: type,
    PayloadVersion: 1,
    PayloadIdentifier: `${mailbox.identifier}.${kind}`,
    PayloadUUID: mailbox.uuidOf(kind),
    PayloadDisplayName: `${account.shortName} (${displayed[kind]})`,
  };
}

function mailPayload(
  account: Account,
  mailbox: Mailbox,
  incoming: Server<IncomingProtocol>,
  outgoing: Server,
): PlistDictionary {
  const named = mailbox.address !== undefined;
  return {
    ...head('com.apple.mail.managed', incoming.protocol, account, mailbox),
    EmailAccountDescription: mailbox.address ?? account.name,
    EmailAccountName: mailbox.senderName,
    EmailAccountType: accountType[incoming.protocol],
    EmailAddress: mailbox.address,
    IncomingMailServerAuthentication: authenticationOf(incoming),
    IncomingMailServerHostName: incoming.host,
    IncomingMailServerPortNumber: incoming.port,
    // False when absent.
    IncomingMailServerUseSSL: true,
    // An empty value became "login@imaphost" in old macOS; without the key the device asks.
    IncomingMailServerUsername: named ? incoming.username : undefined,
    OutgoingMailServerAuthentication: authenticationOf(outgoing),
    OutgoingMailServerHostName: outgoing.host,
    OutgoingMailServerPortNumber: outgoing.port,
    OutgoingMailServerUseSSL: true,
    OutgoingMailServerUsername: named ? outgoing.username : undefined,
    // Another user name may have another password; the device then asks for both.
    OutgoingPasswordSameAsIncomingPassword: outgoing.username === incoming.username,
  };
}

const authenticationOf = (server: Server): string | undefined =>
  server.authentication.map((method) => authentication[method]).find((word) => word !== undefined);

const isExpressible = (server: Server): boolean => authenticationOf(server) !== undefined;

/** Services without a user name of their own use that of mail. */
const usernameOf = (
  { usernames, incoming }: Account,
  { address }: Mailbox,
  service: ServiceWithLogin,
): string | undefined =>
  address === undefined ? undefined : (usernames?.[service] ?? incoming[0]?.username ?? address);

const dav = {
  CalDAV: { type: 'com.apple.caldav.account', kind: 'caldav' },
  CardDAV: { type: 'com.apple.carddav.account', kind: 'carddav' },
} as const satisfies Record<string, { readonly type: string; readonly kind: PayloadKind & ServiceWithLogin }>;

/** CalDAV and CardDAV have the same keys with another prefix. */
function davPayload(name: keyof typeof dav, account: Account, mailbox: Mailbox): PlistDictionary | undefined {
  const { type, kind } = dav[name];
  const text = account[kind];
  if (text === undefined) return undefined;
  const { hostname, port, pathname } = new URL(text);
  const isPersonal = /%EMAIL(?:ADDRESS|LOCALPART)%/.test(pathname);
  return {
    ...head(type, kind, account, mailbox),
    [`${name}AccountDescription`]: mailbox.address ?? account.name,
    [`${name}HostName`]: hostname,
    [`${name}Port`]: port === '' ? 443 : Number(port),
    // Without it, the device discovers the path itself.
    [`${name}PrincipalURL`]:
      pathname === '/' || (isPersonal && mailbox.address === undefined) ? undefined : inUrl(pathname),
    [`${name}UseSSL`]: true,
    [`${name}Username`]: usernameOf(account, mailbox, kind),
  };
}

/** A local part may contain a slash, so the encoded form is used. */
const inUrl = (path: string): string =>
  path.replaceAll('%EMAILADDRESS%', '%ADDRESSINURL%').replaceAll('%EMAILLOCALPART%', '%LOCALPARTINURL%');

/** There is no key for the port. Few LDAP servers accept the address as user name, so there is no user name. */
function ldapPayload(account: Account, mailbox: Mailbox): PlistDictionary | undefined {
  const { ldap } = account;
  if (ldap?.port !== 636) return undefined;
  return {
    ...head('com.apple.ldap.account', 'ldap', account, mailbox),
    LDAPAccountDescription: account.name,
    LDAPAccountHostName: ldap.host,
    LDAPAccountUseSSL: true,
    LDAPSearchSettings: ldap.base === '' ? undefined : [searchSetting(account.name, ldap.base)],
  };
}

const searchSetting = (name: string, base: string): PlistDictionary => ({
  LDAPSearchSettingDescription: name,
  LDAPSearchSettingSearchBase: base,
  LDAPSearchSettingScope: 'LDAPSearchSettingScopeSubtree',
});

/** The default path: the payload has a key for the host name only (MS-ASHTTP §2.2.1.1.1). */
const activesyncPath = /^\/(?:microsoft-server-activesync\/?)?$/i;

/** Enables only what no other account of the profile provides, so that a mailbox is not set up twice. */
function exchangePayload(account: Account, mailbox: Mailbox, hasMail: boolean): PlistDictionary | undefined {
  const { activesync, caldav, carddav } = account;
  if (activesync === undefined || (hasMail && caldav !== undefined && carddav !== undefined))
    return undefined;
  const { hostname, port, pathname } = new URL(activesync);
  if (port !== '' || !activesyncPath.test(pathname)) return undefined;
  const unless = (provided: boolean): false | undefined => (provided ? false : undefined);
  return {
    ...head('com.apple.eas.account', 'activesync', account, mailbox),
    EmailAddress: mailbox.address,
    Host: hostname,
    SSL: true,
    UserName: usernameOf(account, mailbox, 'activesync'),
    EnableMail: unless(hasMail),
    EnableCalendars: unless(caldav !== undefined),
    EnableReminders: unless(caldav !== undefined),
    EnableContacts: unless(carddav !== undefined),
  };
}
