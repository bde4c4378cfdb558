/**
 * The URL surface: every public path, the dialect that answers it, and the clients that are known to request it.
 * No other file spells out one of these paths. Paths match in any letter case; one that ends in `/`, except `/`
 * itself, takes the rest of the path as its argument.
 */

export const routes = {
  // Browsers
  page: { path: '/', dialect: 'setup' },
  sealedLink: { path: '/l/', dialect: 'setup' },
  // Thunderbird, K-9, Evolution, KMail, FairEmail, Delta Chat, Nextcloud Mail, Geary, Mailspring, Spark
  autoconfig: { path: '/mail/config-v1.1.xml', dialect: 'autoconfig' },
  autoconfigWellKnown: { path: '/.well-known/autoconfig/mail/config-v1.1.xml', dialect: 'autoconfig' },
  // GNOME Online Accounts, SnappyMail: draft-bucksch-autoconfig-00 to -02
  autoconfigDraft: { path: '/.well-known/mail-v1.xml', dialect: 'autoconfig' },
  // Nine for Android puts the version first
  autoconfigNine: { path: '/v1.1/mail/config-v1.1.xml', dialect: 'autoconfig' },
  // Thunderbird with facteur in place of Mozilla's database: the domain is in the path
  autoconfigByDomain: { path: '/v1.1/', dialect: 'autoconfig' },
  // Outlook (classic), Thunderbird, eM Client, FairEmail, SnappyMail by POST; Delta Chat, myMail, Spike by GET
  autodiscover: { path: '/autodiscover/autodiscover.xml', dialect: 'autodiscover' },
  // Outlook, the cloud of Outlook mobile, Apple's Exchange accounts, Mustang
  autodiscoverJson: { path: '/autodiscover/autodiscover.json', dialect: 'autodiscover-json' },
  // The same clients, with the address in the path: `…/v1.0/jo@example.org?Protocol=ActiveSync`
  autodiscoverJsonByAddress: { path: '/autodiscover/autodiscover.json/v1.0/', dialect: 'autodiscover-json' },
  // Libraries for Exchange: exchangelib, EWS Java API, ews-javascript-api
  autodiscoverSoap: { path: '/autodiscover/autodiscover.svc', dialect: 'autodiscover-soap' },
  // Safari on iOS, iPadOS and macOS
  profile: { path: '/profile.mobileconfig', dialect: 'mobileconfig' },
  // Links that other tools published
  profileByEmail: { path: '/email.mobileconfig', dialect: 'mobileconfig' },
  // Himalaya; at `ua-auto-config.` before the domain
  pacc: { path: '/.well-known/user-agent-configuration.json', dialect: 'pacc' },
  // Mail servers that deliver to the domain; at `mta-sts.` before the domain
  mtaSts: { path: '/.well-known/mta-sts.txt', dialect: 'mta-sts' },
  // Clients of calendars, address books and JMAP (RFC 6764, RFC 8620)
  caldav: { path: '/.well-known/caldav', dialect: 'well-known' },
  carddav: { path: '/.well-known/carddav', dialect: 'well-known' },
  jmap: { path: '/.well-known/jmap', dialect: 'well-known' },
  // Clients of OAuth2; an issuer's own path follows the well-known name (RFC 8414 §3.1)
  oauth: { path: '/.well-known/oauth-authorization-server', dialect: 'well-known' },
  oauthByPath: { path: '/.well-known/oauth-authorization-server/', dialect: 'well-known' },
  // Load balancers and monitors; not counted and not logged
  health: { path: '/healthz', dialect: 'health' },
} as const satisfies Readonly<Record<string, { readonly path: string; readonly dialect: string }>>;

type Route = (typeof routes)[keyof typeof routes];

/** Names of the dialects that ship. */
export type DialectName = Exclude<Route['dialect'], 'health'>;
