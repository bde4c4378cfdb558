/** The query of a URL, as mail clients write it: percent-encoded at most, never a form. */

import { describe, expect, test } from 'vitest';
import { parameter, parameters } from '../../src/http/query.ts';

const address = 'jo@example.org';

describe('a parameter', () => {
  test.each<[why: string, search: string, value: string]>([
    ['is what follows its name', 'emailaddress=jo@example.org', address],
    ['is percent-decoded', 'emailaddress=jo%40example%2Eorg', address],
    ['is percent-decoded from UTF-8', 'emailaddress=%E7%94%A8@example.org', '用@example.org'],
    ['is percent-decoded once', 'emailaddress=jo%2540example.org', 'jo%40example.org'],
    [
      'keeps a raw plus: FairEmail, GNOME Online Accounts',
      'emailaddress=jo+a@example.org',
      'jo+a@example.org',
    ],
    ['has a plus where Thunderbird encodes one', 'emailaddress=jo%2Ba@example.org', 'jo+a@example.org'],
    ['has a space where one is encoded', 'emailaddress=%22jo%20doe%22@example.org', '"jo doe"@example.org'],
    ['may hold equals signs', 'emailaddress=jo=a@example.org', 'jo=a@example.org'],
    ['may hold a question mark', 'emailaddress=jo?a@example.org', 'jo?a@example.org'],
    ['may stand among others', `emailmd5=0cc175b9&emailaddress=${address}&x=y`, address],
    ['has a name without letter case', `EmailAddress=${address}`, address],
    ['counts the first time', `emailaddress=${address}&emailaddress=doe@example.org`, address],
    [
      'is not one whose name only ends alike',
      `xemailaddress=doe@example.org&emailaddress=${address}`,
      address,
    ],
    ['is not an empty one before it', `emailaddress=&emailaddress=${address}`, address],
    ['is not a name without an equals sign', `emailaddress&emailaddress=${address}`, address],
    ['may follow nonsense', `&&=&%&=x&emailaddress=${address}`, address],
    ['is not hurt by another one that is malformed', `x=%ff&emailaddress=${address}`, address],
  ])('%s', (_, search, value) => {
    expect(parameter(search, 'emailaddress')).toEqual({ ok: true, value });
  });

  test.each<[why: string, search: string]>([
    ['the query is empty', ''],
    ['others are there', 'email=jo@example.org&address=x'],
    ['its name stands alone', 'emailaddress'],
    ['its value is empty', 'emailaddress='],
    ['both of two are empty', 'emailaddress=&emailaddress='],
    ['the name is part of a value', 'x=emailaddress=jo@example.org'],
  ])('is absent when %s', (_, search) => {
    expect(parameter(search, 'emailaddress')).toEqual({ ok: true, value: undefined });
  });

  test.each<[why: string, search: string]>([
    ['a percent sign that encodes nothing', 'emailaddress=100%'],
    ['a percent sign before other letters', 'emailaddress=%zz'],
    ['one hexadecimal digit', 'emailaddress=jo%4'],
    ['a byte that UTF-8 never holds', 'emailaddress=%ff'],
    ['UTF-8 that is cut short', 'emailaddress=%c3'],
    ['ISO 8859-1', 'emailaddress=j%f6@example.org'],
    ['an overlong NUL', 'emailaddress=%c0%80'],
    ['an encoded surrogate', 'emailaddress=%ed%a0%80'],
  ])('is malformed by %s', (_, search) => {
    expect(parameter(search, 'emailaddress')).toEqual({
      ok: false,
      refusal: { reason: 'query-malformed', parameter: 'emailaddress' },
    });
  });
});

describe('a parameter of several names', () => {
  test.each<[why: string, search: string, value: string]>([
    ['may have the first', `emailaddress=${address}`, address],
    ['may have the second', `email=${address}`, address],
    ['counts where it first stands, under whatever name', `email=${address}&emailaddress=x`, address],
  ])('%s', (_, search, value) => {
    expect(parameter(search, 'emailaddress', 'email')).toEqual({ ok: true, value });
  });

  test('is malformed under the name that was used', () => {
    expect(parameter('Email=%ff', 'emailaddress', 'email')).toEqual({
      ok: false,
      refusal: { reason: 'query-malformed', parameter: 'email' },
    });
  });
});

describe('all values of a parameter', () => {
  test.each<[why: string, search: string, values: readonly string[]]>([
    ['are in their order, whatever the name', 'b=1&c=2&a=3', ['1', '3']],
    ['are not the empty ones', 'a=&b=1&a', ['1']],
    ['are none', 'c=1', []],
    ['end at the limit, whatever follows', 'a=1&a=2&a=3&a=%ff', ['1', '2', '3']],
  ])('%s', (_, search, values) => {
    expect(parameters(search, 3, ['a', 'b'])).toEqual({ ok: true, value: values });
  });

  test('are refused when one is no UTF-8', () => {
    expect(parameters('a=1&a=%ff', 3, ['a'])).toMatchObject({ refusal: { reason: 'query-malformed' } });
  });
});
