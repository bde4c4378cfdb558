/** Groups the advice of a report: each piece once, with the clients and findings that it applies to. */

import type { Advice, Report } from '../report.ts';

interface GroupedAdvice {
  readonly advice: Advice;
  readonly names: readonly string[];
}

export function groupAdvice({ clients, truth }: Report): readonly GroupedAdvice[] {
  const all: { advice: Advice; readonly names: string[] }[] = [];
  const add = (advice: Advice, name: string): void => {
    const known = all.find((one) => includesAdvice(one.advice, advice) || isExtendedBy(one.advice, advice));
    if (!known) {
      all.push({ advice, names: [name] });
      return;
    }
    // Findings also list records to delete; clients do not know them.
    if (isExtendedBy(known.advice, advice)) known.advice = advice;
    if (!known.names.includes(name)) known.names.push(name);
  };
  for (const { client, advice } of clients) for (const one of advice) add(one, client.name);
  for (const { about, advice: text, records } of truth) {
    if (text !== undefined) add({ text, ...(records ? { records } : {}) }, about);
  }
  return all;
}

/** Whether one piece of advice includes another: all its records, whatever the text, or the same text. */
const includesAdvice = (known: Advice, { text, records = [] }: Advice): boolean =>
  (records.length > 0 || text === known.text) &&
  records.every((record) => known.records?.includes(record) ?? false);

const isExtendedBy = (known: Advice, advice: Advice): boolean =>
  (known.records ?? []).length > 0 && !includesAdvice(known, advice) && includesAdvice(advice, known);
