/**
 * An address and the expiry of its link, sealed with AES-256-GCM. Without the key it cannot be read or changed, and two
 * links for one address look unrelated. Only the length of the address shows.
 *
 *     1 byte    the hint of the key, not secret
 *     12 bytes  initialization vector, random
 *     the rest  sealed: 4 bytes of seconds since 1970, and the address in UTF-8; then the tag of 16 bytes
 */

import { ok, type Result, refuse } from '../model/result.ts';
import { base32, fromBase32 } from './base32.ts';
import type { Keys } from './keys.ts';

/** Returns this many cryptographically random bytes. */
export type Random = (length: number) => Uint8Array<ArrayBuffer>;

/** Why a token has no address. */
export type TokenFlaw = 'link-expired' | 'link-unknown';

const hintBytes = 1;
const vectorBytes = 12;
const endBytes = 4;
const proofBytes = 16;
/** A token of the longest address (RFC 5321 §4.5.3.1.3); a longer text is no token. */
const tokenLimitBytes = hintBytes + vectorBytes + endBytes + 254 + proofBytes;
const tokenLimitCharacters = Math.ceil((tokenLimitBytes * 8) / 5);

/** Binds the ciphertext to this use of the key. */
const additionalData = new TextEncoder().encode('facteur link 1');
const lastSecond = 0xffff_ffff;
const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

/** @param until when the link expires; 2106 at the latest */
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

/** @returns the address, if one of the keys sealed it */
export async function open(keys: Keys, token: string, now: Date): Promise<Result<string, TokenFlaw>> {
  const bytes = token.length > tokenLimitCharacters ? undefined : fromBase32(token);
  const plain = bytes && (await opened(keys, bytes));
  if (plain === undefined || plain.byteLength < endBytes) return refuse('link-unknown');
  if (now.getTime() >= new DataView(plain).getUint32(0) * 1000) return refuse('link-expired');
  return ok(decoder.decode(new Uint8Array(plain, endBytes)));
}

/** Whether a text has the form of a token; another text is not repeated in a URL. */
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
      // Sealed by another key, or changed since: these cannot be told apart.
    }
  }
  return undefined;
}
