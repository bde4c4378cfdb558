/** SRV records and texts for calendars and address books (RFC 6764 §3 and §4). */

import type { DnsSeen } from '../../probes/dns.ts';
import type { Finding } from '../../report.ts';
import { add, remove } from '../record-diff/zone-lines.ts';
import { targetFindings } from './srv-targets.ts';

const kinds = [
  ['_caldavs', '_caldav', '_caldavs._tcp'],
  ['_carddavs', '_carddav', '_carddavs._tcp'],
] as const;

export const davFindings = (seen: DnsSeen): readonly Finding[] =>
  kinds.flatMap(([secure, clear, text]) => {
    const offered = recordsOf(secure, seen);
    const unencrypted = recordsOf(clear, seen);
    const name = `${secure}._tcp.${seen.domain}`;
    const clearName = `${clear}._tcp.${seen.domain}`;
    const paths = seen.texts.get(text);
    const hasPath = paths?.ok === true && paths.value.some((one) => one.startsWith('path='));
    return [
      ...targetFindings(`SRV ${name}`, name, offered, seen),
      ...(unencrypted.length > 0
        ? [
            {
              about: `SRV ${clearName}`,
              severity: 'warning',
              what: 'It leads to a service without encryption: passwords would be sent for all to read.',
              advice: `Offer it over https alone, at ${name}.`,
              records: unencrypted.map((record) => remove({ name: clearName, type: 'SRV', ...record })),
            } as const,
          ]
        : []),
      ...(hasPath && offered.length === 0
        ? [
            {
              about: `TXT ${name}`,
              severity: 'warning',
              what: 'It names a path, and no SRV record says on which host.',
              advice: 'Add the record with the name of that host, or delete the text.',
              records: [
                add({ name, type: 'SRV', priority: 0, weight: 1, port: 443, target: `dav.${seen.domain}` }),
              ],
            } as const,
          ]
        : []),
    ];
  });

function recordsOf(service: (typeof kinds)[number][0 | 1], { srv }: DnsSeen) {
  const answer = srv.get(service);
  return answer?.ok ? answer.value.filter(({ target }) => target !== '') : [];
}
