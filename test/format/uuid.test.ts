/** UUIDv5, compared with RFC 9562 and the package `uuid`. */

import fc from 'fast-check';
import { v5 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { uuidv5In } from '../../src/format/uuid.ts';

/** RFC 9562 §6.6 */
const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

test('the example of RFC 9562, appendix A.4', () => {
  expect(uuidv5In(dns)('www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
});

describe('a UUID is the one that the package uuid makes', () => {
  test('of any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        expect(uuidv5In(dns)(name)).toBe(v5(name, dns));
      }),
    );
  });

  test('in any namespace, in either letter case', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string(), (namespace, name) => {
        expect(uuidv5In(namespace)(name)).toBe(v5(name, namespace));
        expect(uuidv5In(namespace.toUpperCase())(name)).toBe(v5(name, namespace));
      }),
    );
  });

  // SHA-1 works in blocks of 64 bytes, of which 9 are padding; the namespace takes 16 bytes of the first one.
  test.each<[alphabet: string, character: string]>([
    ['ASCII', 'a'],
    ['two bytes each', 'ü'],
    ['three bytes each', '例'],
    ['four bytes each', '👩'],
  ])('at every length across the boundaries of blocks, in characters of %s', (_, character) => {
    const uuidOf = uuidv5In(dns);
    for (let length = 0; length <= 200; length++) {
      const name = character.repeat(length);
      expect(uuidOf(name)).toBe(v5(name, dns));
    }
  });

  test('after a longer one, without leftovers in the buffer', () => {
    const uuidOf = uuidv5In(dns);
    const before = uuidOf('jo@example.org');
    uuidOf('x'.repeat(100_000));
    expect(uuidOf('jo@example.org')).toBe(before);
  });

  test('with two namespaces in turn', () => {
    const other = 'b0a6c1f4-9a1e-4f0b-8a53-6f1d7c2e9b34';
    const [here, there] = [uuidv5In(dns), uuidv5In(other)];
    expect([here('a'), there('a'), here('a')]).toEqual([v5('a', dns), v5('a', other), v5('a', dns)]);
  });
});

test('a UUID is in lower case and says its version, 5, and its variant, 10', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      expect(uuidv5In(dns)(name)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }),
  );
});

test('a lone surrogate has a UUID as well: that of the replacement character', () => {
  expect(uuidv5In(dns)('\ud800')).toBe(v5('\ufffd', dns));
});
