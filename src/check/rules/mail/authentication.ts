/** Ways to log in, as they are published and as a server offers them. */

import type { Authentication } from '../../../model/account.ts';
import type { Offer } from '../../probes/protocol-dialogue.ts';
import type { Finding } from '../../report.ts';
import type { PublishedServer } from '../published-servers.ts';

const mechanismsFor = {
  password: ['PLAIN', 'LOGIN'],
  'password-encrypted': ['CRAM-MD5', 'DIGEST-MD5', 'SCRAM-SHA-1', 'SCRAM-SHA-256', 'SCRAM-SHA-512'],
  oauth2: ['XOAUTH2', 'OAUTHBEARER'],
} as const satisfies Record<Authentication, readonly string[]>;

const said = {
  password: 'a password',
  'password-encrypted': 'an encrypted password (CRAM-MD5 and its kin)',
  oauth2: 'OAuth2',
} as const satisfies Record<Authentication, string>;

export const offers = ({ mechanisms, passwordCommand }: Offer, way: Authentication): boolean =>
  (way === 'password' && passwordCommand) ||
  mechanismsFor[way].some((mechanism) => mechanisms.includes(mechanism));

/** @param offer what is offered where a client would log in: inside TLS, if there is any */
export function authFindings(
  about: string,
  { authentication = ['password'], protocol }: PublishedServer,
  offer: Offer,
): readonly Finding[] {
  const absent = authentication.filter((way) => !offers(offer, way));
  if (absent.length === 0) return [];
  const isThere = offered(offer);
  const published = absent.map((way) => said[way]).join(' and ');
  const none = absent.length === authentication.length;
  const ways = (['password', 'password-encrypted', 'oauth2'] as const).filter((way) => offers(offer, way));
  return [
    {
      about,
      severity: none ? 'wrong' : 'warning',
      what:
        isThere === ''
          ? `It is published with ${published}, and offers no way to log in${protocol === 'smtp' ? ': this may be a port for other servers’ mail' : ''}.`
          : `It is published with ${published}, and offers only ${isThere}.`,
      advice:
        ways.length > 0
          ? `Publish ${ways.map((way) => said[way]).join(' or ')}, or have the server offer what is published.`
          : 'Have the server offer what is published, or publish another server.',
    },
  ];
}

/** What a server says it can do, for people. */
export const offered = ({ mechanisms, passwordCommand }: Offer): string =>
  [...(passwordCommand ? ['a plain password'] : []), ...mechanisms.slice(0, 10)].join(', ');
