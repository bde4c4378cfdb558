/**
 * The account model: the settings of a mailbox at one provider, in neutral terms. Each dialect translates them to its
 * own words by tables, which do not compile when a word is missing.
 *
 * Texts may contain the placeholders of draft-ietf-mailmaint-autoconfig-06, see format/placeholders.ts.
 */

/** Protocols for reading mail, in the order in which clients get them. */
export const incomingProtocols = ['imap', 'pop3'] as const;
export const outgoingProtocols = ['smtp'] as const;
export type IncomingProtocol = (typeof incomingProtocols)[number];
export type OutgoingProtocol = (typeof outgoingProtocols)[number];
export type Protocol = IncomingProtocol | OutgoingProtocol;

/** `tls` is implicit TLS from the first byte (RFC 8314 §3), `starttls` an upgrade. */
export const encryptions = ['tls', 'starttls'] as const;
export type Encryption = (typeof encryptions)[number];
export type Security = Encryption | 'none';

/** `password` is sent as it is, inside TLS; `password-encrypted` is CRAM-MD5 and similar mechanisms. */
export const authentications = ['password', 'password-encrypted', 'oauth2'] as const;
export type Authentication = (typeof authentications)[number];

export interface Server<OfProtocol extends Protocol = Protocol, WithSecurity extends Security = Security> {
  readonly protocol: OfProtocol;
  /** A host name; `mail.%EMAILDOMAIN%` is allowed and is filled before it is sent. */
  readonly host: string;
  readonly port: number;
  readonly security: WithSecurity;
  /** In order of preference. */
  readonly authentication: readonly [Authentication, ...Authentication[]];
  /** `%EMAILADDRESS%`, `%EMAILLOCALPART%`, a literal, or both (username.ts). */
  readonly username: string;
}

/** Servers for clients. Their type has encryption only, so no dialect can send a plaintext server. */
export type IncomingServer = Server<IncomingProtocol, Encryption>;
export type OutgoingServer = Server<OutgoingProtocol, Encryption>;

/** A text in several languages, by BCP 47 tag. */
export type Texts = Readonly<Record<string, string>>;

interface Documentation {
  readonly url: string;
  readonly title: Texts;
}

/**
 * Services of a provider besides mail servers. Each is optional, every URL is https, and a dialect that cannot express
 * one leaves it out.
 */
export interface Services {
  /** Exchange ActiveSync and Exchange Web Services. */
  readonly activesync?: string | undefined;
  readonly ews?: string | undefined;
  /** The offline address book of Exchange, beside `ews`. */
  readonly oab?: string | undefined;
  /** Redirects Autodiscover clients to an Exchange server that answers them itself. */
  readonly autodiscover?: AutodiscoverElsewhere | undefined;
  readonly oauth2?: OAuth2 | undefined;
  readonly caldav?: string | undefined;
  readonly carddav?: string | undefined;
  readonly jmap?: string | undefined;
  readonly webmail?: string | undefined;
  readonly managesieve?: ManageSieve | undefined;
  /** The user names of services that have another one than mail: Nextcloud or SOGo beside a mail server. */
  readonly usernames?: ServiceUsernames | undefined;
  readonly ldap?: LdapAddressBook | undefined;
  readonly mtaSts?: MtaSts | undefined;
  /** Where other mail servers report TLS failures (RFC 8460 §3): a `mailto:` or https URL. */
  readonly tlsReports?: string | undefined;
}

/** The services that log in by a user name and a password. */
export const servicesWithLogin = ['activesync', 'ews', 'caldav', 'carddav', 'jmap', 'managesieve'] as const;
export type ServiceWithLogin = (typeof servicesWithLogin)[number];
type ServiceUsernames = { readonly [Name in ServiceWithLogin]?: string | undefined };

/** MS-OXDSCLI's two redirects: to an end-point, or to another address of the same mailbox. */
export type AutodiscoverElsewhere =
  | { readonly to: 'url'; readonly url: string }
  /** May contain `%EMAILLOCALPART%`. */
  | { readonly to: 'address'; readonly address: string };

export interface OAuth2 {
  /** As in its own metadata: https, without query or fragment (RFC 8414 §2). */
  readonly issuer: string;
  /** For clients without built-in knowledge of the issuer: all three or none. */
  readonly endpoints:
    | { readonly authorization: string; readonly token: string; readonly scope: string }
    | undefined;
  /** Whether any client may register itself (RFC 7591); PACC may name only such an issuer. */
  readonly openRegistration: boolean;
}

/** RFC 5804. */
export interface ManageSieve {
  readonly host: string;
  readonly port: number;
  readonly security: Encryption;
}

/** An LDAP address book with implicit TLS; the formats of clients can express no other. */
export interface LdapAddressBook {
  readonly host: string;
  readonly port: number;
  /** The search base, a distinguished name; may be empty. */
  readonly base: string;
}

/** RFC 8461 §3.2, for the domains whose mail exchangers these are. */
export interface MtaSts {
  readonly mode: 'enforce' | 'testing' | 'none';
  /** Names of mail exchangers, or `*.` and a domain. */
  readonly mx: readonly string[];
  readonly maxAgeSeconds: number;
}

/** Options of Apple profiles. */
interface ProfileOptions {
  /** Whether the aliases of a mailbox are in its mail account; Apple documents one address (mobileconfig-payloads.ts). */
  readonly aliases?: boolean | undefined;
  /** Days after which a device removes the profile; never, when absent. */
  readonly removeAfterDays?: number | undefined;
  /** The text that a person must accept before the installation: the built-in one, or the provider's by language. */
  readonly consent: boolean | Texts;
  /**
   * The sign-in of an Exchange server that devices do not discover: Apple's OAuthSignInURL and OAuthTokenRequestURL
   * (iOS 13, macOS 10.14).
   */
  readonly oauth?: { readonly signIn: string; readonly token: string } | undefined;
}

export interface Account extends Services {
  /** The provider's own domain. Thunderbird on desktop and Android refuses an id that is not a host name. */
  readonly id: string;
  /** At most 60 characters (draft-ietf-mailmaint-autoconfig-06, displayName). */
  readonly name: string;
  /** At most 20 characters. */
  readonly shortName: string;
  /** In order of preference, IMAP before POP3. */
  readonly incoming: readonly IncomingServer[];
  readonly outgoing: readonly OutgoingServer[];
  /** Shown to people only: other ports, and unencrypted ones, marked as such. */
  readonly manual: readonly Server[];
  readonly documentation: readonly Documentation[];
  /** The owner of the mailbox, if a store that is looked up by address knows them. */
  readonly person?:
    | { readonly name?: string | undefined; readonly aliases?: readonly string[] | undefined }
    | undefined;
  /** Whether autoconfig contains services as mail servers, for which some clients reject the whole document. */
  readonly extended?: boolean | undefined;
  readonly profile?: ProfileOptions | undefined;
  /** Notes for people who set up their program by hand, one sentence each, by language. */
  readonly instructions: Readonly<Record<string, readonly string[]>>;
}
