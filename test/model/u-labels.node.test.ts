/** A-labels as U-labels, held to what Node makes of them. */

import { domainToUnicode } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDomain } from '../../src/model/address.ts';
import { inUnicode } from '../../src/model/u-labels.ts';

function unicodeOf(text: string): string | undefined {
  const domain = parseDomain(text);
  return domain.ok ? inUnicode(domain.value) : undefined;
}

test.each<[domain: string, unicode: string | undefined]>([
  ['xn--bcher-kva.example', 'bücher.example'],
  ['mail.xn--bcher-kva.xn--p1ai', 'mail.bücher.рф'],
  ['xn--fiqs8s', '中国'],
  ['xn--strae-oqa.example', 'straße.example'],
  ['example.org', undefined],
  ['axn--b.example', undefined],
])('%s is %s', (domain, unicode) => {
  expect(unicodeOf(domain)).toBe(unicode);
});

test('whatever name there is, in the form that Node gives it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), (label) => {
      const domain = parseDomain(`${label}.example`);
      fc.pre(domain.ok && domain.value.includes('xn--'));
      if (domain.ok) expect(inUnicode(domain.value)).toBe(domainToUnicode(domain.value));
    }),
  );
});

test('no text in the place of Punycode is an error, and a name that is found is the same name', () => {
  const character = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789-');
  fc.assert(
    fc.property(fc.string({ unit: character, minLength: 1, maxLength: 20 }), (encoded) => {
      const domain = parseDomain(`xn--${encoded}.example`);
      fc.pre(domain.ok);
      const unicode = domain.ok ? inUnicode(domain.value) : undefined;
      if (domain.ok && unicode !== undefined) expect(parseDomain(unicode)).toEqual(domain);
    }),
  );
});
