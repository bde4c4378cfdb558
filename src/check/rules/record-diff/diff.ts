/**
 * Records that should be there, compared with those that are. TTLs are not: what a resolver tells is what is left of
 * them. What others keep at the same name is let be: texts that are not of our kind.
 */

import { addressDiff, aliasDiff, isHostType } from './hosts.ts';
import {
  type AnswerTo,
  absent,
  compared,
  type Difference,
  kindOf,
  type LiveRecords,
  type RecordQuestion,
} from './record-sets.ts';
import type { NamedRecord } from './zone-lines.ts';

export type { Difference, LiveRecords, RecordQuestion } from './record-sets.ts';

/** @returns what has to be asked, each once */
export function questionsFor(wanted: readonly NamedRecord[]): readonly RecordQuestion[] {
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
      // Some who keep zones put addresses in place of an alias: they are to be its target's.
      ...(record.type === 'CNAME' ? addresses(record.target) : []),
    ];
  });
  return [...new Map(all.map((one) => [`${one.type} ${one.name}`, one])).values()];
}

/** @param live the answers to `questionsFor` the same records; what is not among them is taken for unanswered */
export function recordDiff<Record extends NamedRecord>(
  wanted: readonly Record[],
  live: readonly LiveRecords[],
): readonly Difference<Record>[] {
  const answers = new Map(live.map((one) => [`${one.type} ${one.name}`, one.answer]));
  const answer: AnswerTo = (name, type) =>
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
  if (!answer.ok) return wanted.map((one) => absent(one, answer.refusal));
  const kinds = wanted.map(kindOf);
  return compared(
    wanted,
    answer.value.filter((one) => kinds.includes(kindOf(one))),
  );
}
