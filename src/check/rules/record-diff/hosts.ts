/** Hosts in a comparison of records: an alias and its target's addresses come to the same for whoever looks them up. */

import type { RecordData } from '../../../model/dns-record.ts';
import { type AnswerTo, absent, compared, type Difference } from './record-sets.ts';
import type { NamedRecord } from './zone-lines.ts';

export const isHostType = (type: RecordData['type']): type is 'A' | 'AAAA' | 'CNAME' =>
  type === 'A' || type === 'AAAA' || type === 'CNAME';

export function aliasDiff<Record extends NamedRecord>(
  wanted: Record,
  target: string,
  answer: AnswerTo,
): readonly Difference<Record>[] {
  const alias = answer(wanted.name, 'CNAME');
  if (alias.ok) return compared([wanted], alias.value);
  const there = addressesOf(wanted.name, answer);
  if (there.length === 0) return [absent(wanted, failureOf(wanted.name, answer) ?? alias.refusal)];
  const meant = addressesOf(target, answer).map(spelt);
  return there.every((one) => meant.includes(spelt(one))) ? [] : compared([wanted], there);
}

export function addressDiff<Record extends NamedRecord>(
  wanted: readonly Record[],
  name: string,
  answer: AnswerTo,
): readonly Difference<Record>[] {
  const failure = failureOf(name, answer);
  if (failure !== undefined) return wanted.map((one) => absent(one, failure));
  const differences = compared(wanted, addressesOf(name, answer));
  const alias = answer(name, 'CNAME');
  // The addresses are the target's then, and it is the alias that has to go.
  return differences.length === 0 || !alias.ok ? differences : compared(wanted, alias.value);
}

const addressesOf = (name: string, answer: AnswerTo): readonly NamedRecord[] =>
  [answer(name, 'A'), answer(name, 'AAAA')].flatMap((one) => (one.ok ? one.value : []));

/** @returns the worse of two failures; nothing when one has succeeded */
function failureOf(name: string, answer: AnswerTo) {
  const failures = [answer(name, 'A'), answer(name, 'AAAA')].flatMap((one) => (one.ok ? [] : [one.refusal]));
  if (failures.length < 2) return undefined;
  return failures.find((one) => one === 'timeout' || one === 'broken') ?? failures[0];
}

const spelt = (record: NamedRecord): string => ('address' in record ? record.address.toLowerCase() : '');
