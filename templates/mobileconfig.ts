/**
 * An Apple configuration profile with one mail account: `com.apple.mail.managed` inside a `Configuration`, as in
 * Apple's device-management schema. Required keys always, empty keys never, a password never.
 */

import type { Account, Authentication, IncomingProtocol, Server } from '../src/account.ts';
import type { PlistDictionary } from '../src/plist.ts';

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

export interface Mailbox {
  /** Absent when the profile is for anybody at this provider: the device then asks. */
  readonly address: string | undefined;
  readonly senderName: string | undefined;
  readonly profileUuid: string;
  readonly payloadUuid: string;
}

/** @returns the profile, or nothing when Apple's keys cannot say how to read and send mail here */
export function mobileconfig(account: Account, mailbox: Mailbox): PlistDictionary | undefined {
  const incoming = account.incoming.find(canBeSaid);
  const outgoing = account.outgoing.find(canBeSaid);
  if (!incoming || !outgoing) return undefined;
  // The UUID makes it the mailbox's own, so that a second mailbox does not replace the first one's profile.
  const identifier = `${reverseDns(account.id)}.facteur.${mailbox.profileUuid}`;
  const named = mailbox.address !== undefined;
  return {
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadIdentifier: identifier,
    PayloadUUID: mailbox.profileUuid,
    PayloadDisplayName: account.name,
    PayloadDescription: `Sets up ${mailbox.address ?? 'a mailbox'} in Mail, without its password.`,
    PayloadOrganization: account.name,
    PayloadContent: [
      {
        PayloadType: 'com.apple.mail.managed',
        PayloadVersion: 1,
        PayloadIdentifier: `${identifier}.mail`,
        PayloadUUID: mailbox.payloadUuid,
        PayloadDisplayName: `${account.shortName} (${incoming.protocol.toUpperCase()})`,
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
      },
    ],
  };
}

const authenticationOf = (server: Server): string | undefined =>
  server.authentication.map((method) => authentication[method]).find((word) => word !== undefined);

const canBeSaid = (server: Server): boolean => authenticationOf(server) !== undefined;

const reverseDns = (domain: string): string => domain.split('.').reverse().join('.');
