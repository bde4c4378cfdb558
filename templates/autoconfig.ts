/**
 * Thunderbird autoconfig, version 1.1, in the vanilla form that every client reads.
 * draft-ietf-mailmaint-autoconfig-06; what clients make of it is stricter than the draft, see the comments.
 *
 * What the draft has beside mail stands beside the provider, where no client of mail looks. What is a mail server to
 * the draft and to few clients goes in for an operator who asks for it, and then the version is the draft's own.
 */

import type { XmlContent, XmlElement } from '../src/format/xml.ts';
import type { Account, Authentication, Encryption, Server } from '../src/model/account.ts';

const socketType = { tls: 'SSL', starttls: 'STARTTLS' } as const satisfies Record<Encryption, string>;

const authentication = {
  password: 'password-cleartext',
  'password-encrypted': 'password-encrypted',
  oauth2: 'OAuth2',
} as const satisfies Record<Authentication, string>;

const basic: XmlElement = { '@system': 'http', '#text': 'Basic' };

/** The same for a service that is a URL. */
const urlAuthentication = {
  password: basic,
  'password-encrypted': basic,
  oauth2: 'OAuth2',
} as const satisfies Record<Authentication, XmlContent>;

/**
 * @param domains literal names or placeholders. Mustang wants the domain it asked about among them, so
 *   `%EMAILDOMAIN%`, which the draft allows, must not stay in here.
 */
export function autoconfig(account: Account, domains: readonly string[]): XmlElement {
  return {
    clientConfig: {
      '@version': account.extended ? '1.2' : '1.1',
      emailProvider: emailProvider(account, domains),
      ...servicesBeside(account),
    },
  };
}

/** The same for whoever puts a document of its own around it. */
export function emailProvider(account: Account, domains: readonly string[]): XmlElement {
  return {
    '@id': account.id,
    // A purpose attribute makes Thunderbird read "[object Object]" (readFromXML.sys.mjs by way of JXON).
    domain: domains,
    displayName: account.name,
    // Thunderbird for iOS drops the file without it (EmailProvider.swift).
    displayShortName: account.shortName,
    // FairEmail, Geary and SnappyMail take the first one, whatever it is.
    incomingServer: [...account.incoming.map(server), ...(account.extended ? urlServers(account) : [])],
    outgoingServer: account.outgoing.map(server),
    documentation: account.documentation.map(({ url, title }) => ({
      '@url': url,
      descr: Object.entries(title).map(([lang, text]) => ({ '@lang': lang, '#text': text })),
    })),
  };
}

/**
 * FairEmail's pull parser wants the port before the socket type. Evolution drops the file at any attribute but
 * `type`, Thunderbird the server at an attribute on `authentication`.
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

/** Thunderbird for iOS and Himalaya drop the whole file at a type that is not imap, pop3 or smtp. */
function urlServers(account: Account): XmlElement[] {
  const { jmap, ews, activesync: activeSync } = account;
  return Object.entries({ jmap, ews, activeSync })
    .map(([type, url]) => urlSection(type, url, account))
    .filter((section) => section !== undefined);
}

/** There is no word for an address book in LDAP, nor for a password of one's own: the login is that of mail. */
export function servicesBeside(account: Account): XmlElement {
  const { caldav, carddav, managesieve, oauth2, webmail } = account;
  return {
    calendar: urlSection('caldav', caldav, account),
    // As in the draft's table, its schema and Mustang (readConfig.ts); the draft's own sample says addressBook.
    addressbook: urlSection('carddav', carddav, account),
    setupServer: managesieve && {
      '@type': 'managesieve',
      hostname: managesieve.host,
      port: managesieve.port,
      socketType: socketType[managesieve.security],
      ...login(account, (method) => authentication[method]),
    },
    // Of version 1.1; nothing has taken its place.
    webMail: webmail === undefined ? undefined : { loginPage: { '@url': webmail } },
    // Thunderbird for iOS and Himalaya drop the file when one of these four is missing.
    oAuth2: oauth2?.endpoints && {
      // A name and no URL in the draft's sample, as in every file of the ISPDB.
      issuer: oauth2.issuer.replace(/^https:\/\/|\/$/g, ''),
      scope: oauth2.endpoints.scope,
      authURL: oauth2.endpoints.authorization,
      tokenURL: oauth2.endpoints.token,
    },
  };
}

const urlSection = (type: string, url: string | undefined, account: Account): XmlElement | undefined =>
  url === undefined
    ? undefined
    : { '@type': type, url, ...login(account, (method) => urlAuthentication[method]) };

/**
 * As for reading mail: one token is good for all services (the draft's "OAuth2 requirements"). FairEmail takes the last user name of the document for all servers (EmailProvider.java), so
 * one of its own would cost it the login.
 */
function login({ incoming }: Account, word: (method: Authentication) => XmlContent): XmlElement {
  const { authentication: methods = ['password'], username = '%EMAILADDRESS%' } = incoming[0] ?? {};
  return { authentication: [...new Set(methods.map(word))], username };
}
