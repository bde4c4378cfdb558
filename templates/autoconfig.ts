/**
 * Thunderbird autoconfig, version 1.1, in the basic form that every client reads.
 * draft-ietf-mailmaint-autoconfig-06; clients are stricter than the draft, see the comments.
 *
 * Other services of the draft are outside of `emailProvider`, where mail clients ignore them. Server types that few
 * clients accept are included only if the operator sets `extended`; the version is then the draft's, 1.2.
 */

import type { XmlContent, XmlElement } from '../src/format/xml.ts';
import type { Account, Authentication, Encryption, Server, ServiceWithLogin } from '../src/model/account.ts';

const socketType = { tls: 'SSL', starttls: 'STARTTLS' } as const satisfies Record<Encryption, string>;

const authentication = {
  password: 'password-cleartext',
  'password-encrypted': 'password-encrypted',
  oauth2: 'OAuth2',
} as const satisfies Record<Authentication, string>;

const basic: XmlElement = { '@system': 'http', '#text': 'Basic' };

/** Authentication of services with a URL. */
const urlAuthentication = {
  password: basic,
  'password-encrypted': basic,
  oauth2: 'OAuth2',
} as const satisfies Record<Authentication, XmlContent>;

/**
 * @param domains literal names or placeholders. Mustang requires the requested domain among them, so
 *   `%EMAILDOMAIN%`, which the draft allows, must be filled.
 */
export function autoconfig(account: Account, domains: readonly string[]): XmlElement {
  return {
    clientConfig: {
      '@version': account.extended ? '1.2' : '1.1',
      ...servicesWithOwnLogin(account),
      emailProvider: emailProvider(account, domains),
      ...otherServices(account),
    },
  };
}

/** The `emailProvider` element alone, for callers that build their own document. */
export function emailProvider(account: Account, domains: readonly string[]): XmlElement {
  return {
    '@id': account.id,
    // A purpose attribute makes Thunderbird read "[object Object]" (readFromXML.sys.mjs by way of JXON).
    domain: domains,
    displayName: account.name,
    // Thunderbird for iOS drops the file without it (EmailProvider.swift).
    displayShortName: account.shortName,
    // FairEmail, Geary and SnappyMail take the first server of any type.
    incomingServer: [...account.incoming.map(server), ...(account.extended ? urlServers(account) : [])],
    outgoingServer: account.outgoing.map(server),
    documentation: account.documentation.map(({ url, title }) => ({
      '@url': url,
      descr: Object.entries(title).map(([lang, text]) => ({ '@lang': lang, '#text': text })),
    })),
  };
}

/**
 * FairEmail's pull parser needs the port before the socket type. Evolution rejects the file at any attribute except
 * `type`; Thunderbird rejects the server at an attribute on `authentication`.
 */
function server(of: Server<Server['protocol'], Encryption>): XmlElement {
  return {
    '@type': of.protocol,
    hostname: of.host,
    port: of.port,
    socketType: socketType[of.security],
    authentication: of.authentication.map((method) => authentication[method]),
    username: of.username,
  };
}

/** Thunderbird for iOS and Himalaya reject the whole file at a type other than imap, pop3 or smtp. */
function urlServers(account: Account): XmlElement[] {
  const { jmap, ews, activesync: activeSync } = account;
  return [
    urlSection('jmap', jmap, account, 'jmap'),
    ewsSection(account, ews),
    urlSection('activeSync', activeSync, account, 'activesync'),
  ].filter((section) => section !== undefined);
}

/**
 * Thunderbird 153 takes EWS only with an authentication that is plain text: `<authentication system="http">` is an object
 * to it, which it drops (readFromXML.sys.mjs). It comes after the others, and only where passwords log in.
 */
function ewsSection(account: Account, ews: string | undefined): XmlElement | undefined {
  const section = urlSection('ews', ews, account, 'ews');
  const byPassword = methodsOf(account).includes('password');
  return section && byPassword
    ? { ...section, authentication: [section['authentication'], 'password-cleartext'].flat() }
    : section;
}

/** Before the provider, because FairEmail uses the last user name of the document for mail (EmailProvider.java). */
export const servicesWithOwnLogin = (account: Account): XmlElement =>
  pick(servicesOf(account), (name) => hasOwnLogin(account, name));

/** The format has no LDAP address book. */
export function otherServices(account: Account): XmlElement {
  const { oauth2, webmail } = account;
  return {
    ...pick(servicesOf(account), (name) => !hasOwnLogin(account, name)),
    // Of version 1.1; the draft has no replacement.
    webMail: webmail === undefined ? undefined : { loginPage: { '@url': webmail } },
    // Thunderbird for iOS and Himalaya reject the file if one of these four is missing.
    oAuth2: oauth2?.endpoints && {
      // A host name instead of a URL, as in the draft's sample and every file of the ISPDB.
      issuer: oauth2.issuer.replace(/^https:\/\/|\/$/g, ''),
      scope: oauth2.endpoints.scope,
      authURL: oauth2.endpoints.authorization,
      tokenURL: oauth2.endpoints.token,
    },
  };
}

type Section = 'calendar' | 'addressbook' | 'setupServer';

function servicesOf(account: Account): Readonly<Record<Section, XmlElement | undefined>> {
  const { caldav, carddav, managesieve } = account;
  return {
    calendar: urlSection('caldav', caldav, account, 'caldav'),
    // As in the draft's table, its schema and Mustang (readConfig.ts); the draft's own sample says addressBook.
    addressbook: urlSection('carddav', carddav, account, 'carddav'),
    setupServer: managesieve && {
      '@type': 'managesieve',
      hostname: managesieve.host,
      port: managesieve.port,
      socketType: socketType[managesieve.security],
      ...login(account, 'managesieve', (method) => authentication[method]),
    },
  };
}

const serviceOf = {
  calendar: 'caldav',
  addressbook: 'carddav',
  setupServer: 'managesieve',
} as const satisfies Record<Section, ServiceWithLogin>;

const hasOwnLogin = ({ usernames }: Account, section: Section): boolean =>
  usernames?.[serviceOf[section]] !== undefined;

/** Without the keys of the others: the order of the elements is that in which keys are first set. */
const pick = (
  { calendar, addressbook, setupServer }: ReturnType<typeof servicesOf>,
  wanted: (section: Section) => boolean,
): XmlElement => ({
  ...(wanted('calendar') && { calendar }),
  ...(wanted('addressbook') && { addressbook }),
  ...(wanted('setupServer') && { setupServer }),
});

const urlSection = (
  type: string,
  url: string | undefined,
  account: Account,
  service: ServiceWithLogin,
): XmlElement | undefined =>
  url === undefined
    ? undefined
    : { '@type': type, url, ...login(account, service, (method) => urlAuthentication[method]) };

/**
 * The login of the incoming server, but for a user name of its own: one token is valid for all services (the draft's
 * "OAuth2 requirements").
 */
function login(
  account: Account,
  service: ServiceWithLogin,
  word: (method: Authentication) => XmlContent,
): XmlElement {
  const { username = '%EMAILADDRESS%' } = account.incoming[0] ?? {};
  const words = new Set(methodsOf(account).map(word));
  return { authentication: [...words], username: account.usernames?.[service] ?? username };
}

/** Without mail servers, an issuer of tokens means that passwords do not log in. */
const methodsOf = ({ incoming, oauth2 }: Account): readonly Authentication[] =>
  incoming[0]?.authentication ?? [oauth2 ? 'oauth2' : 'password'];
