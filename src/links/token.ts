/**
 * An address and the end of its link, sealed by AES-256-GCM: who has no key can neither read nor change it, nor tell
 * two links of one address. Only the length of the address shows.
 *
 *     1 byte    the hint of the key, which is no secret
 *     12 bytes  initialization vector, random
 *     the rest  sealed: 4 bytes of seconds since 1970, and the address in UTF-8; then 16 bytes that prove it
 */

import { ok, type Result, refuse } from '../model/result.ts';
import { base32, fromBase32 } from './base32.ts';
import type { Keys } from './keys.ts';

/** Makes so many bytes that nobody can foretell. */
export type Random = (length: number) => Uint8Array<ArrayBuffer>;

/** Why a token tells no address. */
export type TokenFlaw = 'link-expired' | 'link-unknown';

const hintBytes = 1;
const vectorBytes = 12;
const endBytes = 4;
const proofBytes = 16;
/** Of the longest address there is (RFC 5321 §4.5.3.1.3): more need not be looked at. */
const tokenLimitBytes = hintBytes + vectorBytes + endBytes + 254 + proofBytes;
const tokenLimitCharacters = Math.ceil((tokenLimitBytes * 8) / 5);

/** Sealed for this and for no other use of the same key. */
const additionalData = new TextEncoder().encode('facteur link 1');
const lastSecond = 0xffff_ffff;
const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

/** @param until when it ends; what is beyond the year 2106 ends there */
export async function seal([key]: Keys, address: string, until: Date, random: Random): Promise<string> {
  const text = new TextEncoder().encode(address);
  const plain = new Uint8Array(endBytes + text.length);
  new DataView(plain.buffer).setUint32(0, Math.min(Math.floor(until.getTime() / 1000), lastSecond));
  plain.set(text, endBytes);
  const iv = random(vectorBytes);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key.cipher, plain);
  const token = new Uint8Array(hintBytes + vectorBytes + sealed.byteLength);
  token[0] = key.hint;
  token.set(iv, hintBytes);
  token.set(new Uint8Array(sealed), hintBytes + vectorBytes);
  return base32(token);
}

/** @returns the address, as it was sealed by any of the keys */
export async function open(keys: Keys, token: string, now: Date): Promise<Result<string, TokenFlaw>> {
  const bytes = token.length > tokenLimitCharacters ? undefined : fromBase32(token);
  const plain = bytes && (await opened(keys, bytes));
  if (plain === undefined || plain.byteLength < endBytes) return refuse('link-unknown');
  if (now.getTime() >= new DataView(plain).getUint32(0) * 1000) return refuse('link-expired');
  return ok(decoder.decode(new Uint8Array(plain, endBytes)));
}

/** Whether it could be one at all; what is none need not be repeated in a URL. */
export const looksLikeToken = (text: string): boolean =>
  text.length <= tokenLimitCharacters && /^[a-z2-7]+$/.test(text);

async function opened(keys: Keys, bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer | undefined> {
  const algorithm = { name: 'AES-GCM', iv: bytes.slice(hintBytes, hintBytes + vectorBytes), additionalData };
  const sealed = bytes.slice(hintBytes + vectorBytes);
  if (sealed.length < endBytes + proofBytes) return undefined;
  for (const { hint, cipher } of keys) {
    // A forged token must not cost a decryption for each key.
    if (hint !== bytes[0]) continue;
    try {
      return await crypto.subtle.decrypt(algorithm, cipher, sealed);
    } catch {
      // Not sealed by this key, or changed since: nobody can tell these apart.
    }
  }
  return undefined;
}
