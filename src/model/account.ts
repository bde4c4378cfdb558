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

/**
 * What a provider offers beside mail servers, and what leads there. Every URL is https; each is optional, and a
 * dialect that has no word for one leaves it out.
 */
export interface Services {
  /** Exchange ActiveSync and Exchange Web Services. */
  readonly activesync?: string | undefined;
  readonly ews?: string | undefined;
  /** Where Autodiscover's clients are sent on to, when Exchange answers them itself. */
  readonly autodiscover?: AutodiscoverElsewhere | undefined;
  readonly oauth2?: OAuth2 | undefined;
  readonly caldav?: string | undefined;
  readonly carddav?: string | undefined;
  readonly jmap?: string | undefined;
  readonly webmail?: string | undefined;
  readonly managesieve?: ManageSieve | undefined;
  readonly ldap?: LdapAddressBook | undefined;
  readonly mtaSts?: MtaSts | undefined;
  /** Where other mail servers report what went wrong with TLS (RFC 8460 §3): a `mailto:` or https URL. */
  readonly tlsReports?: string | undefined;
}

/** MS-OXDSCLI's two redirections: to an end-point, or to another address of the same mailbox. */
export type AutodiscoverElsewhere =
  | { readonly to: 'url'; readonly url: string }
  /** May hold `%EMAILLOCALPART%`. */
  | { readonly to: 'address'; readonly address: string };

export interface OAuth2 {
  /** As in its own metadata: https, without query or fragment (RFC 8414 §2). */
  readonly issuer: string;
  /** What clients without built-in knowledge of the issuer need; all of it is there, or nothing is. */
  readonly endpoints:
    | { readonly authorization: string; readonly token: string; readonly scope: string }
    | undefined;
  /** Whether any client may register itself (RFC 7591): PACC may only name an issuer where one can. */
  readonly openRegistration: boolean;
}

/** RFC 5804. */
export interface ManageSieve {
  readonly host: string;
  readonly port: number;
  readonly security: Encryption;
}

/** An address book behind implicit TLS: that is all that clients can be told of. */
export interface LdapAddressBook {
  readonly host: string;
  readonly port: number;
  /** The distinguished name below which people are looked for; may be empty. */
  readonly base: string;
}

/** RFC 8461 §3.2, for the domains whose mail exchangers these are. */
export interface MtaSts {
  readonly mode: 'enforce' | 'testing' | 'none';
  /** Names of mail exchangers, or `*.` and a domain. */
  readonly mx: readonly string[];
  readonly maxAgeSeconds: number;
}

/** How a provider wants its Apple profiles. */
export interface ProfileOptions {
  /** Days after which a device takes the profile away again; never, when absent. */
  readonly removeAfterDays?: number | undefined;
  /** What a person must agree to before anything is installed: our own words, or the provider's by language. */
  readonly consent: boolean | Texts;
}

export interface Account extends Services {
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
  readonly documentation: readonly Documentation[];
  /** Whether autoconfig names services as mail servers of which some clients drop the whole answer. */
  readonly extended?: boolean | undefined;
  readonly profile?: ProfileOptions | undefined;
  /** What a person should know before typing values by hand, one sentence each, by language. */
  readonly instructions: Readonly<Record<string, readonly string[]>>;
}
