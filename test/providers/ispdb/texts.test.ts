/** Shortening of names, and the sentences of warnings. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shortened } from '../../../src/providers/ispdb/texts.ts';
import { describeWarning } from '../../../src/providers/ispdb/warning.ts';

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

test('text from a file in a warning fits into one line of a terminal', () => {
  const words = describeWarning({
    kind: 'host-unfit',
    host: `a\n\u001b[2J\u009b${'x'.repeat(500)}`,
    path: 'x',
  });
  expect(words).not.toMatch(/\p{Cc}/u);
  expect(words.length).toBeLessThan(150);
});
