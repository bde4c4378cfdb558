/**
 * The neutral model: what there is to know about a mailbox at one provider, in the words of the field and of no
 * dialect. Every dialect translates it at its own edge, by tables that do not compile when a word is missing.
 *
 * Texts may hold the placeholders of draft-ietf-mailmaint-autoconfig-06, see placeholders.ts.
 */

/** The protocols that read mail, best first: that is the order in which clients are told of them. */
export const incomingProtocols = ['imap', 'pop3'] as const;
export const outgoingProtocols = ['smtp'] as const;
export type IncomingProtocol = (typeof incomingProtocols)[number];
export type OutgoingProtocol = (typeof outgoingProtocols)[number];
export type Protocol = IncomingProtocol | OutgoingProtocol;

/** `tls` is implicit TLS from the first byte (RFC 8314 §3), `starttls` an upgrade. */
export const encryptions = ['tls', 'starttls'] as const;
export type Encryption = (typeof encryptions)[number];
export type Security = Encryption | 'none';

/** `password` travels as it is inside TLS; `password-encrypted` is CRAM-MD5 and its kin. */
export const authentications = ['password', 'password-encrypted', 'oauth2'] as const;
export type Authentication = (typeof authentications)[number];

export interface Server<OfProtocol extends Protocol = Protocol, WithSecurity extends Security = Security> {
  readonly protocol: OfProtocol;
  /** A host name; `mail.%EMAILDOMAIN%` is allowed and is filled before any client sees it. */
  readonly host: string;
  readonly port: number;
  readonly security: WithSecurity;
  /** In order of preference. */
  readonly authentication: readonly [Authentication, ...Authentication[]];
  /** `%EMAILADDRESS%`, `%EMAILLOCALPART%` or a literal. */
  readonly username: string;
}

/** What clients may be sent to: encrypted by type, so that no plaintext server can slip into a dialect. */
export type IncomingServer = Server<IncomingProtocol, Encryption>;
export type OutgoingServer = Server<OutgoingProtocol, Encryption>;

/** A text in languages, by BCP 47 tag. */
export type Texts = Readonly<Record<string, string>>;

export interface Documentation {
  readonly url: string;
  readonly title: Texts;
}

export interface Account {
  /** The provider's own domain. Thunderbird and its Android sibling refuse an id that is no host name. */
  readonly id: string;
  /** At most 60 characters (draft-ietf-mailmaint-autoconfig-06, displayName). */
  readonly name: string;
  /** At most 20 characters. */
  readonly shortName: string;
  /** In order of preference, IMAP before POP3. */
  readonly incoming: readonly IncomingServer[];
  readonly outgoing: readonly OutgoingServer[];
  /** What only people are shown: other ports, and unencrypted ones, marked as such. */
  readonly manual: readonly Server[];
  /** Exchange's end-points, of providers that have them; both are https URLs. */
  readonly activesync?: string | undefined;
  readonly ews?: string | undefined;
  readonly documentation: readonly Documentation[];
  /** What a person should know before typing values by hand, one sentence each, by language. */
  readonly instructions: Readonly<Record<string, readonly string[]>>;
}
