/** The texts of the page: each language is complete and has the same placeholders. */

import { describe, expect, test } from 'vitest';
import { type Language, languages, translations } from '../../../templates/locales/index.ts';
import { programs, systems } from '../../../templates/page/programs.ts';

/** Every text by the keys that lead to it. */
function textsOf(value: unknown, keys: readonly string[] = []): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[keys.join('.'), value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => textsOf(inside, [...keys, key]));
}

const slotsOf = (text: string): readonly string[] => (text.match(/\{\w+\}/g) ?? []).toSorted();
/** Optional texts: wording of programs that is not certain. */
const mayBeMissing = /^(menus|windowsMail)\./;
const said = (language: Language) => new Map(textsOf(translations[language]));
const english = said('en');

describe.each(languages)('%s', (language) => {
  const here = said(language);

  test('has the same placeholders in the same texts as English', () => {
    for (const [key, text] of here)
      expect([key, slotsOf(text)]).toEqual([key, slotsOf(english.get(key) ?? '')]);
  });

  test('leaves out only optional texts', () => {
    expect([...english.keys()].filter((key) => !here.has(key) && !mayBeMissing.test(key))).toEqual([]);
  });

  test('is a translation: its sentences are its own', () => {
    if (language === 'en') return;
    const sentences = [...here].filter(([, text]) => text.includes(' ') && text.length > 25);
    expect(sentences.length).toBeGreaterThan(25);
    expect(sentences.filter(([key, text]) => english.get(key) === text)).toEqual([]);
  });

  test('has no double space, and no text that begins or ends with one', () => {
    expect([...here].filter(([, text]) => text !== text.trim() || text.includes('  '))).toEqual([]);
  });
});

test('every system has a client, and none twice', () => {
  for (const system of systems) {
    const names = programs.filter((client) => client.systems.includes(system)).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names).size).toBe(names.length);
  }
});
