/** The advice of a whole report, each piece once, with all whom it would help. */

import type { Advice, Report } from '../report.ts';

export interface Gathered {
  readonly advice: Advice;
  readonly names: readonly string[];
}

export function gathered({ clients, truth }: Report): readonly Gathered[] {
  const all: { advice: Advice; readonly names: string[] }[] = [];
  const add = (advice: Advice, name: string): void => {
    const known = all.find((one) => says(one.advice, advice) || goesOn(one.advice, advice));
    if (!known) {
      all.push({ advice, names: [name] });
      return;
    }
    // What has to be deleted is known only to those who have looked.
    if (goesOn(known.advice, advice)) known.advice = advice;
    if (!known.names.includes(name)) known.names.push(name);
  };
  for (const { client, advice } of clients) for (const one of advice) add(one, client.name);
  for (const { about, advice: text, records } of truth) {
    if (text !== undefined) add({ text, ...(records ? { records } : {}) }, about);
  }
  return all;
}

/** Whether a piece of advice has all that another has: the same records, in whatever words, or the same words. */
const says = (said: Advice, { text, records = [] }: Advice): boolean =>
  (records.length > 0 || text === said.text) &&
  records.every((record) => said.records?.includes(record) ?? false);

const goesOn = (said: Advice, advice: Advice): boolean =>
  (said.records ?? []).length > 0 && !says(said, advice) && says(advice, said);
