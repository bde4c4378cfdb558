/** Records to add, change or delete, as lines of a zone file that can be pasted as they are (RFC 1035 §5). */

import type { RecordData } from '../../../model/dns-record.ts';
import { absolute, dataOf } from '../../../records/rdata.ts';

export type NamedRecord = RecordData & { readonly name: string };

const ttl = 3600;

export const add = (record: NamedRecord): string =>
  `${absolute(record.name)} ${ttl} IN ${record.type} ${dataOf(record)}`;

/** A zone file has no word for taking away: a comment says which line has to go. */
export const remove = (record: NamedRecord): string => `; delete: ${add(record)}`;

export const alias = (name: string, target: string): NamedRecord => ({ name, type: 'CNAME', target });

/** Addresses of both kinds, as they stand in a zone. */
export const addressed = (name: string, addresses: readonly string[]): readonly NamedRecord[] =>
  addresses.map((address) => ({ name, type: address.includes(':') ? 'AAAA' : 'A', address }));
