/** STARTTLS: published, offered and completed; and logins that are offered without it. */

import { connectFailureMessage } from '../../messages.ts';
import type { Greeted } from '../../probes/mail-server.ts';
import type { Finding } from '../../report.ts';
import type { PublishedServer } from '../published-servers.ts';
import { noTlsFinding, tlsFindings } from '../tls.ts';
import { supports } from './authentication.ts';
import { truncate, wrong } from './messages.ts';

export function starttlsFindings(
  about: string,
  server: PublishedServer,
  { capabilities, upgrade }: Greeted,
  now: Date,
): readonly Finding[] {
  const { host, security } = server;
  const clear: readonly Finding[] =
    capabilities && supports(capabilities, 'password') && upgrade !== undefined
      ? [
          {
            about,
            severity: 'warning',
            what: 'It accepts a password before STARTTLS, readable in transit.',
            advice:
              'Allow logins only inside TLS (Dovecot: disable_plaintext_auth, Postfix: smtpd_tls_auth_only).',
          },
        ]
      : [];
  if (security === 'none') {
    const what = 'It is published without encryption: passwords are readable in transit.';
    return [
      wrong(about, what, capabilities?.starttls ? 'Publish it with STARTTLS.' : 'Publish a port with TLS.'),
    ];
  }
  if (upgrade === undefined) {
    return [
      wrong(
        about,
        'It is published with STARTTLS, but does not offer it: careful clients disconnect, others may send passwords in plaintext.',
        'Install a certificate and enable STARTTLS, or publish a port with TLS.',
      ),
    ];
  }
  switch (upgrade.end) {
    case 'refused':
      return [
        wrong(
          about,
          `It offers STARTTLS, but rejects the command: "${truncate(upgrade.reply)}".`,
          'Check its log: often the key or the certificate is not readable.',
        ),
      ];
    case 'failed':
      return [
        upgrade.failure.reason === 'tls'
          ? noTlsFinding(about, upgrade.failure)
          : wrong(
              about,
              `It accepts STARTTLS, but the TLS handshake fails: ${connectFailureMessage(upgrade.failure)}.`,
              'Check its log: often the key or the certificate is not readable.',
            ),
      ];
    case 'secure':
      return [...tlsFindings(about, host, upgrade.tls, 'mail', now), ...clear];
    default:
      return upgrade satisfies never;
  }
}
