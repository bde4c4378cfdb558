/** What is a key for links, and in which words it is said that something is none. */

import { expect, test } from 'vitest';
import { keysOf } from '../../src/links/keys.ts';

const of = (bytes: number, character = 'k'): string => btoa(character.repeat(bytes));

test.each([
  ['one', of(32), 1],
  ['a longer one', of(48), 1],
  ['one with a line feed after it, as openssl writes it', `${of(32)}\n`, 1],
  ['two in lines', `${of(32, 'a')}\r\n${of(32, 'b')}\n`, 2],
  ['three in a line', `${of(32, 'a')} ${of(33, 'b')}  ${of(34, 'c')}`, 3],
])('%s', async (_, secret, count) => {
  const keys = await keysOf(secret);
  expect(keys.ok && keys.value.length).toBe(count);
});

const how = 'make one with openssl rand -base64 32';
test.each([
  ['nothing', '', `there is no key: ${how}`],
  ['white space', ' \n', `there is no key: ${how}`],
  ['a short one', of(31), `the key is not the base64 of at least 32 bytes: ${how}`],
  ['a password', 'correct horse', `key 1 of 2 is not the base64 of at least 32 bytes: ${how}`],
  ['more than sixteen', `${of(32)} `.repeat(17), 'there are 17 keys; at most 16 are allowed'],
  ['a second one that is none', `${of(32)}\n!`, `key 2 of 2 is not the base64 of at least 32 bytes: ${how}`],
])('%s is none, which is said without repeating it', async (_, secret, words) => {
  expect(await keysOf(secret)).toEqual({ ok: false, refusal: words });
});

test('a key cannot be taken out again', async () => {
  const keys = await keysOf(of(32));
  expect(keys.ok && keys.value[0].cipher.extractable).toBe(false);
});
