/**
 * Thunderbird autoconfig, version 1.1, in the vanilla form that every client reads.
 * draft-ietf-mailmaint-autoconfig-06; what clients make of it is stricter than the draft, see the comments.
 */

import type { Account, Authentication, Encryption, Server } from '../src/account.ts';
import type { XmlElement } from '../src/xml.ts';

const socketType = { tls: 'SSL', starttls: 'STARTTLS' } as const satisfies Record<Encryption, string>;

const authentication = {
  password: 'password-cleartext',
  'password-encrypted': 'password-encrypted',
  oauth2: 'OAuth2',
} as const satisfies Record<Authentication, string>;

/**
 * @param domains literal names or placeholders. Mustang wants the domain it asked about among them, so
 *   `%EMAILDOMAIN%`, which the draft allows, must not stay in here.
 */
export function autoconfig(account: Account, domains: readonly string[]): XmlElement {
  return {
    clientConfig: {
      '@version': '1.1',
      emailProvider: {
        '@id': account.id,
        // A purpose attribute makes Thunderbird read "[object Object]" (readFromXML.sys.mjs by way of JXON).
        domain: domains,
        displayName: account.name,
        // Thunderbird for iOS drops the file without it (EmailProvider.swift).
        displayShortName: account.shortName,
        incomingServer: account.incoming.map(server),
        outgoingServer: account.outgoing.map(server),
        documentation: account.documentation.map(({ url, title }) => ({
          '@url': url,
          descr: Object.entries(title).map(([lang, text]) => ({ '@lang': lang, '#text': text })),
        })),
      },
    },
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
