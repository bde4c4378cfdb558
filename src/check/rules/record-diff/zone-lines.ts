/** Records to add or delete, as lines of a zone file that can be pasted (RFC 1035 §5). */

import type { RecordData } from '../../../model/dns-record.ts';
import { absoluteName, rdataOf } from '../../../records/rdata.ts';

export type NamedRecord = RecordData & { readonly name: string };

const ttl = 3600;

export const addLine = (record: NamedRecord): string =>
  `${absoluteName(record.name)} ${ttl} IN ${record.type} ${rdataOf(record)}`;

/** A zone file has no syntax for deletion, so a comment names the line to delete. */
export const deleteLine = (record: NamedRecord): string => `; delete: ${addLine(record)}`;

export const cnameRecord = (name: string, target: string): NamedRecord => ({ name, type: 'CNAME', target });

/** A and AAAA records. */
export const addressRecords = (name: string, addresses: readonly string[]): readonly NamedRecord[] =>
  addresses.map((address) => ({ name, type: address.includes(':') ? 'AAAA' : 'A', address }));
