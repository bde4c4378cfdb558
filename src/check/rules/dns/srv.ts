/** Compares SRV records for mail (RFC 6186, RFC 8314) with the published servers. */

import type { Protocol, Security } from '../../../model/account.ts';
import { dnsMessages } from '../../messages.ts';
import type { DnsProbe, SrvService } from '../../probes/dns.ts';
import type { Finding } from '../../report.ts';
import { hostAndPort, type Published, type PublishedServer } from '../published-servers.ts';
import { addLine, deleteLine } from '../record-diff/zone-lines.ts';
import { autodiscoverFindings } from './srv-autodiscover.ts';
import {
  formatTargets,
  isResolverFailure,
  matchesServer,
  srvName,
  srvRecord,
  toNamedRecord,
} from './srv-records.ts';
import { targetFindings } from './srv-targets.ts';

/** RFC 6186 §3, RFC 8314 §7.3: service, protocol and security; the last column is the port of the other security. */
const mailServices = [
  ['_imaps', 'imap', 'tls', 143],
  ['_imap', 'imap', 'starttls', 993],
  ['_pop3s', 'pop3', 'tls', 110],
  ['_pop3', 'pop3', 'starttls', 995],
  ['_submissions', 'smtp', 'tls', 587],
  ['_submission', 'smtp', 'starttls', 465],
] as const satisfies readonly (readonly [SrvService, Protocol, Security, number])[];

export const srvFindings = (probe: DnsProbe, published: Published): readonly Finding[] => [
  ...mailServices.flatMap(([service, protocol, security, otherPort]) =>
    mailServiceFindings(
      service,
      published.servers.filter((server) => server.protocol === protocol && server.security === security),
      otherPort,
      probe,
      published,
    ),
  ),
  ...autodiscoverFindings(probe, published),
];

function mailServiceFindings(
  service: SrvService,
  wanted: readonly PublishedServer[],
  otherPort: number,
  probe: DnsProbe,
  { servers }: Published,
): readonly Finding[] {
  const name = srvName(service, probe);
  const about = `SRV ${name}`;
  const right = wanted.map((server, at) => srvLine(name, server, at));
  const answer = probe.srv.get(service);
  if (!answer?.ok) {
    if (answer && isResolverFailure(answer.refusal)) {
      return [{ about, severity: 'wrong', what: `${dnsMessages[answer.refusal]} for this name.` }];
    }
    if (wanted.length === 0) return [];
    const what = `It does not exist, but ${wanted.map(hostAndPort).join(', ')} is published: FairEmail, Evolution and aerc look it up.`;
    return [
      {
        about,
        severity: 'warning',
        what,
        advice: `Publish ${wanted.map(hostAndPort).join(', ')} in DNS.`,
        records: right,
      },
    ];
  }
  const offered = answer.value.filter(({ target }) => target !== '');
  const all = answer.value.map((record) => toNamedRecord(name, record));
  const instead = { records: [...all.map(deleteLine), ...right] };
  const wrong = (what: string, advice: string, records = instead.records): readonly Finding[] => [
    { about, severity: 'wrong', what, advice, records },
  ];
  if (offered.length < answer.value.length && offered.length > 0) {
    const what = 'It declares the service as not offered (".") and also names a server.';
    const roots = answer.value.filter(({ target }) => target === '');
    const records = roots.map((record) => deleteLine(toNamedRecord(name, record)));
    return [{ about, severity: 'wrong', what, advice: 'Delete the record with the dot.', records }];
  }
  if (offered.length === 0) {
    return wanted.length === 0
      ? [{ about, severity: 'ok', what: 'It declares the service as not offered.' }]
      : wrong(
          `It declares the service as not offered, but ${wanted.map(hostAndPort).join(', ')} is published.`,
          'Replace the record.',
        );
  }
  const swapped = offered.find(({ port }) => port === otherPort);
  if (swapped) {
    const implicitTls = service.endsWith('s');
    const others = wanted.filter(({ port }) => port !== otherPort);
    const records = [...all.map(deleteLine), ...others.map((server, at) => srvLine(name, server, at))];
    return wrong(
      `It has port ${otherPort}, which is for ${implicitTls ? 'STARTTLS' : 'implicit TLS'}, but ${service} means ${implicitTls ? 'implicit TLS' : 'STARTTLS'}.`,
      `${others.length === 0 ? 'Delete the record' : 'Replace the record'}: RFC 6186 and RFC 8314 define a separate name for each.`,
      records,
    );
  }
  const targets = targetFindings(about, name, offered, probe);
  if (servers.length === 0) return targets;
  const unexpected = offered.filter((record) => !wanted.some((server) => matchesServer(record, server)));
  const missing = wanted.filter((server) => !offered.some((record) => matchesServer(record, server)));
  if (wanted.length === 0) {
    const none = addLine(srvRecord(name, { host: '.', port: 0, priority: 0, weight: 0 }));
    const what = `It points to ${formatTargets(offered)}, which is not published anywhere else.`;
    const advice = 'Delete it, or declare the service as not offered.';
    return [
      { about, severity: 'warning', what, advice, records: [...all.map(deleteLine), none] },
      ...targets,
    ];
  }
  if (missing.length > 0) {
    const published = missing.map(hostAndPort).join(', ');
    return unexpected.length > 0
      ? wrong(
          `It points to ${formatTargets(unexpected)}, but ${published} is published.`,
          'Replace the record.',
        )
      : [
          {
            about,
            severity: 'warning',
            what: `${published} is missing.`,
            advice: `Publish ${published} in DNS.`,
            ...instead,
          },
          ...targets,
        ];
  }
  return [
    { about, severity: 'ok', what: `It points to ${formatTargets(offered)}, as published.` },
    ...targets,
  ];
}

/** RFC 6186 §4: the priority gives the operator's order. */
const srvLine = (name: string, server: PublishedServer, priority: number): string =>
  addLine(srvRecord(name, { ...server, priority, weight: 1 }));
