/** As a zone file (RFC 1035 §5) without SOA and NS: to be put into a zone, or included there. */

import type { DnsRecord } from '../model/dns-record.ts';
import { commentsOn, groupByPurpose, purposeComments } from './comments.ts';
import { absoluteName, rdataOf } from './rdata.ts';
import type { Zone } from './zone.ts';

/** @param tail what follows a record on its line, in a comment */
export function bind(set: Zone, tail: (record: DnsRecord) => string = () => ''): string {
  const groups = groupByPurpose(set.records).flatMap(([purpose, records]) => [
    '',
    `; ${purposeComments[purpose]}`,
    ...records.map((record) => lineOf(record) + tail(record)),
  ]);
  return `${[...commentsOn(set).map((line) => `; ${line}`), ...groups].join('\n')}\n`;
}

/** Every name is absolute, so that it does not matter where in a zone the lines stand. */
const lineOf = (record: DnsRecord): string =>
  `${absoluteName(record.name)} ${record.ttl} IN ${record.type} ${rdataOf(record)}`;
