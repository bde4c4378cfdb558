/** A mail server as it was seen, against what is published of it: the judgement, and no more. */

import type { Greeted, MailSeen, Upgrade } from '../../probes/mail-server.ts';
import { languages, type Offer } from '../../probes/protocol-dialogue.ts';
import type { Finding } from '../../report.ts';
import { type PublishedServer, placeOf } from '../published-servers.ts';
import { tlsFindings, tlsSaid } from '../tls.ts';
import { authFindings, offered } from './authentication.ts';
import { silenceSaid, wrong } from './messages.ts';
import { upgradeFindings } from './starttls.ts';
import { notConnected, notGreeted, notWelcome } from './unreachable.ts';

/** People think by then that nothing happens, and some clients do not wait much longer. */
const slowMilliseconds = 5000;

export function mailFindings(server: PublishedServer, seen: MailSeen, now: Date): readonly Finding[] {
  const about = placeOf(server);
  switch (seen.end) {
    case 'no-connection':
      return [notConnected(about, server, seen.failure, seen.other)];
    case 'no-greeting':
      return [
        ...(seen.tls ? tlsFindings(about, server.host, seen.tls, 'mail', now) : []),
        notGreeted(about, server, seen.silence, seen.other),
      ];
    case 'greeted': {
      const findings = greetedFindings(about, server, seen, now);
      const isFine = findings.every(({ severity }) => severity === 'ok');
      return isFine ? [...findings, wellSaid(about, seen)] : findings;
    }
    default:
      return seen satisfies never;
  }
}

function greetedFindings(
  about: string,
  server: PublishedServer,
  seen: Greeted,
  now: Date,
): readonly Finding[] {
  const { protocol, security, host } = server;
  const certificate = seen.tls ? tlsFindings(about, host, seen.tls, 'mail', now) : [];
  const greeting = languages[protocol].greeting(seen.greeting);
  if (greeting !== 'welcome') return [...certificate, notWelcome(about, server, seen.greeting)];
  const slow: readonly Finding[] =
    seen.milliseconds > slowMilliseconds
      ? [
          {
            about,
            severity: 'warning',
            what: `It greets after ${(seen.milliseconds / 1000).toFixed(1)} s.`,
            advice:
              'See whether it looks up who comes (DNS lists, reverse names), which is not for its own users.',
          },
        ]
      : [];
  const dropped: readonly Finding[] = seen.brokenOff
    ? [
        wrong(
          about,
          `Asked ${seen.brokenOff.at === 'starttls' ? 'for STARTTLS' : 'what it offers'}, it ${silenceSaid[seen.brokenOff.silence]}.`,
          'See its log: a client would be dropped at the same place.',
        ),
      ]
    : [];
  const inside = security === 'tls' ? seen.offer : offerInside(seen.upgrade);
  return [
    ...certificate,
    ...(security === 'tls' || dropped.length > 0 ? [] : upgradeFindings(about, server, seen, now)),
    ...(inside ? authFindings(about, server, inside) : []),
    ...dropped,
    ...slow,
  ];
}

const offerInside = (upgrade: Upgrade | undefined): Offer | undefined =>
  upgrade?.end === 'secure' ? upgrade.offer : undefined;

function wellSaid(about: string, { milliseconds, tls, upgrade, offer }: Greeted): Finding {
  const secure = tls ?? (upgrade?.end === 'secure' ? upgrade.tls : undefined);
  const inside = tls ? offer : offerInside(upgrade);
  return {
    about,
    severity: 'ok',
    what: `It greets after ${Math.round(milliseconds)} ms; ${secure ? tlsSaid(secure) : 'no TLS'}; takes ${inside ? offered(inside) : 'nobody'}.`,
  };
}
