/** Base32 in lower case: RFC 4648's own examples, and one text for the same bytes. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { base32, fromBase32 } from '../../src/links/base32.ts';

describe('RFC 4648 §10, without padding', () => {
  test.each([
    ['', ''],
    ['f', 'my'],
    ['fo', 'mzxq'],
    ['foo', 'mzxw6'],
    ['foob', 'mzxw6yq'],
    ['fooba', 'mzxw6ytb'],
    ['foobar', 'mzxw6ytboi'],
  ])('%j is %j', (text, encoded) => {
    const bytes = new TextEncoder().encode(text);
    expect(base32(bytes)).toBe(encoded);
    expect(fromBase32(encoded)).toEqual(bytes);
  });
});

test.each([
  ['capitals', 'MZXW6YTB'],
  ['padding', 'my======'],
  ['a digit that is none', 'mzxw6yt1'],
  ['a length that no bytes have', 'mzx'],
  ['a length that no bytes have, of one character', 'm'],
  ['bits that are left over and not nothing', 'mz'],
  ['what is no ASCII', 'mzxw6yt\u017f'],
])('%s are refused', (_, text) => {
  expect(fromBase32(text)).toBeUndefined();
});

test('any bytes come back, and their text is the only one', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(fromBase32(base32(bytes))).toEqual(Uint8Array.from(bytes));
    }),
  );
  const text = fc.string({ unit: fc.constantFrom(...'abcxyz2367'), maxLength: 24 });
  fc.assert(
    fc.property(text, (one) => {
      const bytes = fromBase32(one);
      if (bytes) expect(base32(bytes)).toBe(one);
    }),
  );
});
