/** Whether one certificate was issued by another (RFC 5280 §6.1.3): by name, and by its signature. */

import { type Certificate, sameBytes } from './certificate.ts';
import { type Bytes, identifierIn, sequenceIn, tag } from './der.ts';

/** The signature algorithms of today's authorities; RFC 4055 §5 and RFC 5758 §3.2. */
const algorithms: Readonly<
  Record<string, { readonly name: 'RSASSA-PKCS1-v1_5' | 'ECDSA'; readonly hash: string }>
> = {
  '1.2.840.113549.1.1.11': { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  '1.2.840.113549.1.1.12': { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' },
  '1.2.840.113549.1.1.13': { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' },
  '1.2.840.10045.4.3.2': { name: 'ECDSA', hash: 'SHA-256' },
  '1.2.840.10045.4.3.3': { name: 'ECDSA', hash: 'SHA-384' },
  '1.2.840.10045.4.3.4': { name: 'ECDSA', hash: 'SHA-512' },
};

interface Curve {
  readonly namedCurve: string;
  readonly octets: number;
}

const curves: Readonly<Record<string, Curve>> = {
  '1.2.840.10045.3.1.7': { namedCurve: 'P-256', octets: 32 },
  '1.3.132.0.34': { namedCurve: 'P-384', octets: 48 },
  '1.3.132.0.35': { namedCurve: 'P-521', octets: 66 },
};

/**
 * When WebCrypto does not know the signature algorithm, only the names are compared: devices know more algorithms, and
 * they decide anyway.
 */
export async function isIssuedBy(one: Certificate, issuer: Certificate): Promise<boolean> {
  if (!sameBytes(one.issuer, issuer.subject)) return false;
  const algorithm = algorithms[one.signatureAlgorithm];
  if (!algorithm) return true;
  const curve = curveOf(issuer.publicKey);
  if (algorithm.name === 'RSASSA-PKCS1-v1_5') return verifies(one, issuer, algorithm, one.signature);
  if (!curve) return true;
  return verifies(one, issuer, { ...algorithm, ...curve }, sideBySide(one.signature, curve.octets));
}

async function verifies(
  one: Certificate,
  { publicKey }: Certificate,
  algorithm: { readonly name: string; readonly hash: string },
  signature: Bytes,
): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey('spki', publicKey, algorithm, false, ['verify']);
    return await crypto.subtle.verify(algorithm, key, signature, one.signed);
  } catch {
    // The key is of another type than the signature.
    return false;
  }
}

function curveOf(publicKey: Bytes): Curve | undefined {
  const [algorithm] = sequenceIn(publicKey);
  const [, parameters] = algorithm ? sequenceIn(algorithm.whole) : [];
  return curves[identifierIn(parameters) ?? ''];
}

/** WebCrypto expects the two numbers of ECDSA concatenated, each with a fixed length. */
function sideBySide(signature: Bytes, octets: number): Bytes {
  const raw = new Uint8Array(2 * octets);
  for (const [at, { tag: type, content }] of sequenceIn(signature).slice(0, 2).entries()) {
    const digits = content.subarray(-octets);
    if (type === tag.integer) raw.set(digits, (at + 1) * octets - digits.length);
  }
  return raw;
}
