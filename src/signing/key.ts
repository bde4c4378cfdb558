/** Private keys: converts PKCS#1 (RFC 8017) and SEC1 (RFC 5915) to PKCS#8 (RFC 5958), which WebCrypto imports. */

import {
  type Bytes,
  der,
  elementsIn,
  identifierIn,
  objectIdentifier,
  sequenceIn,
  smallInteger,
  tag,
} from './der.ts';

/** The type of a signing key. */
export type KeyKind = 'rsa' | 'p256' | 'p384';

/** WebCrypto's key handle; the type's name differs between the runtimes. */
export type ImportedKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** WebCrypto's parameters for each type of key. */
export const webCrypto = {
  rsa: {
    import: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    sign: { name: 'RSASSA-PKCS1-v1_5' },
    digest: 'SHA-256',
  },
  p256: {
    import: { name: 'ECDSA', namedCurve: 'P-256' },
    sign: { name: 'ECDSA', hash: 'SHA-256' },
    digest: 'SHA-256',
  },
  p384: {
    import: { name: 'ECDSA', namedCurve: 'P-384' },
    sign: { name: 'ECDSA', hash: 'SHA-384' },
    digest: 'SHA-384',
  },
} as const;

const rsaEncryption = '1.2.840.113549.1.1.1';
const ecPublicKey = '1.2.840.10045.2.1';
const curves: Readonly<Record<string, KeyKind>> = { '1.2.840.10045.3.1.7': 'p256', '1.3.132.0.34': 'p384' };

/** @returns the type of a SubjectPublicKeyInfo; undefined when facteur does not sign with such keys */
export function kindOf(publicKey: Bytes): KeyKind | undefined {
  const [algorithm] = sequenceIn(publicKey);
  const [id, parameters] = algorithm ? sequenceIn(algorithm.whole) : [];
  const name = identifierIn(id);
  if (name === rsaEncryption) return 'rsa';
  return name === ecPublicKey ? curves[identifierIn(parameters) ?? ''] : undefined;
}

/** @returns the length of an RSA key, from its SubjectPublicKeyInfo; undefined for other keys */
export function rsaBits(publicKey: Bytes): number | undefined {
  const [, bits] = sequenceIn(publicKey);
  if (kindOf(publicKey) !== 'rsa' || bits?.tag !== tag.bitString) return undefined;
  // RFC 8017 §A.1.1: the modulus comes first, with a zero before it that keeps it from being negative.
  const [modulus] = sequenceIn(bits.content.slice(1));
  const digits = modulus?.content ?? new Uint8Array();
  const start = digits.findIndex((octet) => octet !== 0);
  if (start === -1) return 0;
  return (digits.length - start) * 8 - Math.clz32(digits[start] ?? 0) + 24;
}

/**
 * @param label the label of the PEM block
 * @returns the key in PKCS#8, or undefined when the format is unknown
 */
export function pkcs8Of(label: string, bytes: Bytes): Bytes | undefined {
  switch (label) {
    case 'PRIVATE KEY':
      return bytes;
    case 'RSA PRIVATE KEY':
      return privateKeyInfo(der(tag.sequence, objectIdentifier(rsaEncryption), der(tag.null)), bytes);
    case 'EC PRIVATE KEY': {
      const curve = curveIn(bytes);
      if (curve === undefined) return undefined;
      const algorithm = der(tag.sequence, objectIdentifier(ecPublicKey), objectIdentifier(curve));
      return privateKeyInfo(algorithm, bytes);
    }
    default:
      return undefined;
  }
}

/** RFC 5958 §2 */
const privateKeyInfo = (algorithm: Bytes, key: Bytes): Bytes =>
  der(tag.sequence, smallInteger(0), algorithm, der(tag.octetString, key));

/** RFC 5915 §3: the curve is element [0], which key files always have. */
function curveIn(bytes: Bytes): string | undefined {
  const parameters = sequenceIn(bytes).find((part) => part.tag === tag.context0);
  return parameters && identifierIn(elementsIn(parameters.content)?.[0]);
}
