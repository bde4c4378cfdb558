/** What is sealed comes back exactly, until it ends; nothing else is taken for it, and nothing makes it throw. */

import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { base32 } from '../../src/links/base32.ts';
import { type Keys, keysOf } from '../../src/links/keys.ts';
import { looksLikeToken, open, type Random, seal } from '../../src/links/token.ts';
import { anyText } from '../support/any-text.ts';

async function keysFrom(...secrets: readonly string[]): Promise<Keys> {
  const keys = await keysOf(secrets.map((secret) => btoa(secret.padEnd(32, '.'))).join('\n'));
  if (!keys.ok) throw new Error(keys.refusal);
  return keys.value;
}

const keys = await keysFrom('a key');
const now = new Date('2026-11-24T10:11:12.123Z');
const until = new Date('2026-11-25T10:11:12Z');
const fixed: Random = (length) => new Uint8Array(length).fill(7);
const random: Random = (length) => crypto.getRandomValues(new Uint8Array(length));
const unknown = { ok: false, refusal: 'link-unknown' };
const expired = { ok: false, refusal: 'link-expired' };

test('the same key, address, end and random bytes make the same token, wherever it is made', async () => {
  expect(await seal(keys, 'jo@example.org', until, fixed)).toMatchInlineSnapshot(
    `"budqobyha4dqobyha4dqox2c6oszcp2ymxw72iano4gwy2kmqxkedlyxdh2sy6rq7jpvmbjeyu2a"`,
  );
});

test('any address comes back exactly', async () => {
  await fc.assert(
    fc.asyncProperty(anyText({ minLength: 1, maxLength: 80 }), async (text) => {
      // A lone surrogate is not valid text, and occurs in no address.
      const address = text.toWellFormed();
      const token = await seal(keys, address, until, random);
      expect(looksLikeToken(token) || token.length > 458).toBe(true);
      if (new TextEncoder().encode(address).length <= 254) {
        expect(await open(keys, token, now)).toEqual({ ok: true, value: address });
      }
    }),
  );
});

test('two tokens of one address have nothing in common', async () => {
  const [one, other] = await Promise.all([
    seal(keys, 'jo@example.org', until, random),
    seal(keys, 'jo@example.org', until, random),
  ]);
  expect(one).not.toBe(other);
  expect(one).toHaveLength(other.length);
});

test('any changed character is refused', async () => {
  const token = await seal(keys, 'jo@example.org', until, random);
  const at = fc.nat(token.length - 1);
  await fc.assert(
    fc.asyncProperty(at, anyText({ minLength: 1, maxLength: 1 }), async (where, other) => {
      fc.pre(token.charAt(where) !== other);
      const changed = token.slice(0, where) + other + token.slice(where + 1);
      expect(await open(keys, changed, now)).toEqual(unknown);
    }),
  );
  for (let where = 0; where < token.length; where++) {
    const other = token.charAt(where) === 'a' ? 'b' : 'a';
    const changed = token.slice(0, where) + other + token.slice(where + 1);
    expect(await open(keys, changed, now)).toEqual(unknown);
  }
});

test('any other text is refused, whatever stands in it', async () => {
  const token = await seal(keys, 'jo@example.org', until, random);
  await fc.assert(
    fc.asyncProperty(anyText({ maxLength: 100 }), async (text) => {
      expect(await open(keys, text, now)).toEqual(unknown);
      if (text !== '') expect(await open(keys, token + text, now)).toEqual(unknown);
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), async (bytes) => {
      expect(await open(keys, base32(bytes), now)).toEqual(unknown);
    }),
  );
  for (let length = 0; length < token.length; length++) {
    expect(await open(keys, token.slice(0, length), now)).toEqual(unknown);
  }
});

describe('its end', () => {
  test.each([
    ['a second before', -1000, { ok: true, value: 'jo@example.org' }],
    ['a millisecond before', -1, { ok: true, value: 'jo@example.org' }],
    ['at its time', 0, expired],
    ['a day after', 86_400_000, expired],
  ])('%s', async (_, milliseconds, result) => {
    const token = await seal(keys, 'jo@example.org', until, random);
    expect(await open(keys, token, new Date(until.getTime() + milliseconds))).toEqual(result);
  });

  test('beyond what four bytes hold is the last second that they do', async () => {
    const token = await seal(keys, 'jo@example.org', new Date('2200-01-01T00:00:00Z'), random);
    expect(await open(keys, token, new Date('2106-02-07T06:28:14Z'))).toMatchObject({ ok: true });
    expect(await open(keys, token, new Date('2106-02-07T06:28:15Z'))).toEqual(expired);
  });
});

describe('keys', () => {
  test('another one opens nothing', async () => {
    const token = await seal(keys, 'jo@example.org', until, random);
    expect(await open(await keysFrom('another'), token, now)).toEqual(unknown);
  });

  test('a new one before the old one seals, and letters already sent are opened still', async () => {
    const both = await keysFrom('new', 'a key');
    const old = await seal(keys, 'jo@example.org', until, random);
    const young = await seal(both, 'jo@example.org', until, random);
    expect(await open(both, old, now)).toEqual({ ok: true, value: 'jo@example.org' });
    expect(await open(both, young, now)).toEqual({ ok: true, value: 'jo@example.org' });
    expect(await open(keys, young, now)).toEqual(unknown);
    expect(await open(await keysFrom('new'), young, now)).toMatchObject({ ok: true });
  });

  test('that could not have sealed a token are not tried on it, so that a forged one costs no more with many', async () => {
    const many = await keysFrom(...Array.from({ length: 16 }, (_, at) => `key ${at}`));
    const token = await seal(many, 'jo@example.org', until, random);
    // In the middle: not every text is a possible end of base32.
    const forged = token.slice(0, 40) + (token[40] === 'a' ? 'b' : 'a') + token.slice(41);
    const decrypt = vi.spyOn(crypto.subtle, 'decrypt');
    onTestFinished(() => decrypt.mockRestore());
    expect(await open(many, forged, now)).toEqual(unknown);
    expect(decrypt.mock.calls.length).toBe(many.filter(({ hint }) => hint === many[0].hint).length);
  });

  test('what the same secret has sealed for another use is refused', async () => {
    const iv = random(12);
    const plain = new Uint8Array([0xff, 0xff, 0xff, 0xff, 0x6a]);
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, keys[0].cipher, plain);
    const token = base32(new Uint8Array([keys[0].hint, ...iv, ...new Uint8Array(sealed)]));
    expect(await open(keys, token, now)).toEqual(unknown);
  });
});
