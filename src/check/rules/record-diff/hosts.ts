/** Compares host records: a CNAME and the addresses of its target are equivalent for clients. */

import type { RecordData } from '../../../model/dns-record.ts';
import { type AnswerLookup, compareSets, type Difference, missingOrUnknown } from './record-sets.ts';
import type { NamedRecord } from './zone-lines.ts';

export const isHostType = (type: RecordData['type']): type is 'A' | 'AAAA' | 'CNAME' =>
  type === 'A' || type === 'AAAA' || type === 'CNAME';

export function aliasDiff<Record extends NamedRecord>(
  wanted: Record,
  target: string,
  answer: AnswerLookup,
): readonly Difference<Record>[] {
  const alias = answer(wanted.name, 'CNAME');
  if (alias.ok) return compareSets([wanted], alias.value);
  const there = addressesOf(wanted.name, answer);
  if (there.length === 0) return [missingOrUnknown(wanted, failureOf(wanted.name, answer) ?? alias.refusal)];
  const meant = addressesOf(target, answer).map(normalizedAddress);
  return there.every((one) => meant.includes(normalizedAddress(one))) ? [] : compareSets([wanted], there);
}

export function addressDiff<Record extends NamedRecord>(
  wanted: readonly Record[],
  name: string,
  answer: AnswerLookup,
): readonly Difference<Record>[] {
  const failure = failureOf(name, answer);
  if (failure !== undefined) return wanted.map((one) => missingOrUnknown(one, failure));
  const differences = compareSets(wanted, addressesOf(name, answer));
  const alias = answer(name, 'CNAME');
  // The addresses come from the CNAME's target, so the CNAME has to be deleted.
  return differences.length === 0 || !alias.ok ? differences : compareSets(wanted, alias.value);
}

const addressesOf = (name: string, answer: AnswerLookup): readonly NamedRecord[] =>
  [answer(name, 'A'), answer(name, 'AAAA')].flatMap((one) => (one.ok ? one.value : []));

/** @returns the worse of two failures; undefined if one lookup succeeded */
function failureOf(name: string, answer: AnswerLookup) {
  const failures = [answer(name, 'A'), answer(name, 'AAAA')].flatMap((one) => (one.ok ? [] : [one.refusal]));
  if (failures.length < 2) return undefined;
  return failures.find((one) => one === 'timeout' || one === 'broken') ?? failures[0];
}

const normalizedAddress = (record: NamedRecord): string =>
  'address' in record ? record.address.toLowerCase() : '';
