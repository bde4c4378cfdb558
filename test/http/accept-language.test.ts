/** The language of an answer, by what browsers send. */

import { expect, test } from 'vitest';
import { preferredLanguage } from '../../src/http/accept-language.ts';

test.each([
  ['fr', 'fr'],
  ['fr-CH, fr;q=0.9, en;q=0.8', 'fr'],
  ['FR-fr', 'fr'],
  ['sv, fr;q=0.5', 'fr'],
  ['fr;q=0.5', 'fr'],
  [' fr ', 'fr'],
  ['en, fr', 'en'],
  // Not every tag that begins alike is the same language: Frisian, Filipino.
  ['fry, fil', 'en'],
  ['*', 'en'],
  ['', 'en'],
  [',;,-', 'en'],
])('%j is answered in %s', (header, language) => {
  expect(preferredLanguage(header, ['de', 'en', 'fr'], 'en')).toBe(language);
});
