/**
 * The keys that seal links, derived from secrets in base64. The first one seals and all of them open, so that a new
 * key can be put before the keys of links that are already in use.
 */

import { ok, type Result, refuse } from '../model/result.ts';

interface Key {
  readonly cipher: Cipher;
  /** Part of each token of this key, so that only keys with the same hint are tried on a token. */
  readonly hint: number;
}
type Material = Awaited<ReturnType<typeof crypto.subtle.importKey>>;
type Cipher = Awaited<ReturnType<typeof cipherOf>>;
export type Keys = readonly [sealing: Key, ...opening: Key[]];

/** Keys may share a hint by chance; among this many, few do. */
const keyLimit = 16;

/** The key length of AES-256. */
const secretBytes = 32;

/**
 * @param secret one or more words, each the base64 of at least 32 random bytes
 * @returns the keys, or an error message that does not contain the secret
 */
export async function keysOf(secret: string): Promise<Result<Keys, string>> {
  const words = secret.split(/\s+/).filter((word) => word !== '');
  if (words.length > keyLimit) {
    return refuse(`there are ${words.length} keys; at most ${keyLimit} are allowed`);
  }
  const secrets = words.map(bytesOf);
  const wrong = secrets.findIndex((bytes) => bytes === undefined || bytes.length < secretBytes);
  if (wrong !== -1) {
    const which = words.length === 1 ? 'the key' : `key ${wrong + 1} of ${words.length}`;
    return refuse(`${which} is not the base64 of at least ${secretBytes} bytes: ${howToMakeOne}`);
  }
  const [first, ...others] = await Promise.all(secrets.flatMap((bytes) => (bytes ? [keyOf(bytes)] : [])));
  return first ? ok([first, ...others]) : refuse(`there is no key: ${howToMakeOne}`);
}

export const howToMakeOne = 'make one with openssl rand -base64 32';

function bytesOf(word: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(word), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** HKDF (RFC 5869): other uses of the same secret cannot reveal these keys. */
async function keyOf(secret: Uint8Array<ArrayBuffer>): Promise<Key> {
  const material = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey', 'deriveBits']);
  const hint = await crypto.subtle.deriveBits(derivationFor('facteur links hint 1'), material, 8);
  return { cipher: await cipherOf(material), hint: new Uint8Array(hint)[0] ?? 0 };
}

const derivationFor = (info: string) => ({
  name: 'HKDF',
  hash: 'SHA-256',
  salt: new Uint8Array(),
  info: new TextEncoder().encode(info),
});

function cipherOf(material: Material) {
  const derivation = derivationFor('facteur links AES-256-GCM 1');
  return crypto.subtle.deriveKey(derivation, material, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
}
