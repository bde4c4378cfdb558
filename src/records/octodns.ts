/** As a zone of octoDNS's YamlProvider: by name, sorted as it demands, each value as it wants it. */

import { Document } from 'yaml';
import type { DnsRecord } from '../model/dns-record.ts';
import { commentsOn } from './comments.ts';
import { absoluteName } from './rdata.ts';
import type { Zone } from './zone.ts';

/** @param zone the name of the zone that the domain lies in, as the file is called */
export function octodns(set: Zone, zone: string): string {
  const names = [...new Set(set.records.map(({ name }) => name))];
  const entries = names
    .map((name) => ({
      name: name === zone ? '' : name.slice(0, -zone.length - 1),
      records: set.records.filter((record) => record.name === name),
    }))
    .toSorted((a, b) => inNaturalOrder(a.name, b.name))
    .map(({ name, records }) => [name, oneOrMore(byType(records))] as const);
  const remarks = [...commentsOn(set), ...atApex(set.records, zone)].map((line) => `# ${line}\n`);
  // PyYAML reads YAML 1.1, in which more words need quotation marks.
  const document = new Document({}, { version: '1.1' });
  for (const [name, value] of entries) document.set(name, document.createNode(value));
  return `${remarks.join('')}---\n${document.toString({ lineWidth: 0, simpleKeys: true })}`;
}

/** octoDNS takes what stands here for all that there is. */
const atApex = (records: readonly DnsRecord[], zone: string): readonly string[] =>
  records.some(({ name, type }) => name === zone && type === 'TXT')
    ? ['The texts of the zone itself are more than this one: put it among yours, SPF and the like.']
    : [];

/** One entry for each type; the keys are in the order of the alphabet. */
function byType(records: readonly DnsRecord[]): readonly object[] {
  const types = [...new Set(records.map(({ type }) => type))].toSorted();
  return types.map((type) => {
    const ofType = records.filter((record) => record.type === type);
    return { ttl: ofType[0]?.ttl, type, ...values(ofType.map(asValue)) };
  });
}

const values = (all: readonly unknown[]): object => (all.length === 1 ? { value: all[0] } : { values: all });
const oneOrMore = <Item>(items: readonly Item[]): Item | readonly Item[] | undefined =>
  items.length === 1 ? items[0] : items;

function asValue(record: DnsRecord): unknown {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return record.address;
    case 'CNAME':
      return absoluteName(record.target);
    case 'SRV': {
      const { port, priority, target, weight } = record;
      return { port, priority, target: absoluteName(target), weight };
    }
    case 'TXT':
      // octodns/record/chunked.py: a semicolon that is not escaped is an error, and it cuts long texts itself.
      return record.text.replaceAll(';', '\\;');
    default:
      return record satisfies never;
  }
}

/** As natsort has it, which octodns/yaml.py checks the file with: numbers by their value. */
function inNaturalOrder(a: string, b: string): number {
  const [left, right] = [a.split(/(\d+)/), b.split(/(\d+)/)];
  for (const [at, part] of left.entries()) {
    const other = right[at];
    if (other === undefined) return 1;
    if (part === other) continue;
    const byValue = at % 2 === 1 ? Number(part) - Number(other) : 0;
    if (byValue !== 0) return byValue;
    if (part !== other) return part < other ? -1 : 1;
  }
  return left.length - right.length;
}
