/** SRV and TXT records for calendars and address books (RFC 6764 §3 and §4). */

import type { DnsProbe } from '../../probes/dns.ts';
import type { Finding } from '../../report.ts';
import { addLine, deleteLine } from '../record-diff/zone-lines.ts';
import { targetFindings } from './srv-targets.ts';

const kinds = [
  ['_caldavs', '_caldav', '_caldavs._tcp'],
  ['_carddavs', '_carddav', '_carddavs._tcp'],
] as const;

export const davFindings = (probe: DnsProbe): readonly Finding[] =>
  kinds.flatMap(([secure, clear, text]) => {
    const offered = recordsOf(secure, probe);
    const unencrypted = recordsOf(clear, probe);
    const name = `${secure}._tcp.${probe.domain}`;
    const clearName = `${clear}._tcp.${probe.domain}`;
    const paths = probe.txt.get(text);
    const hasPath = paths?.ok === true && paths.value.some((one) => one.startsWith('path='));
    return [
      ...targetFindings(`SRV ${name}`, name, offered, probe),
      ...(unencrypted.length > 0
        ? [
            {
              about: `SRV ${clearName}`,
              severity: 'warning',
              what: 'It points to a service without encryption: passwords are readable in transit.',
              advice: `Offer the service over https only, with ${name}.`,
              records: unencrypted.map((record) => deleteLine({ name: clearName, type: 'SRV', ...record })),
            } as const,
          ]
        : []),
      ...(hasPath && offered.length === 0
        ? [
            {
              about: `TXT ${name}`,
              severity: 'warning',
              what: 'It has a path, but no SRV record names the host.',
              advice: 'Add an SRV record with the host, or delete the TXT record.',
              records: [
                addLine({
                  name,
                  type: 'SRV',
                  priority: 0,
                  weight: 1,
                  port: 443,
                  target: `dav.${probe.domain}`,
                }),
              ],
            } as const,
          ]
        : []),
    ];
  });

function recordsOf(service: (typeof kinds)[number][0 | 1], { srv }: DnsProbe) {
  const answer = srv.get(service);
  return answer?.ok ? answer.value.filter(({ target }) => target !== '') : [];
}
