/** The advice of a whole report, each piece once, with all whom it would help. */

import type { Advice, Report } from '../report.ts';

export interface Gathered {
  readonly advice: Advice;
  readonly names: readonly string[];
}

export function gathered({ clients, truth }: Report): readonly Gathered[] {
  const byText = new Map<string, { readonly advice: Advice; readonly names: string[] }>();
  const add = (advice: Advice, name: string): void => {
    const known = byText.get(advice.text);
    if (!known) byText.set(advice.text, { advice, names: [name] });
    else if (!known.names.includes(name)) known.names.push(name);
  };
  for (const { client, advice } of clients) for (const one of advice) add(one, client.name);
  for (const { about, advice: text, records } of truth) {
    if (text !== undefined) add({ text, ...(records ? { records } : {}) }, about);
  }
  return [...byText.values()];
}
