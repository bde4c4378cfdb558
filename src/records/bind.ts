/** Zone file format (RFC 1035 §5), without SOA and NS: to be pasted or included into a zone. */

import type { DnsRecord } from '../model/dns-record.ts';
import { commentsOn, groupByPurpose, purposeComments } from './comments.ts';
import { absoluteName, rdataOf } from './rdata.ts';
import type { Zone } from './zone.ts';

/** @param tail returns what is appended to a record's line, such as a comment */
export function bind(set: Zone, tail: (record: DnsRecord) => string = () => ''): string {
  const groups = groupByPurpose(set.records).flatMap(([purpose, records]) => [
    '',
    `; ${purposeComments[purpose]}`,
    ...records.map((record) => lineOf(record) + tail(record)),
  ]);
  return `${[...commentsOn(set).map((line) => `; ${line}`), ...groups].join('\n')}\n`;
}

/** Every name is absolute, so the lines are valid anywhere in a zone. */
const lineOf = (record: DnsRecord): string =>
  `${absoluteName(record.name)} ${record.ttl} IN ${record.type} ${rdataOf(record)}`;
