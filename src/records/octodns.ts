/** Zone file of octoDNS's YamlProvider: keyed by name, in the order that octoDNS enforces. */

import { Document } from 'yaml';
import type { DnsRecord } from '../model/dns-record.ts';
import { commentsOn } from './comments.ts';
import { absoluteName } from './rdata.ts';
import type { Zone } from './zone.ts';

/** @param zone the zone that contains the domain; also the name of the file */
export function octodns(set: Zone, zone: string): string {
  const names = [...new Set(set.records.map(({ name }) => name))];
  const entries = names
    .map((name) => ({
      name: name === zone ? '' : name.slice(0, -zone.length - 1),
      records: set.records.filter((record) => record.name === name),
    }))
    .toSorted((a, b) => inNaturalOrder(a.name, b.name))
    .map(({ name, records }) => [name, oneOrMore(byType(records))] as const);
  const comments = [...commentsOn(set), ...atApex(set.records, zone)].map((line) => `# ${line}\n`);
  // PyYAML reads YAML 1.1, where more words need quotes.
  const document = new Document({}, { version: '1.1' });
  for (const [name, value] of entries) document.set(name, document.createNode(value));
  return `${comments.join('')}---\n${document.toString({ lineWidth: 0, simpleKeys: true })}`;
}

/** octoDNS deletes values that are not in the file. */
const atApex = (records: readonly DnsRecord[], zone: string): readonly string[] =>
  records.some(({ name, type }) => name === zone && type === 'TXT')
    ? ['octoDNS replaces all TXT records of the zone apex: add your other ones here, such as SPF.']
    : [];

/** One entry per record type, keys in alphabetical order. */
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
      // octodns/record/chunked.py: an unescaped semicolon is an error; octoDNS splits long texts itself.
      return record.text.replaceAll(';', '\\;');
    default:
      return record satisfies never;
  }
}

/** Natural order, numbers by value: octodns/yaml.py checks the file with natsort. */
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
