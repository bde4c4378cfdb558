/** Control characters, compared with Unicode's categories. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasControlCharacter } from '../../src/util/control-characters.ts';

const unicode = /[\p{Cc}\p{Cs}]/u;

test('every code unit by itself, lone surrogates among them', () => {
  const different: string[] = [];
  for (let unit = 0; unit <= 0xffff; unit++) {
    const text = `a${String.fromCharCode(unit)}`;
    if (hasControlCharacter(text) !== unicode.test(text)) different.push(unit.toString(16));
  }
  expect(different).toEqual([]);
});

test('any text, with code points of all planes and surrogates in any order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 8 }), (codePoints) => {
      const text = codePoints.map((point) => String.fromCodePoint(point)).join('');
      expect(hasControlCharacter(text)).toBe(unicode.test(text));
    }),
  );
});
