/** The SRV record for Autodiscover (MS-OXDISCO): it serves where a customer's own name has no certificate. */

import { unknownTarget } from '../../advice.ts';
import { dnsSaid } from '../../messages.ts';
import type { DnsSeen } from '../../probes/dns.ts';
import type { Finding } from '../../report.ts';
import { homeOf } from '../mail/known-hosters.ts';
import type { Published } from '../published-servers.ts';
import { add, remove } from '../record-diff/zone-lines.ts';
import { homesOfMail } from './host-facts.ts';
import { dataOf, isBroken, nameOf, recordOf } from './srv-records.ts';
import { targetFindings } from './srv-targets.ts';

/**
 * Thunderbird takes the lowest weight and takes no notice of priority or port (ExchangeAutoDiscover.sys.mjs), EWS
 * libraries take only port 443: so there should be one, at 443.
 */
export function autodiscoverFindings(seen: DnsSeen, published: Published): readonly Finding[] {
  const name = nameOf('_autodiscover', seen);
  const about = `SRV ${name}`;
  const answer = seen.srv.get('_autodiscover');
  const to = published.target ?? unknownTarget;
  const right = add(recordOf(name, { host: to, port: 443, priority: 0, weight: 0 }));
  if (!answer?.ok) {
    return answer && isBroken(answer.refusal)
      ? [{ about, severity: 'wrong', what: `${dnsSaid[answer.refusal]} when asked for it.` }]
      : [
          {
            about,
            severity: 'ok',
            what: 'There is none. It serves where the autodiscover host has no certificate of its own.',
            ...(published.target === undefined ? {} : { records: [right] }),
          },
        ];
  }
  const instead = { records: [...answer.value.map((record) => remove(dataOf(name, record))), right] };
  const offered = answer.value.filter(({ target }) => target !== '');
  const [first] = offered;
  if (!first) return [{ about, severity: 'ok', what: 'It says that Autodiscover is not offered.' }];
  const targets = targetFindings(about, name, offered, seen);
  const found = (severity: Finding['severity'], what: string, advice: string): readonly Finding[] => [
    { about, severity, what, advice, ...instead },
    ...targets,
  ];
  const home = homeOf(first.target);
  if (first.target !== published.target && home && !homesOfMail(seen, published).includes(home)) {
    return found(
      'wrong',
      `It still leads to ${home} (${first.target}), where the mail of ${seen.domain} is not.`,
      'Replace the record.',
    );
  }
  if (offered.length > 1) {
    return found(
      'warning',
      `There are ${offered.length}, and clients differ in which they take.`,
      'Keep one.',
    );
  }
  if (first.port !== 443) {
    return found(
      'wrong',
      `It names port ${first.port}; clients use 443 all the same, or nothing.`,
      'Replace the record.',
    );
  }
  return published.target !== undefined && first.target !== published.target
    ? found('warning', `It leads to ${first.target}, and not to ${published.target}.`, 'Replace the record.')
    : [{ about, severity: 'ok', what: `It leads to ${first.target}.` }, ...targets];
}
