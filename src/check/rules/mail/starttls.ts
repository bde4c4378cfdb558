/** STARTTLS as it is published, offered and carried out, and what is offered without it. */

import { failureSaid } from '../../messages.ts';
import type { Greeted } from '../../probes/mail-server.ts';
import type { Finding } from '../../report.ts';
import type { PublishedServer } from '../published-servers.ts';
import { noTlsFinding, tlsFindings } from '../tls.ts';
import { offers } from './authentication.ts';
import { cut, wrong } from './messages.ts';

export function upgradeFindings(
  about: string,
  server: PublishedServer,
  { offer, upgrade }: Greeted,
  now: Date,
): readonly Finding[] {
  const { host, security } = server;
  const clear: readonly Finding[] =
    offer && offers(offer, 'password') && upgrade !== undefined
      ? [
          {
            about,
            severity: 'warning',
            what: 'It would take a password before STARTTLS, for all on the way to read.',
            advice:
              'Let it offer logging in only inside TLS (disable_plaintext_auth of Dovecot, smtpd_tls_auth_only of Postfix).',
          },
        ]
      : [];
  if (security === 'none') {
    const what = 'It is published without encryption: passwords travel for all on the way to read.';
    return [wrong(about, what, offer?.starttls ? 'Publish it with STARTTLS.' : 'Publish a port with TLS.')];
  }
  if (upgrade === undefined) {
    return [
      wrong(
        about,
        'It is published with STARTTLS, and does not offer it: careful clients hang up, and others may send passwords in the clear.',
        'Give the server a certificate and turn STARTTLS on, or publish a port with TLS.',
      ),
    ];
  }
  switch (upgrade.end) {
    case 'refused':
      return [
        wrong(
          about,
          `It offers STARTTLS, and then refuses it: "${cut(upgrade.answer)}".`,
          'See its log: often the key or the certificate cannot be read.',
        ),
      ];
    case 'failed':
      return [
        upgrade.failure.reason === 'tls'
          ? noTlsFinding(about, upgrade.failure)
          : wrong(
              about,
              `It agrees to STARTTLS, and then: ${failureSaid(upgrade.failure)}.`,
              'See its log: often the key or the certificate cannot be read.',
            ),
      ];
    case 'secure':
      return [...tlsFindings(about, host, upgrade.tls, 'mail', now), ...clear];
    default:
      return upgrade satisfies never;
  }
}
