/** SRV records for mail (RFC 6186, RFC 8314) against the servers that are published. */

import type { Protocol, Security } from '../../../model/account.ts';
import { dnsSaid } from '../../messages.ts';
import type { DnsSeen, SrvService } from '../../probes/dns.ts';
import type { Finding } from '../../report.ts';
import { type Published, type PublishedServer, placeOf } from '../published-servers.ts';
import { add, remove } from '../record-diff/zone-lines.ts';
import { autodiscoverFindings } from './srv-autodiscover.ts';
import { dataOf, isAt, isBroken, nameOf, recordOf, said } from './srv-records.ts';
import { targetFindings } from './srv-targets.ts';

/** RFC 6186 §3, RFC 8314 §7.3: which servers a service is for, and where the other encryption lives. */
const mailServices = [
  ['_imaps', 'imap', 'tls', 143],
  ['_imap', 'imap', 'starttls', 993],
  ['_pop3s', 'pop3', 'tls', 110],
  ['_pop3', 'pop3', 'starttls', 995],
  ['_submissions', 'smtp', 'tls', 587],
  ['_submission', 'smtp', 'starttls', 465],
] as const satisfies readonly (readonly [SrvService, Protocol, Security, number])[];

export const srvFindings = (seen: DnsSeen, published: Published): readonly Finding[] => [
  ...mailServices.flatMap(([service, protocol, security, otherPort]) =>
    mailFindings(
      service,
      published.servers.filter((server) => server.protocol === protocol && server.security === security),
      otherPort,
      seen,
      published,
    ),
  ),
  ...autodiscoverFindings(seen, published),
];

function mailFindings(
  service: SrvService,
  wanted: readonly PublishedServer[],
  otherPort: number,
  seen: DnsSeen,
  { servers }: Published,
): readonly Finding[] {
  const name = nameOf(service, seen);
  const about = `SRV ${name}`;
  const right = wanted.map((server, at) => wantedAt(name, server, at));
  const answer = seen.srv.get(service);
  if (!answer?.ok) {
    if (answer && isBroken(answer.refusal)) {
      return [{ about, severity: 'wrong', what: `${dnsSaid[answer.refusal]} when asked for it.` }];
    }
    if (wanted.length === 0) return [];
    const what = `There is none, and ${wanted.map(placeOf).join(', ')} is published: FairEmail, Evolution and aerc look for it.`;
    return [
      {
        about,
        severity: 'warning',
        what,
        advice: `Publish ${wanted.map(placeOf).join(', ')} in DNS.`,
        records: right,
      },
    ];
  }
  const offered = answer.value.filter(({ target }) => target !== '');
  const all = answer.value.map((record) => dataOf(name, record));
  const instead = { records: [...all.map(remove), ...right] };
  const wrong = (what: string, advice: string, records = instead.records): readonly Finding[] => [
    { about, severity: 'wrong', what, advice, records },
  ];
  if (offered.length < answer.value.length && offered.length > 0) {
    const what = 'It says both that the service is not offered (".") and where it is.';
    const roots = answer.value.filter(({ target }) => target === '');
    const records = roots.map((record) => remove(dataOf(name, record)));
    return [{ about, severity: 'wrong', what, advice: 'Delete the one with the dot.', records }];
  }
  if (offered.length === 0) {
    return wanted.length === 0
      ? [{ about, severity: 'ok', what: 'It says that the service is not offered.' }]
      : wrong(
          `It says that the service is not offered, and ${wanted.map(placeOf).join(', ')} is published.`,
          'Replace the record.',
        );
  }
  const swapped = offered.find(({ port }) => port === otherPort);
  if (swapped) {
    const tlsFirst = service.endsWith('s');
    const others = wanted.filter(({ port }) => port !== otherPort);
    const records = [...all.map(remove), ...others.map((server, at) => wantedAt(name, server, at))];
    return wrong(
      `It names port ${otherPort}, which ${tlsFirst ? 'begins in the clear' : 'speaks TLS from the first byte'}, and ${service} means ${tlsFirst ? 'TLS from the first byte' : 'STARTTLS'}.`,
      `${others.length === 0 ? 'Delete the record' : 'Replace the record'}: RFC 6186 and RFC 8314 have a name for each.`,
      records,
    );
  }
  const targets = targetFindings(about, name, offered, seen);
  if (servers.length === 0) return targets;
  const stray = offered.filter((record) => !wanted.some((server) => isAt(record, server)));
  const absent = wanted.filter((server) => !offered.some((record) => isAt(record, server)));
  if (wanted.length === 0) {
    const none = add(recordOf(name, { host: '.', port: 0, priority: 0, weight: 0 }));
    const what = `It leads to ${said(offered)}, which is published nowhere else.`;
    const advice = 'Delete it, or say that the service is not offered.';
    return [{ about, severity: 'warning', what, advice, records: [...all.map(remove), none] }, ...targets];
  }
  if (absent.length > 0) {
    const published = absent.map(placeOf).join(', ');
    return stray.length > 0
      ? wrong(`It leads to ${said(stray)}, and ${published} is published.`, 'Replace the record.')
      : [
          {
            about,
            severity: 'warning',
            what: `${published} is missing there.`,
            advice: `Publish ${published} in DNS.`,
            ...instead,
          },
          ...targets,
        ];
  }
  return [{ about, severity: 'ok', what: `It leads to ${said(offered)}, as is published.` }, ...targets];
}

/** RFC 6186 §4: the priority is the operator's order. */
const wantedAt = (name: string, server: PublishedServer, priority: number): string =>
  add(recordOf(name, { ...server, priority, weight: 1 }));
