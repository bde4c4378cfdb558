/** Ports at which no client gets as far as asking for anything: nobody there, silence, another language. */

import type { Security } from '../../../model/account.ts';
import { failureSaid } from '../../messages.ts';
import type { ConnectFailure, Silence } from '../../net.ts';
import type { Other } from '../../probes/mail-server.ts';
import { languages, protocolNames, spokenIn } from '../../probes/protocol-dialogue.ts';
import type { Finding } from '../../report.ts';
import type { PublishedServer } from '../published-servers.ts';
import { noTlsFinding } from '../tls.ts';
import { cut, silenceSaid, wrong } from './messages.ts';

const securityNames = {
  tls: 'TLS from the first byte',
  starttls: 'STARTTLS',
  none: 'no encryption',
} as const satisfies Record<Security, string>;

export function notConnected(
  about: string,
  { protocol, host }: PublishedServer,
  failure: ConnectFailure,
  other: Other | undefined,
): Finding {
  if (other?.security === 'none') {
    const spoken = spokenIn(other.greeting);
    return wrong(
      about,
      `It is published with TLS from the first byte, and begins in the clear${spoken ? `, in ${protocolNames[spoken]}` : ''}: clients that want TLS get nothing.`,
      spoken === protocol
        ? 'Publish it with STARTTLS, or publish the port that speaks TLS at once.'
        : 'Publish the right port.',
    );
  }
  if (failure.reason === 'tls') return noTlsFinding(about, failure);
  return wrong(
    about,
    `Asked for ${protocolNames[protocol]}: ${failureSaid(failure)}.`,
    'host' in failure
      ? `Give ${host} an address, or publish another server.`
      : 'See whether the server runs, listens on this port, and can be reached from outside; or publish another one.',
  );
}

export function notGreeted(
  about: string,
  { security }: PublishedServer,
  silence: Silence,
  other: Other | undefined,
): Finding {
  return other?.security === 'tls'
    ? wrong(
        about,
        `It is published with ${securityNames[security]}, and waits for TLS from the first byte: clients wait for its greeting in vain.`,
        'Publish it with TLS, or publish the port that has STARTTLS.',
      )
    : wrong(
        about,
        `It takes the connection and ${silenceSaid[silence]}, where it should greet.`,
        'See what answers there, and whether a firewall or a filter stands before it.',
      );
}

export function notWelcome(
  about: string,
  { protocol, security }: PublishedServer,
  greeting: string,
): Finding {
  const spoken = spokenIn(greeting);
  if (spoken !== undefined && spoken !== protocol) {
    const names = protocolNames;
    return wrong(
      about,
      `It is published for ${names[protocol]}, and speaks ${names[spoken]}.`,
      'Publish the right port.',
    );
  }
  if (protocol === 'imap' && security === 'starttls' && /^\* PREAUTH\b/i.test(greeting)) {
    return wrong(
      about,
      'It greets with PREAUTH, and after that no STARTTLS is allowed (RFC 3501 §6.2.1): careful clients hang up.',
      'Have it greet strangers with OK.',
    );
  }
  return wrong(
    about,
    languages[protocol].greeting(greeting)
      ? `It turns callers away: "${cut(greeting)}".`
      : `It is published for ${protocolNames[protocol]}, and says something else: "${cut(greeting)}".`,
    'See its log, and what answers there.',
  );
}
