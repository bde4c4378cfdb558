/**
 * Cryptographic Message Syntax (RFC 5652): content, signature and certificates in one SignedData, as Apple's devices
 * expect a signed profile. Everything but the digest, the time and the signature is built once.
 */

import type { Certificate } from './certificate.ts';
import { type Bytes, der, objectIdentifier, smallInteger, tag, time, unsignedInteger } from './der.ts';
import { type ImportedKey, type KeyKind, webCrypto } from './key.ts';

/** RFC 5754 §2 and §3, with parameters as OpenSSL writes them. */
const digestAlgorithm = {
  'SHA-256': der(tag.sequence, objectIdentifier('2.16.840.1.101.3.4.2.1')),
  'SHA-384': der(tag.sequence, objectIdentifier('2.16.840.1.101.3.4.2.2')),
} as const;

const signatureAlgorithm = {
  rsa: der(tag.sequence, objectIdentifier('1.2.840.113549.1.1.1'), der(tag.null)),
  p256: der(tag.sequence, objectIdentifier('1.2.840.10045.4.3.2')),
  p384: der(tag.sequence, objectIdentifier('1.2.840.10045.4.3.3')),
} as const satisfies Record<KeyKind, Bytes>;

const data = objectIdentifier('1.2.840.113549.1.7.1');
const signedData = objectIdentifier('1.2.840.113549.1.7.2');
const attribute = (id: string, value: Bytes): Bytes =>
  der(tag.sequence, objectIdentifier(id), der(tag.set, value));
const contentType = attribute('1.2.840.113549.1.9.3', data);
const signingTime = (now: Date): Bytes => attribute('1.2.840.113549.1.9.5', time(now));
const messageDigest = (digest: Uint8Array): Bytes =>
  attribute('1.2.840.113549.1.9.4', der(tag.octetString, digest));

/**
 * @param key its private key, for signing
 * @param certificates the signer's own, then its intermediates
 * @returns a function that signs content
 */
export function cmsSigner(
  kind: KeyKind,
  key: ImportedKey,
  [own, ...others]: readonly [Certificate, ...Certificate[]],
): (content: Uint8Array<ArrayBuffer>, now: Date) => Promise<Bytes> {
  const { digest: digestName, sign } = webCrypto[kind];
  const version = smallInteger(1);
  const digests = der(tag.set, digestAlgorithm[digestName]);
  const certificates = der(tag.context0, own.der, ...others.map((one) => one.der));
  const signer = der(tag.sequence, own.issuer, own.serialNumber);
  return async (content, now) => {
    const digest = new Uint8Array(await crypto.subtle.digest(digestName, content));
    // DER sorts a SET by encoding: shorter ones first, and each of these is longer than the one before.
    const attributes = [contentType, signingTime(now), messageDigest(digest)];
    // RFC 5652 §5.4: the attributes are signed with the tag of a SET and stored with another tag.
    const signed = await crypto.subtle.sign(sign, key, der(tag.set, ...attributes));
    const signature = kind === 'rsa' ? new Uint8Array(signed) : ecdsaSignature(new Uint8Array(signed));
    const signerInfo = der(
      tag.sequence,
      version,
      signer,
      digestAlgorithm[digestName],
      der(tag.context0, ...attributes),
      signatureAlgorithm[kind],
      der(tag.octetString, signature),
    );
    const encapsulated = der(tag.sequence, data, der(tag.context0, der(tag.octetString, content)));
    const inside = der(tag.sequence, version, digests, encapsulated, certificates, der(tag.set, signerInfo));
    return der(tag.sequence, signedData, der(tag.context0, inside));
  };
}

/** WebCrypto returns the two numbers concatenated; RFC 3279 §2.2.3 has them in a SEQUENCE. */
function ecdsaSignature(raw: Uint8Array): Bytes {
  const half = raw.length / 2;
  return der(tag.sequence, unsignedInteger(raw.subarray(0, half)), unsignedInteger(raw.subarray(half)));
}
