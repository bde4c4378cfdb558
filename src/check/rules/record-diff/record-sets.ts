/** Differences between two sets of records with the same name. */

import type { RecordData } from '../../../model/dns-record.ts';
import type { Result } from '../../../model/result.ts';
import { rdataOf } from '../../../records/rdata.ts';
import type { DnsFailure } from '../../net.ts';
import type { NamedRecord } from './zone-lines.ts';

export interface RecordQuestion {
  readonly name: string;
  readonly type: RecordData['type'];
}

/** The DNS answer to one question; names in lower case, an SRV target of the root as a dot. */
export interface LiveRecords extends RecordQuestion {
  readonly answer: Result<readonly NamedRecord[], DnsFailure>;
}

export type AnswerLookup = (name: string, type: RecordData['type']) => LiveRecords['answer'];

export type Difference<Record extends NamedRecord = NamedRecord> =
  | { readonly kind: 'missing'; readonly wanted: Record }
  /** Another record exists instead. */
  | { readonly kind: 'wrong'; readonly wanted: Record; readonly live: NamedRecord }
  | { readonly kind: 'extra'; readonly live: NamedRecord }
  /** The lookup failed. */
  | { readonly kind: 'unknown'; readonly wanted: Record; readonly failure: DnsFailure };

/** @returns the differences; an extra record and a missing one are paired as `wrong` */
export function compareSets<Record extends NamedRecord>(
  wanted: readonly Record[],
  live: readonly NamedRecord[],
): readonly Difference<Record>[] {
  const has = (set: readonly NamedRecord[], record: NamedRecord): boolean =>
    set.some((one) => one.type === record.type && normalized(one) === normalized(record));
  const missing = wanted.filter((one) => !has(live, one));
  const extra = live.filter((one) => !has(wanted, one));
  return [
    ...missing.map((one, at): Difference<Record> => {
      const instead = extra[at];
      return instead ? { kind: 'wrong', wanted: one, live: instead } : { kind: 'missing', wanted: one };
    }),
    ...extra
      .slice(missing.length)
      .filter((one) => !isAllowedExtra(one))
      .map((one) => ({ kind: 'extra', live: one }) as const),
  ];
}

export const missingOrUnknown = <Record extends NamedRecord>(
  wanted: Record,
  failure: DnsFailure,
): Difference<Record> =>
  failure === 'no-name' || failure === 'no-records'
    ? { kind: 'missing', wanted }
    : { kind: 'unknown', wanted, failure };

/** Names and IPv6 addresses have several spellings. */
function normalized(record: NamedRecord): string {
  if (record.type === 'TXT') return record.text;
  return record.type === 'AAAA' && URL.canParse(`http://[${record.address}]`)
    ? new URL(`http://[${record.address}]`).hostname
    : rdataOf(record).toLowerCase();
}

/** For TXT the prefix, such as `v=STSv1` or `mailconf=`; other TXT records at the same name are SPF and similar. */
export const recordKind = (record: NamedRecord): string =>
  record.type === 'TXT' ? (/^(?:v=[^;\s]+|[^=;\s]+=)/.exec(record.text)?.[0] ?? record.text) : record.type;

/** draft-ietf-mailmaint-pacc: both digests exist while a document is replaced. */
const isAllowedExtra = (record: NamedRecord): boolean =>
  record.type === 'TXT' && recordKind(record) === 'v=UAAC1';
