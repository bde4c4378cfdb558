/** Texts that lead clients on: `mailconf=`, and those that announce what a host should then answer. */

import type { DnsSeen } from '../../probes/dns.ts';
import type { Finding } from '../../report.ts';
import type { Published } from '../published-servers.ts';
import { add, type NamedRecord, remove } from '../record-diff/zone-lines.ts';

export const textFindings = (seen: DnsSeen, published: Published): readonly Finding[] => [
  ...mailconfFindings(seen, published),
  ...policyFindings(seen),
];

/** Himalaya reads it, and takes the first that it likes. */
function mailconfFindings({ domain, texts }: DnsSeen, { target }: Published): readonly Finding[] {
  const about = `TXT ${domain}`;
  const answer = texts.get('');
  const found = (answer?.ok ? answer.value : []).filter((text) => /^mailconf=/i.test(text));
  const right = target === undefined ? undefined : `mailconf=https://${target}/v1.1/${domain}`;
  const records = [
    ...found.filter((text) => text !== right).map((text) => remove(textAt(domain, text))),
    ...(right === undefined || found.includes(right) ? [] : [add(textAt(domain, right))]),
  ];
  const [first] = found;
  if (first === undefined) {
    const what = 'No text says mailconf=; Himalaya alone looks for one.';
    return [{ about, severity: 'ok', what, ...(records.length > 0 ? { records } : {}) }];
  }
  if (found.length > 1) {
    const what = `${found.length} texts say mailconf=.`;
    return [{ about, severity: 'warning', what, advice: 'Keep one.', records }];
  }
  const url = first.slice('mailconf='.length);
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    const what = `mailconf= is followed by "${url}", which is no https URL.`;
    return [{ about, severity: 'wrong', what, advice: 'Replace it.', records }];
  }
  if (target !== undefined && new URL(url).hostname !== target) {
    const what = `mailconf= leads to ${new URL(url).hostname}, and not to ${target}.`;
    return [{ about, severity: 'warning', what, advice: 'Replace it.', records }];
  }
  return [{ about, severity: 'ok', what: `mailconf= leads to ${url}.` }];
}

/** RFC 8461 §3.1: of several records that announce a policy, none counts. */
function policyFindings({ domain, texts }: DnsSeen): readonly Finding[] {
  const name = `_mta-sts.${domain}`;
  const answer = texts.get('_mta-sts');
  const found = (answer?.ok ? answer.value : []).filter((text) => /^v=STSv1\b/.test(text));
  const about = `TXT ${name}`;
  if (found.length > 1) {
    const what = `${found.length} texts announce an MTA-STS policy, and then none counts.`;
    const records = found.slice(1).map((text) => remove(textAt(name, text)));
    return [{ about, severity: 'wrong', what, advice: 'Keep the newest.', records }];
  }
  const [text] = found;
  if (text === undefined || /;\s*id=[A-Za-z0-9]{1,32}\s*(;|$)/.test(text)) return [];
  const what = 'It lacks an id of 1 to 32 letters and digits, so that nobody fetches the policy.';
  return [{ about, severity: 'wrong', what, advice: 'Replace it.', records: [remove(textAt(name, text))] }];
}

const textAt = (name: string, text: string): NamedRecord => ({ name, type: 'TXT', text });
