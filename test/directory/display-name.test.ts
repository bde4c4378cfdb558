/** Names that are only shown: shortened, and without what no document can carry. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayName, shortened } from '../../src/directory/display-name.ts';

describe('a name is shortened', () => {
  test.each<[why: string, name: string, short: string]>([
    ['not at all when it is short', 'Example Mail', 'Example Mail'],
    ['not at all at exactly 20 characters', 'Example Mail Express', 'Example Mail Express'],
    ['to whole words', 'Example Mail Expresso', 'Example Mail'],
    ['to whole words that end at the limit', 'Example Mail Express too', 'Example Mail Express'],
    ['without what joined it to the rest', 'schwaz.net | Stadtwerke Schwaz', 'schwaz.net'],
    ['without half a bracket', 'Mail (of the whole valley)', 'Mail'],
    ['without an opening bracket alone', 'Post and mail [ of the valley ]', 'Post and mail'],
    ['with a whole bracket', 'Mail (valley) of the hills', 'Mail (valley) of the'],
    ['by force when the first word is too long', 'Bundesverwaltungsgericht', 'Bundesverwaltungsger'],
    ['by force when nothing joins words', '-------------------- -', '--------------------'],
    ['between characters, not within them', `a${'👩'.repeat(20)}`, `a${'👩'.repeat(9)}`],
  ])('%s', (_, name, short) => {
    expect(shortened(name, 20)).toBe(short);
  });

  test('to a text that is not empty and not too long, for any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }), (text) => {
        fc.pre(text.trim() !== '');
        const short = shortened(text.trim(), 20);
        expect(short.length).toBeLessThanOrEqual(20);
        expect(short.trim()).not.toBe('');
        expect(text.trim().startsWith(short)).toBe(true);
      }),
    );
  });
});

describe('a name is shown', () => {
  test.each<[written: string, shown: string | undefined]>([
    ['Example\tMail\u0000', 'Example Mail'],
    ['Mail \ud800for all', 'Mail for all'],
    ['Mail for %EMAILADDRESS%', 'Mail for'],
    ['%EMAIL%TIME%ADDRESS%', '%EMAIL ADDRESS%'],
    ['100 % mail', '100 % mail'],
    [' \n', undefined],
    ['%EMAILDOMAIN%', undefined],
  ])('%j as %j', (written, shown) => {
    expect(displayName(written, 20)).toBe(shown);
  });
});
