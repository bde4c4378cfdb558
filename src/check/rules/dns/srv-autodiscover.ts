/** The SRV record for Autodiscover (MS-OXDISCO): useful if the domain's own autodiscover host has no certificate. */

import { placeholderTarget } from '../../advice.ts';
import { dnsMessages } from '../../messages.ts';
import type { DnsProbe } from '../../probes/dns.ts';
import type { Finding } from '../../report.ts';
import { hosterOf } from '../mail/known-hosters.ts';
import type { Published } from '../published-servers.ts';
import { addLine, deleteLine } from '../record-diff/zone-lines.ts';
import { hostersOfMail } from './host-facts.ts';
import { isResolverFailure, srvName, srvRecord, toNamedRecord } from './srv-records.ts';
import { targetFindings } from './srv-targets.ts';

/**
 * Thunderbird uses the lowest weight and ignores priority and port (ExchangeAutoDiscover.sys.mjs), EWS libraries accept
 * only port 443: so there should be one record, with port 443.
 */
export function autodiscoverFindings(probe: DnsProbe, published: Published): readonly Finding[] {
  const name = srvName('_autodiscover', probe);
  const about = `SRV ${name}`;
  const answer = probe.srv.get('_autodiscover');
  const to = published.target ?? placeholderTarget;
  const right = addLine(srvRecord(name, { host: to, port: 443, priority: 0, weight: 0 }));
  if (!answer?.ok) {
    return answer && isResolverFailure(answer.refusal)
      ? [{ about, severity: 'wrong', what: `${dnsMessages[answer.refusal]} for this name.` }]
      : [
          {
            about,
            severity: 'ok',
            what: 'It does not exist. It is useful if the autodiscover host has no certificate.',
            ...(published.target === undefined ? {} : { records: [right] }),
          },
        ];
  }
  const instead = {
    records: [...answer.value.map((record) => deleteLine(toNamedRecord(name, record))), right],
  };
  const offered = answer.value.filter(({ target }) => target !== '');
  const [first] = offered;
  if (!first) return [{ about, severity: 'ok', what: 'It declares that Autodiscover is not offered.' }];
  const targets = targetFindings(about, name, offered, probe);
  const found = (severity: Finding['severity'], what: string, advice: string): readonly Finding[] => [
    { about, severity, what, advice, ...instead },
    ...targets,
  ];
  const hoster = hosterOf(first.target);
  if (first.target !== published.target && hoster && !hostersOfMail(probe, published).includes(hoster)) {
    return found(
      'wrong',
      `It still points to ${hoster} (${first.target}), which does not host the mail of ${probe.domain}.`,
      'Replace the record.',
    );
  }
  if (offered.length > 1) {
    return found(
      'warning',
      `There are ${offered.length} records, and clients differ in which one they use.`,
      'Keep one of them.',
    );
  }
  if (first.port !== 443) {
    return found(
      'wrong',
      `It has port ${first.port}; clients use 443 anyway, or ignore the record.`,
      'Replace the record.',
    );
  }
  return published.target !== undefined && first.target !== published.target
    ? found('warning', `It points to ${first.target}, not to ${published.target}.`, 'Replace the record.')
    : [{ about, severity: 'ok', what: `It points to ${first.target}.` }, ...targets];
}
