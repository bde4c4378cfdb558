/** Filters of look-ups by address: what a client sends is a value, never a part of the filter (RFC 4515). */

import fc from 'fast-check';
import { EqualityFilter, FilterParser } from 'ldapts';
import { expect, test } from 'vitest';
import { fillAddressFilter } from '../../../../src/directory/stores/node/ldap.ts';

const values = { address: 'jo@example.org', localpart: 'jo', domain: 'example.org' };

test('has all placeholders replaced', () => {
  const filter = '(|(mail=%EMAILADDRESS%)(&(uid=%EMAILLOCALPART%)(d=%EMAILDOMAIN%)))';
  expect(fillAddressFilter(filter, values)).toBe('(|(mail=jo@example.org)(&(uid=jo)(d=example.org)))');
});

test.each([
  ['*', String.raw`(a=\2a)`],
  ['x)(uid=*', String.raw`(a=x\29\28uid=\2a)`],
  ['back\\slash', String.raw`(a=back\5cslash)`],
  ['\0', String.raw`(a=\00)`],
  ['%EMAILDOMAIN%', '(a=%EMAILDOMAIN%)'],
  ['$&', '(a=$&)'],
])('escapes %j', (localpart, filter) => {
  expect(fillAddressFilter('(a=%EMAILLOCALPART%)', { ...values, localpart })).toBe(filter);
});

test('any text stays one value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (localpart) => {
      const parsed = FilterParser.parseString(
        fillAddressFilter('(a=%EMAILLOCALPART%)', { ...values, localpart }),
      );
      expect(parsed).toBeInstanceOf(EqualityFilter);
      expect(parsed instanceof EqualityFilter && String(parsed.value)).toBe(localpart);
    }),
  );
});
