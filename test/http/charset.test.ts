/** Bytes into text: UTF-8 and UTF-16, told apart by their first two bytes and by nothing that a client says. */

import { describe, expect, test } from 'vitest';
import { decodeText } from '../../src/http/charset.ts';

const bytes = (hexadecimal: string): Uint8Array =>
  Uint8Array.from(hexadecimal.match(/[0-9a-f]{2}/g) ?? [], (pair) => Number.parseInt(pair, 16));

describe('a text', () => {
  test.each<[why: string, hexadecimal: string, text: string]>([
    ['is empty when there are no bytes', '', ''],
    ['is UTF-8', '3c 61 2f 3e', '<a/>'],
    ['is UTF-8 beyond ASCII', 'c3 bc e4 be 8b f0 9f 91 a9', 'ü例👩'],
    ['is UTF-8 after its byte order mark', 'ef bb bf 3c 61', '<a'],
    ['loses one byte order mark only', 'ef bb bf ef bb bf 61', '\ufeffa'],
    ['keeps a byte order mark that does not stand in front', '61 ef bb bf', 'a\ufeff'],
    ['is little-endian UTF-16 after its byte order mark', 'ff fe 3c 00 fc 00', '<ü'],
    ['is big-endian UTF-16 after its byte order mark', 'fe ff 00 3c 00 fc', '<ü'],
    ['is little-endian UTF-16 where a < is followed by a zero', '3c 00 8b 4f', '<例'],
    ['is big-endian UTF-16 where a zero is followed by a <', '00 3c 4f 8b', '<例'],
    ['may hold surrogate pairs in little-endian UTF-16', 'ff fe 3d d8 69 dc', '👩'],
    ['may hold surrogate pairs in big-endian UTF-16', 'fe ff d8 3d dc 69', '👩'],
    ['may be a UTF-16 byte order mark and nothing else', 'ff fe', ''],
    ['may be one byte', '3c', '<'],
    ['is UTF-8 where a zero is followed by something else', '00 61', '\0a'],
  ])('%s', (_, hexadecimal, text) => {
    expect(decodeText(bytes(hexadecimal))).toEqual({ ok: true, value: text });
  });

  test.each<[why: string, hexadecimal: string]>([
    ['a byte that UTF-8 never holds', '3c ff'],
    ['ISO 8859-1', '3c fc 3e'],
    ['UTF-8 that is cut short', '3c e4 be'],
    ['an overlong form', 'c0 bc'],
    ['a surrogate in UTF-8', 'ed a0 80'],
    ['a point beyond Unicode', 'f4 90 80 80'],
    ['an odd number of bytes in little-endian UTF-16', 'ff fe 3c 00 61'],
    ['an odd number of bytes in big-endian UTF-16', 'fe ff 00 3c 00'],
    ['an odd number of bytes in UTF-16 without byte order mark', '3c 00 61'],
    ['a lone high surrogate in little-endian UTF-16', 'ff fe 3d d8 3c 00'],
    ['a lone low surrogate in big-endian UTF-16', 'fe ff dc 69'],
    ['a high surrogate at the end', 'fe ff 00 3c d8 3d'],
  ])('is not made of %s', (_, hexadecimal) => {
    expect(decodeText(bytes(hexadecimal))).toEqual({ ok: false, refusal: 'encoding' });
  });
});

test.each<[encoding: string, wrong: string, right: string]>([
  ['UTF-8', 'ef bb bf e4', 'ef bb bf 3c'],
  ['little-endian UTF-16', 'ff fe 3c 00 3d', 'ff fe 3c 00'],
  ['big-endian UTF-16', 'fe ff 00 3c d8 3d', 'fe ff 00 3c'],
])('what was wrong with one text of %s does not stick to the next', (_, wrong, right) => {
  for (let again = 0; again < 3; again++) {
    expect(decodeText(bytes(wrong))).toEqual({ ok: false, refusal: 'encoding' });
    expect(decodeText(bytes(right))).toEqual({ ok: true, value: '<' });
  }
});

test('the bytes of a part of a buffer are those of the part', () => {
  const whole = bytes('61 62 3c 63 64');
  expect(decodeText(whole.subarray(2, 4))).toEqual({ ok: true, value: '<c' });
});
