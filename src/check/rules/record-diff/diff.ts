/**
 * Compares wanted records with live ones. Ignores TTLs, because a resolver returns the remaining time, and other TXT
 * records at the same name, such as SPF.
 */

import { addressDiff, aliasDiff, isHostType } from './hosts.ts';
import {
  type AnswerLookup,
  compareSets,
  type Difference,
  type LiveRecords,
  missingOrUnknown,
  type RecordQuestion,
  recordKind,
} from './record-sets.ts';
import type { NamedRecord } from './zone-lines.ts';

export type { Difference } from './record-sets.ts';

/** @returns the DNS questions, each once */
export function recordQuestions(wanted: readonly NamedRecord[]): readonly RecordQuestion[] {
  const addresses = (name: string): readonly RecordQuestion[] => [
    { name, type: 'A' },
    { name, type: 'AAAA' },
  ];
  const all = wanted.flatMap((record): readonly RecordQuestion[] => {
    const { name, type } = record;
    if (!isHostType(type)) return [{ name, type }];
    return [
      { name, type: 'CNAME' },
      ...addresses(name),
      // Some DNS providers replace a CNAME with the addresses of its target.
      ...(record.type === 'CNAME' ? addresses(record.target) : []),
    ];
  });
  return [...new Map(all.map((one) => [`${one.type} ${one.name}`, one])).values()];
}

/** @param live the answers to `recordQuestions` of the same records; a missing answer counts as a timeout */
export function recordDiff<Record extends NamedRecord>(
  wanted: readonly Record[],
  live: readonly LiveRecords[],
): readonly Difference<Record>[] {
  const answers = new Map(live.map((one) => [`${one.type} ${one.name}`, one.answer]));
  const answer: AnswerLookup = (name, type) =>
    answers.get(`${type} ${name}`) ?? { ok: false, refusal: 'timeout' };
  const sets = new Map<string, Record[]>();
  for (const record of wanted) {
    const key = `${isHostType(record.type) ? 'host' : record.type} ${record.name}`;
    sets.set(key, [...(sets.get(key) ?? []), record]);
  }
  return [...sets.values()].flatMap((set) => {
    const [first] = set;
    if (!first) return [];
    if (first.type === 'CNAME') return aliasDiff(first, first.target, answer);
    if (isHostType(first.type)) return addressDiff(set, first.name, answer);
    return setDiff(set, answer(first.name, first.type));
  });
}

function setDiff<Record extends NamedRecord>(
  wanted: readonly Record[],
  answer: LiveRecords['answer'],
): readonly Difference<Record>[] {
  if (!answer.ok) return wanted.map((one) => missingOrUnknown(one, answer.refusal));
  const kinds = wanted.map(recordKind);
  return compareSets(
    wanted,
    answer.value.filter((one) => kinds.includes(recordKind(one))),
  );
}
