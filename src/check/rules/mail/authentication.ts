/** Compares published authentication methods with those that the server offers. */

import type { Authentication } from '../../../model/account.ts';
import type { Capabilities } from '../../probes/protocol-dialogue.ts';
import type { Finding } from '../../report.ts';
import type { PublishedServer } from '../published-servers.ts';

const saslMechanisms = {
  password: ['PLAIN', 'LOGIN'],
  'password-encrypted': ['CRAM-MD5', 'DIGEST-MD5', 'SCRAM-SHA-1', 'SCRAM-SHA-256', 'SCRAM-SHA-512'],
  oauth2: ['XOAUTH2', 'OAUTHBEARER'],
} as const satisfies Record<Authentication, readonly string[]>;

const authenticationNames = {
  password: 'a password',
  'password-encrypted': 'an encrypted password (such as CRAM-MD5)',
  oauth2: 'OAuth2',
} as const satisfies Record<Authentication, string>;

export const supports = ({ mechanisms, passwordCommand }: Capabilities, way: Authentication): boolean =>
  (way === 'password' && passwordCommand) ||
  saslMechanisms[way].some((mechanism) => mechanisms.includes(mechanism));

/** @param capabilities those before the login: inside TLS, if there is TLS */
export function authFindings(
  about: string,
  { authentication = ['password'], protocol }: PublishedServer,
  capabilities: Capabilities,
): readonly Finding[] {
  const absent = authentication.filter((way) => !supports(capabilities, way));
  if (absent.length === 0) return [];
  const available = formatCapabilities(capabilities);
  const published = absent.map((way) => authenticationNames[way]).join(' and ');
  const none = absent.length === authentication.length;
  const ways = (['password', 'password-encrypted', 'oauth2'] as const).filter((way) =>
    supports(capabilities, way),
  );
  return [
    {
      about,
      severity: none ? 'wrong' : 'warning',
      what:
        available === ''
          ? `It is published with ${published}, but offers no login${protocol === 'smtp' ? ': this may be a port for mail from other servers' : ''}.`
          : `It is published with ${published}, but offers only ${available}.`,
      advice:
        ways.length > 0
          ? `Publish ${ways.map((way) => authenticationNames[way]).join(' or ')}, or enable the published method on the server.`
          : 'Enable the published method on the server, or publish another server.',
    },
  ];
}

/** Login methods in readable form. */
export const formatCapabilities = ({ mechanisms, passwordCommand }: Capabilities): string =>
  [...(passwordCommand ? ['a plain password'] : []), ...mechanisms.slice(0, 10)].join(', ');
