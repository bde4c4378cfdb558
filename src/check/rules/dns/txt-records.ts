/** TXT records: `mailconf=`, and those that announce an MTA-STS policy. */

import type { DnsProbe } from '../../probes/dns.ts';
import type { Finding } from '../../report.ts';
import type { Published } from '../published-servers.ts';
import { addLine, deleteLine, type NamedRecord } from '../record-diff/zone-lines.ts';

export const txtFindings = (probe: DnsProbe, published: Published): readonly Finding[] => [
  ...mailconfFindings(probe, published),
  ...policyFindings(probe),
];

/** Himalaya uses the first one that it accepts. */
function mailconfFindings({ domain, txt }: DnsProbe, { target }: Published): readonly Finding[] {
  const about = `TXT ${domain}`;
  const answer = txt.get('');
  const found = (answer?.ok ? answer.value : []).filter((text) => /^mailconf=/i.test(text));
  const right = target === undefined ? undefined : `mailconf=https://${target}/v1.1/${domain}`;
  const records = [
    ...found.filter((text) => text !== right).map((text) => deleteLine(txtRecord(domain, text))),
    ...(right === undefined || found.includes(right) ? [] : [addLine(txtRecord(domain, right))]),
  ];
  const [first] = found;
  if (first === undefined) {
    const what = 'There is no mailconf= record; only Himalaya looks for one.';
    return [{ about, severity: 'ok', what, ...(records.length > 0 ? { records } : {}) }];
  }
  if (found.length > 1) {
    const what = `There are ${found.length} mailconf= records.`;
    return [{ about, severity: 'warning', what, advice: 'Keep one of them.', records }];
  }
  const url = first.slice('mailconf='.length);
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    const what = `mailconf= contains "${url}", which is not an https URL.`;
    return [{ about, severity: 'wrong', what, advice: 'Replace it.', records }];
  }
  if (target !== undefined && new URL(url).hostname !== target) {
    const what = `mailconf= points to ${new URL(url).hostname}, not to ${target}.`;
    return [{ about, severity: 'warning', what, advice: 'Replace it.', records }];
  }
  return [{ about, severity: 'ok', what: `mailconf= points to ${url}.` }];
}

/** RFC 8461 §3.1: if several records announce a policy, all are ignored. */
function policyFindings({ domain, txt }: DnsProbe): readonly Finding[] {
  const name = `_mta-sts.${domain}`;
  const answer = txt.get('_mta-sts');
  const found = (answer?.ok ? answer.value : []).filter((text) => /^v=STSv1\b/.test(text));
  const about = `TXT ${name}`;
  if (found.length > 1) {
    const what = `There are ${found.length} records for an MTA-STS policy, so all are ignored.`;
    const records = found.slice(1).map((text) => deleteLine(txtRecord(name, text)));
    return [{ about, severity: 'wrong', what, advice: 'Keep the newest.', records }];
  }
  const [text] = found;
  if (text === undefined || /;\s*id=[A-Za-z0-9]{1,32}\s*(;|$)/.test(text)) return [];
  const what = 'It has no id of 1 to 32 letters and digits, so mail servers do not fetch the policy.';
  return [
    { about, severity: 'wrong', what, advice: 'Replace it.', records: [deleteLine(txtRecord(name, text))] },
  ];
}

const txtRecord = (name: string, text: string): NamedRecord => ({ name, type: 'TXT', text });
