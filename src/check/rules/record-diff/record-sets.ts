/** Two sets of records of one name: what is in one of them alone. */

import type { RecordData } from '../../../model/dns-record.ts';
import type { Result } from '../../../model/result.ts';
import { dataOf } from '../../../records/rdata.ts';
import type { DnsFailure } from '../../net.ts';
import type { NamedRecord } from './zone-lines.ts';

export interface RecordQuestion {
  readonly name: string;
  readonly type: RecordData['type'];
}

/** What DNS answers to one question; names in lower case, the root of an SRV record a dot. */
export interface LiveRecords extends RecordQuestion {
  readonly answer: Result<readonly NamedRecord[], DnsFailure>;
}

export type AnswerTo = (name: string, type: RecordData['type']) => LiveRecords['answer'];

export type Difference<Record extends NamedRecord = NamedRecord> =
  | { readonly kind: 'missing'; readonly wanted: Record }
  /** One stands where another should. */
  | { readonly kind: 'wrong'; readonly wanted: Record; readonly live: NamedRecord }
  | { readonly kind: 'extra'; readonly live: NamedRecord }
  /** Nobody can say. */
  | { readonly kind: 'unknown'; readonly wanted: Record; readonly failure: DnsFailure };

/** @returns the differences of two sets of records of one name, in which one that is too many makes up for one that lacks */
export function compared<Record extends NamedRecord>(
  wanted: readonly Record[],
  live: readonly NamedRecord[],
): readonly Difference<Record>[] {
  const has = (set: readonly NamedRecord[], record: NamedRecord): boolean =>
    set.some((one) => one.type === record.type && inOneForm(one) === inOneForm(record));
  const lacking = wanted.filter((one) => !has(live, one));
  const stray = live.filter((one) => !has(wanted, one));
  return [
    ...lacking.map((one, at): Difference<Record> => {
      const instead = stray[at];
      return instead ? { kind: 'wrong', wanted: one, live: instead } : { kind: 'missing', wanted: one };
    }),
    ...stray
      .slice(lacking.length)
      .filter((one) => !mayStay(one))
      .map((one) => ({ kind: 'extra', live: one }) as const),
  ];
}

export const absent = <Record extends NamedRecord>(
  wanted: Record,
  failure: DnsFailure,
): Difference<Record> =>
  failure === 'no-name' || failure === 'no-records'
    ? { kind: 'missing', wanted }
    : { kind: 'unknown', wanted, failure };

/** Names and IPv6 addresses can be written in several ways. */
function inOneForm(record: NamedRecord): string {
  if (record.type === 'TXT') return record.text;
  return record.type === 'AAAA' && URL.canParse(`http://[${record.address}]`)
    ? new URL(`http://[${record.address}]`).hostname
    : dataOf(record).toLowerCase();
}

/** Of texts, what they begin with: `v=STSv1`, `mailconf=`. Others of the same name are SPF and the like. */
export const kindOf = (record: NamedRecord): string =>
  record.type === 'TXT' ? (/^(?:v=[^;\s]+|[^=;\s]+=)/.exec(record.text)?.[0] ?? record.text) : record.type;

/** draft-ietf-mailmaint-pacc: while a document is exchanged for another, both digests are there. */
const mayStay = (record: NamedRecord): boolean => record.type === 'TXT' && kindOf(record) === 'v=UAAC1';
