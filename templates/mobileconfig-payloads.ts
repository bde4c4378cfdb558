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
  /** The address and its aliases, separated by `, `. */
  readonly allAddresses?: string | undefined;
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
  ews: 'Exchange',
  google: 'Google',
} as const;

const accountType = {
  imap: 'EmailTypeIMAP',
  pop3: 'EmailTypePOP',
} as const satisfies Record<IncomingProtocol, string>;

/** Exchange and Google accounts of iOS and iPadOS do not exist on macOS, and its Exchange accounts exist only there. */
export type ProfileSystem = 'ios' | 'macos';

export interface PayloadChoices {
  /** Of the incoming server; without it, the first one that Apple supports. */
  readonly protocol: IncomingProtocol | undefined;
  /** Where the profile will be installed; iOS and iPadOS when unknown. */
  readonly system: ProfileSystem | undefined;
}

/** Apple supports OAuth2 only for Exchange and Google accounts. */
const authentication = {
  password: 'EmailAuthPassword',
  'password-encrypted': 'EmailAuthCRAMMD5',
  oauth2: undefined,
} as const satisfies Record<Authentication, string | undefined>;

/**
 * @returns the accounts of a mailbox; empty if Apple's keys can express neither mail nor Exchange here. Where no password
 *   can log in, no account asks for one.
 */
export function payloads(
  account: Account,
  mailbox: Mailbox,
  { protocol, system }: PayloadChoices,
): readonly PlistDictionary[] {
  if (!takesPassword(account)) {
    const signIn = protocol === undefined ? signInPayload(account, mailbox, system) : undefined;
    return signIn ? [signIn] : [];
  }
  const incoming = account.incoming.find(
    (server) => isExpressible(server) && (protocol === undefined || server.protocol === protocol),
  );
  const outgoing = account.outgoing.find(isExpressible);
  const mail = incoming && outgoing && mailPayload(account, mailbox, incoming, outgoing);
  const exchange =
    protocol === undefined ? exchangePayload(account, mailbox, system, mail !== undefined) : undefined;
  if (!mail && !exchange) return [];
  const otherPayloads = [davPayload('CalDAV', account, mailbox), davPayload('CardDAV', account, mailbox)];
  return [mail, ...otherPayloads, ldapPayload(account, mailbox), exchange].filter((one) => one !== undefined);
}

/** Whether there is a profile for an address. */
export const hasProfile = (account: Account, system: ProfileSystem | undefined): boolean =>
  payloads(
    account,
    { address: '%EMAILADDRESS%', senderName: undefined, identifier: '', uuidOf: (kind) => kind },
    { protocol: undefined, system },
  ).length > 0;

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
    // Apple documents one address. Some versions take several; iOS has taken the whole string for one
    // (openradar 35667841, github.com/mailcow/mailcow-dockerized/issues/4828), so this is for the operator to choose.
    EmailAddress:
      account.profile?.aliases === true ? (mailbox.allAddresses ?? mailbox.address) : mailbox.address,
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

/**
 * Whether a password can log in. Without mail servers, an account with an issuer of tokens counts as OAuth2 only,
 * because nothing says that its Exchange takes passwords.
 */
export const takesPassword = ({ incoming, outgoing, oauth2 }: Account): boolean =>
  incoming.length === 0 && outgoing.length === 0
    ? oauth2 === undefined
    : some(incoming, byPassword) && some(outgoing, byPassword);

/** An absent direction does not decide. */
const some = (servers: readonly Server[], test: (server: Server) => boolean): boolean =>
  servers.length === 0 || servers.some(test);

const byPassword = ({ authentication }: Server): boolean =>
  authentication.some((method) => method !== 'oauth2');

/** Apple has accounts of their own for these two issuers. */
export type KnownIssuer = 'google' | 'microsoft';
const knownIssuers: Readonly<Record<string, KnownIssuer>> = {
  'accounts.google.com': 'google',
  'login.microsoftonline.com': 'microsoft',
};

export const knownIssuer = ({ oauth2 }: Account): KnownIssuer | undefined =>
  oauth2 && knownIssuers[new URL(oauth2.issuer).hostname];

/**
 * An account whose device opens a window for the sign-in (`OAuth`: iOS 12, macOS 10.14; Google: iOS 9.3). The device finds
 * the server itself, unless the operator gives the URL of the sign-in, which needs the host.
 */
function signInPayload(
  account: Account,
  mailbox: Mailbox,
  system: ProfileSystem | undefined,
): PlistDictionary | undefined {
  const issuer = knownIssuer(account);
  const { activesync, ews, autodiscover, profile } = account;
  if (issuer === 'google') {
    return system === 'macos' ? undefined : googlePayload(account, mailbox);
  }
  const url = system === 'macos' ? ews : activesync;
  if (url === undefined && autodiscover === undefined && issuer !== 'microsoft') return undefined;
  const own = url === undefined ? undefined : profile?.oauth;
  const common = {
    EmailAddress: mailbox.address,
    Host: own && url && new URL(url).hostname,
    SSL: true,
    OAuth: true,
    UserName: mailbox.address,
    OAuthSignInURL: own?.signIn,
  };
  return system === 'macos'
    ? { ...head('com.apple.ews.account', 'ews', account, mailbox), ...common }
    : {
        ...head('com.apple.eas.account', 'activesync', account, mailbox),
        ...common,
        OAuthTokenRequestURL: own?.token,
      };
}

/** The address is required: the device does not ask for it. */
const googlePayload = (account: Account, mailbox: Mailbox): PlistDictionary | undefined =>
  mailbox.address === undefined
    ? undefined
    : {
        ...head('com.apple.google-oauth', 'google', account, mailbox),
        AccountDescription: mailbox.address,
        AccountName: mailbox.senderName,
        EmailAddress: mailbox.address,
      };

/** The default path: the payload has a key for the host name only (MS-ASHTTP §2.2.1.1.1). */
const activesyncPath = /^\/(?:microsoft-server-activesync\/?)?$/i;

const exchangePayload = (
  account: Account,
  mailbox: Mailbox,
  system: ProfileSystem | undefined,
  hasMail: boolean,
): PlistDictionary | undefined =>
  system === 'macos' ? ewsPayload(account, mailbox, hasMail) : easPayload(account, mailbox, hasMail);

/** Sets up mail, calendars and address books, and has no key that leaves one out: so it is not added to another account. */
function ewsPayload(account: Account, mailbox: Mailbox, hasMail: boolean): PlistDictionary | undefined {
  const { ews } = account;
  if (ews === undefined || hasMail) return undefined;
  const { hostname, port, pathname } = new URL(ews);
  return {
    ...head('com.apple.ews.account', 'ews', account, mailbox),
    EmailAddress: mailbox.address,
    Host: hostname,
    Port: port === '' ? undefined : Number(port),
    Path: pathname === '/' ? undefined : pathname,
    SSL: true,
    UserName: usernameOf(account, mailbox, 'ews'),
  };
}

/** Enables only what no other account of the profile provides, so that a mailbox is not set up twice. */
function easPayload(account: Account, mailbox: Mailbox, hasMail: boolean): PlistDictionary | undefined {
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
