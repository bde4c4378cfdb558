/**
 * The accounts in an Apple profile, each a payload in the words of Apple's device-management schema: mail, calendars,
 * address books, a directory, Exchange. What its keys cannot say is left out: other ports of a directory, other paths
 * of Exchange, tokens, STARTTLS where it must not be given up.
 */

import type { PlistDictionary } from '../src/format/plist.ts';
import type { Account, Authentication, IncomingProtocol, Server } from '../src/model/account.ts';

export interface Mailbox {
  /** Absent when the profile is for anybody at this provider: the device then asks. */
  readonly address: string | undefined;
  readonly senderName: string | undefined;
  /** What the identifiers of its payloads begin with. */
  readonly identifier: string;
  /** @returns a UUID for each kind of payload, the same one for the same mailbox */
  readonly uuidOf: (kind: PayloadKind) => string;
}

/** What tells payloads of one mailbox apart. IMAP and POP3 are not the same account. */
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

/** OAuth2 exists for Exchange and Google accounts only. */
const authentication = {
  password: 'EmailAuthPassword',
  'password-encrypted': 'EmailAuthCRAMMD5',
  oauth2: undefined,
} as const satisfies Record<Authentication, string | undefined>;

/**
 * @param protocol to read mail by; the best one when it is absent
 * @returns the accounts of a mailbox, or none when Apple's keys cannot say how to read and send mail here
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
  const beside = [davPayload('CalDAV', account, mailbox), davPayload('CardDAV', account, mailbox)];
  return [mail, ...beside, ldapPayload(account, mailbox), exchange].filter((one) => one !== undefined);
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
    // Left blank, old macOS made "login@imaphost" of it; without an address the device asks.
    IncomingMailServerUsername: named ? incoming.username : undefined,
    OutgoingMailServerAuthentication: authenticationOf(outgoing),
    OutgoingMailServerHostName: outgoing.host,
    OutgoingMailServerPortNumber: outgoing.port,
    OutgoingMailServerUseSSL: true,
    OutgoingMailServerUsername: named ? outgoing.username : undefined,
    OutgoingPasswordSameAsIncomingPassword: true,
  };
}

const authenticationOf = (server: Server): string | undefined =>
  server.authentication.map((method) => authentication[method]).find((word) => word !== undefined);

const isExpressible = (server: Server): boolean => authenticationOf(server) !== undefined;

/** Besides mail, one logs in as one does for mail. */
const usernameOf = ({ incoming }: Account, { address }: Mailbox): string | undefined =>
  address === undefined ? undefined : (incoming[0]?.username ?? address);

const dav = {
  CalDAV: { type: 'com.apple.caldav.account', kind: 'caldav' },
  CardDAV: { type: 'com.apple.carddav.account', kind: 'carddav' },
} as const satisfies Record<string, { readonly type: string; readonly kind: PayloadKind }>;

/** CalDAV and CardDAV have the same keys but for the name in front. */
function davPayload(name: keyof typeof dav, account: Account, mailbox: Mailbox): PlistDictionary | undefined {
  const { type, kind } = dav[name];
  const text = account[kind];
  if (text === undefined) return undefined;
  const { hostname, port, pathname } = new URL(text);
  const whose = /%EMAIL(?:ADDRESS|LOCALPART)%/.test(pathname);
  return {
    ...head(type, kind, account, mailbox),
    [`${name}AccountDescription`]: mailbox.address ?? account.name,
    [`${name}HostName`]: hostname,
    [`${name}Port`]: port === '' ? 443 : Number(port),
    // Without it, a device looks for the path by itself.
    [`${name}PrincipalURL`]:
      pathname === '/' || (whose && mailbox.address === undefined) ? undefined : inUrl(pathname),
    [`${name}UseSSL`]: true,
    [`${name}Username`]: usernameOf(account, mailbox),
  };
}

/** What stands before the @ may hold a slash. */
const inUrl = (path: string): string =>
  path.replaceAll('%EMAILADDRESS%', '%ADDRESSINURL%').replaceAll('%EMAILLOCALPART%', '%LOCALPARTINURL%');

/** No key says a port; and few directories know people by their address, so none is given as a user name. */
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

/** The only end-point that a host name alone can say (MS-ASHTTP §2.2.1.1.1). */
const activesyncPath = /^\/(?:microsoft-server-activesync\/?)?$/i;

/** Brings what no other account of the profile brings, lest a mailbox stand there twice. */
function exchangePayload(account: Account, mailbox: Mailbox, hasMail: boolean): PlistDictionary | undefined {
  const { activesync, caldav, carddav } = account;
  if (activesync === undefined || (hasMail && caldav !== undefined && carddav !== undefined))
    return undefined;
  const { hostname, port, pathname } = new URL(activesync);
  if (port !== '' || !activesyncPath.test(pathname)) return undefined;
  const unless = (brought: boolean): false | undefined => (brought ? false : undefined);
  return {
    ...head('com.apple.eas.account', 'activesync', account, mailbox),
    EmailAddress: mailbox.address,
    Host: hostname,
    SSL: true,
    UserName: usernameOf(account, mailbox),
    EnableMail: unless(hasMail),
    EnableCalendars: unless(caldav !== undefined),
    EnableReminders: unless(caldav !== undefined),
    EnableContacts: unless(carddav !== undefined),
  };
}
