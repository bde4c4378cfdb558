/** X.509 certificates (RFC 5280), as far as a signature and its checks need them. */

import { type Bytes, type Element, elementsIn, identifierIn, sequenceIn, tag, timeIn } from './der.ts';

export interface Certificate {
  readonly der: Bytes;
  /** Names and the serial number, as they are encoded. */
  readonly subject: Bytes;
  readonly issuer: Bytes;
  readonly serialNumber: Bytes;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Bytes;
  /** Whether its key may make signatures: RFC 5280 §4.2.1.3, where a certificate without the extension may. */
  readonly maySign: boolean;
  /** What its issuer has signed, by which algorithm (as an object identifier), and the signature. */
  readonly signed: Bytes;
  readonly signatureAlgorithm: string;
  readonly signature: Bytes;
}

/** @returns nothing when it is no certificate */
export function readCertificate(der: Bytes): Certificate | undefined {
  const [tbs, algorithm, bits] = sequenceIn(der);
  const signatureAlgorithm = algorithm && identifierIn(sequenceIn(algorithm.whole)[0]);
  if (!tbs || signatureAlgorithm === undefined || bits?.tag !== tag.bitString) return undefined;
  const fields = sequenceIn(tbs.whole);
  // The version is there or not.
  const start = fields[0]?.tag === tag.context0 ? 1 : 0;
  const [serialNumber, , issuer, validity, subject, publicKey, ...others] = fields.slice(start);
  const [notBefore, notAfter] = validity ? sequenceIn(validity.whole).map(timeIn) : [];
  if (!serialNumber || !issuer || !subject || !publicKey || !notBefore || !notAfter) return undefined;
  return {
    der,
    // As they stand: written anew, a name could be another one to those who compare bytes.
    subject: subject.whole,
    issuer: issuer.whole,
    serialNumber: serialNumber.whole,
    notBefore,
    notAfter,
    publicKey: publicKey.whole,
    maySign: maySign(others),
    signed: tbs.whole,
    signatureAlgorithm,
    // The first octet says how many bits of the last one are none: none of them.
    signature: bits.content.slice(1),
  };
}

export const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);

const keyUsage = '2.5.29.15';

/** Of key usage the first two bits are digitalSignature and nonRepudiation. */
function maySign(fields: readonly Element[]): boolean {
  const extensions = fields.find((field) => field.tag === tag.context3);
  for (const { whole } of extensions ? sequenceIn(extensions.content) : []) {
    const parts = sequenceIn(whole);
    if (identifierIn(parts[0]) !== keyUsage) continue;
    const value = parts.at(-1);
    const [bits] = (value?.tag === tag.octetString && elementsIn(value.content)) || [];
    // The first octet says how many bits of the last one are none.
    return bits?.tag === tag.bitString && ((bits.content[1] ?? 0) & 0b1100_0000) !== 0;
  }
  return true;
}
