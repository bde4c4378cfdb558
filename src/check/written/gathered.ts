/** The advice of a whole report, each piece once, with all whom it would help. */

import type { Advice, Report } from '../report.ts';

export interface Gathered {
  readonly advice: Advice;
  readonly names: readonly string[];
}

export function gathered({ clients, truth }: Report): readonly Gathered[] {
  const all: { readonly advice: Advice; readonly names: string[] }[] = [];
  const add = (advice: Advice, name: string): void => {
    const known = all.find((one) => says(one.advice, advice));
    if (!known) all.push({ advice, names: [name] });
    else if (!known.names.includes(name)) known.names.push(name);
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
