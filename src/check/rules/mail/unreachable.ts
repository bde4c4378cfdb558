/** Ports where a client cannot send its first command: no listener, no greeting, another protocol. */

import type { Security } from '../../../model/account.ts';
import { connectFailureMessage } from '../../messages.ts';
import type { ConnectFailure, ReadFailure } from '../../net.ts';
import type { AlternativeSecurity } from '../../probes/mail-server.ts';
import { detectProtocol, dialogues, protocolNames } from '../../probes/protocol-dialogue.ts';
import type { Finding } from '../../report.ts';
import type { PublishedServer } from '../published-servers.ts';
import { noTlsFinding } from '../tls.ts';
import { readFailureMessages, truncate, wrong } from './messages.ts';

const securityNames = {
  tls: 'implicit TLS',
  starttls: 'STARTTLS',
  none: 'no encryption',
} as const satisfies Record<Security, string>;

export function noConnectionFinding(
  about: string,
  { protocol, host }: PublishedServer,
  failure: ConnectFailure,
  alternative: AlternativeSecurity | undefined,
): Finding {
  if (alternative?.security === 'none') {
    const detected = detectProtocol(alternative.greeting);
    return wrong(
      about,
      `It is published with implicit TLS, but starts in plaintext${detected ? ` (${protocolNames[detected]})` : ''}: clients cannot connect with TLS.`,
      detected === protocol
        ? 'Publish it with STARTTLS, or publish the port with implicit TLS.'
        : 'Publish the right port.',
    );
  }
  if (failure.reason === 'tls') return noTlsFinding(about, failure);
  return wrong(
    about,
    `The ${protocolNames[protocol]} connection fails: ${connectFailureMessage(failure)}.`,
    'host' in failure
      ? `Give ${host} an address, or publish another server.`
      : 'Check that the server runs, listens on this port and is reachable from outside; or publish another server.',
  );
}

export function noGreetingFinding(
  about: string,
  { security }: PublishedServer,
  readFailure: ReadFailure,
  alternative: AlternativeSecurity | undefined,
): Finding {
  return alternative?.security === 'tls'
    ? wrong(
        about,
        `It is published with ${securityNames[security]}, but expects implicit TLS: clients wait for a greeting that never comes.`,
        'Publish it with TLS, or publish the port with STARTTLS.',
      )
    : wrong(
        about,
        `It accepts the connection, but ${readFailureMessages[readFailure]} instead of a greeting.`,
        'Check which program listens there, and whether a firewall or a filter is in front of it.',
      );
}

export function badGreetingFinding(
  about: string,
  { protocol, security }: PublishedServer,
  greeting: string,
): Finding {
  const detected = detectProtocol(greeting);
  if (detected !== undefined && detected !== protocol) {
    const names = protocolNames;
    return wrong(
      about,
      `It is published for ${names[protocol]}, but speaks ${names[detected]}.`,
      'Publish the right port.',
    );
  }
  if (protocol === 'imap' && security === 'starttls' && /^\* PREAUTH\b/i.test(greeting)) {
    return wrong(
      about,
      'It greets with PREAUTH, after which STARTTLS is not allowed (RFC 3501 §6.2.1): careful clients disconnect.',
      'Make it greet unauthenticated clients with OK.',
    );
  }
  return wrong(
    about,
    dialogues[protocol].classifyGreeting(greeting)
      ? `It rejects connections: "${truncate(greeting)}".`
      : `It is published for ${protocolNames[protocol]}, but sends something else: "${truncate(greeting)}".`,
    'Check its log, and which program listens there.',
  );
}
