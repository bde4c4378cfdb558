/** Compares the probe of a mail server with its published settings. */

import type { Greeted, MailServerProbe, Upgrade } from '../../probes/mail-server.ts';
import { type Capabilities, dialogues } from '../../probes/protocol-dialogue.ts';
import type { Finding } from '../../report.ts';
import { hostAndPort, type PublishedServer } from '../published-servers.ts';
import { tlsFindings, tlsSummary } from '../tls.ts';
import { authFindings, formatCapabilities } from './authentication.ts';
import { readFailureMessages, wrong } from './messages.ts';
import { starttlsFindings } from './starttls.ts';
import { badGreetingFinding, noConnectionFinding, noGreetingFinding } from './unreachable.ts';

/** After this time users assume that nothing happens, and some clients give up soon after. */
const slowMilliseconds = 5000;

export function mailServerFindings(
  server: PublishedServer,
  probe: MailServerProbe,
  now: Date,
): readonly Finding[] {
  const about = hostAndPort(server);
  switch (probe.end) {
    case 'no-connection':
      return [noConnectionFinding(about, server, probe.failure, probe.alternative)];
    case 'no-greeting':
      return [
        ...(probe.tls ? tlsFindings(about, server.host, probe.tls, 'mail', now) : []),
        noGreetingFinding(about, server, probe.readFailure, probe.alternative),
      ];
    case 'greeted': {
      const findings = greetedFindings(about, server, probe, now);
      const isOk = findings.every(({ severity }) => severity === 'ok');
      return isOk ? [...findings, okFinding(about, probe)] : findings;
    }
    default:
      return probe satisfies never;
  }
}

function greetedFindings(
  about: string,
  server: PublishedServer,
  probe: Greeted,
  now: Date,
): readonly Finding[] {
  const { protocol, security, host } = server;
  const certificate = probe.tls ? tlsFindings(about, host, probe.tls, 'mail', now) : [];
  const greeting = dialogues[protocol].classifyGreeting(probe.greeting);
  if (greeting !== 'welcome') return [...certificate, badGreetingFinding(about, server, probe.greeting)];
  const slow: readonly Finding[] =
    probe.milliseconds > slowMilliseconds
      ? [
          {
            about,
            severity: 'warning',
            what: `It greets after ${(probe.milliseconds / 1000).toFixed(1)} s.`,
            advice:
              'Check whether it looks up each client (DNS blocklists, reverse DNS), which its own users do not need.',
          },
        ]
      : [];
  const dropped: readonly Finding[] = probe.aborted
    ? [
        wrong(
          about,
          `After ${probe.aborted.at === 'starttls' ? 'STARTTLS' : 'the capability command'} it ${readFailureMessages[probe.aborted.readFailure]}.`,
          'Check its log: clients fail at the same point.',
        ),
      ]
    : [];
  const inside = security === 'tls' ? probe.capabilities : capabilitiesInsideTls(probe.upgrade);
  return [
    ...certificate,
    ...(security === 'tls' || dropped.length > 0 ? [] : starttlsFindings(about, server, probe, now)),
    ...(inside ? authFindings(about, server, inside) : []),
    ...dropped,
    ...slow,
  ];
}

const capabilitiesInsideTls = (upgrade: Upgrade | undefined): Capabilities | undefined =>
  upgrade?.end === 'secure' ? upgrade.capabilities : undefined;

function okFinding(about: string, { milliseconds, tls, upgrade, capabilities }: Greeted): Finding {
  const secure = tls ?? (upgrade?.end === 'secure' ? upgrade.tls : undefined);
  const inside = tls ? capabilities : capabilitiesInsideTls(upgrade);
  return {
    about,
    severity: 'ok',
    what: `It greets after ${Math.round(milliseconds)} ms; ${secure ? tlsSummary(secure) : 'no TLS'}; login with ${inside ? formatCapabilities(inside) : 'nothing'}.`,
  };
}
