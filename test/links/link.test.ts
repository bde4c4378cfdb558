/** Which link leads to the page about an address: one that says it, one that hides it, or none. */

import { expect, test } from 'vitest';
import { linkTo } from '../../src/links/link.ts';
import { sealer } from '../support/world.ts';

const origin = 'https://facteur.example.net';
const now = new Date('2026-11-24T10:11:12.123Z');

test.each([
  ['jo@example.org', '#jo@example.org'],
  ['jo+news@example.org', '#jo%2Bnews@example.org'],
  ['r&d@example.org', '#r%26d@example.org'],
  ['"a@b"@example.org', '#%22a@b%22%40example.org'],
])('%s stands in the fragment of an open one', async (address, fragment) => {
  const url = `${origin}/${fragment}`;
  expect(await linkTo(address, { origin }, now)).toEqual({ url, code: url });
});

test('nothing of the address stands in a signed one, and its code is all capitals', async () => {
  const { url = '', code = '' } = (await linkTo('jo@example.org', { origin, sealer }, now)) ?? {};
  const [, token = ''] = /^https:\/\/facteur\.example\.net\/l\/([a-z2-7]{76})$/.exec(url) ?? [];
  expect(await sealer.open(token, new Date('2026-11-25T10:11:11Z'))).toEqual({
    ok: true,
    value: 'jo@example.org',
  });
  expect(await sealer.open(token, new Date('2026-11-25T10:11:12Z'))).toMatchObject({ ok: false });
  expect(code).toBe(url.toUpperCase());
  expect(code).toMatch(/^[0-9A-Z $%*+\-./:]+$/);
});

test.each([
  ['without an origin', { origin: undefined }],
  ['without an origin, signed', { origin: undefined, sealer }],
  ['while what seals is missing', { origin, sealer: 'missing' as const }],
])('there is none %s', async (_, maker) => {
  expect(await linkTo('jo@example.org', maker, now)).toBeUndefined();
});
