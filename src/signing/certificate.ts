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
  /** Whether it may issue others: it is a CA (§4.2.1.9), and its key usage, if there is one, has keyCertSign. */
  readonly mayIssue: boolean;
  /** The object identifiers of its extended key usage (§4.2.1.12); undefined when it has none and is for anything. */
  readonly purposes: readonly string[] | undefined;
  /** The bytes that the issuer signed, the algorithm as an object identifier, and the signature. */
  readonly signed: Bytes;
  readonly signatureAlgorithm: string;
  readonly signature: Bytes;
}

/** @returns undefined when these bytes are not a certificate */
export function readCertificate(der: Bytes): Certificate | undefined {
  const [tbs, algorithm, bits] = sequenceIn(der);
  const signatureAlgorithm = algorithm && identifierIn(sequenceIn(algorithm.whole)[0]);
  if (!tbs || signatureAlgorithm === undefined || bits?.tag !== tag.bitString) return undefined;
  const fields = sequenceIn(tbs.whole);
  // The version is optional.
  const start = fields[0]?.tag === tag.context0 ? 1 : 0;
  const [serialNumber, , issuer, validity, subject, publicKey, ...others] = fields.slice(start);
  const [notBefore, notAfter] = validity ? sequenceIn(validity.whole).map(timeIn) : [];
  if (!serialNumber || !issuer || !subject || !publicKey || !notBefore || !notAfter) return undefined;
  return {
    der,
    // The original bytes: an encoding of our own could differ, and devices compare bytes.
    subject: subject.whole,
    issuer: issuer.whole,
    serialNumber: serialNumber.whole,
    notBefore,
    notAfter,
    publicKey: publicKey.whole,
    ...permissionsIn(others),
    signed: tbs.whole,
    signatureAlgorithm,
    // The first octet is the number of unused bits, 0.
    signature: bits.content.slice(1),
  };
}

export const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);

const extension = {
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
} as const;

/** The first bits of key usage: digitalSignature and nonRepudiation, and the sixth, keyCertSign. */
const signatureBits = 0b1100_0000;
const keyCertSignBit = 0b0000_0100;

function permissionsIn(fields: readonly Element[]): Pick<Certificate, 'maySign' | 'mayIssue' | 'purposes'> {
  const keyUsage = extensionIn(fields, extension.keyUsage);
  // The first octet is the number of unused bits.
  const bits = keyUsage?.tag === tag.bitString ? (keyUsage.content[1] ?? 0) : 0;
  const allows = (wanted: number): boolean => keyUsage === undefined || (bits & wanted) !== 0;
  const constraints = extensionIn(fields, extension.basicConstraints);
  const [isAuthority] = constraints ? sequenceIn(constraints.whole) : [];
  const purposes = extensionIn(fields, extension.extendedKeyUsage);
  return {
    maySign: allows(signatureBits),
    mayIssue: isAuthority?.tag === tag.boolean && isAuthority.content[0] !== 0 && allows(keyCertSignBit),
    purposes: purposes && sequenceIn(purposes.whole).flatMap((one) => identifierIn(one) ?? []),
  };
}

/** @returns the value of an extension; undefined when the certificate does not have it */
function extensionIn(fields: readonly Element[], id: string): Element | undefined {
  const extensions = fields.find((field) => field.tag === tag.context3);
  for (const { whole } of extensions ? sequenceIn(extensions.content) : []) {
    const parts = sequenceIn(whole);
    if (identifierIn(parts[0]) !== id) continue;
    const value = parts.at(-1);
    const [inside] = (value?.tag === tag.octetString && elementsIn(value.content)) || [];
    // A damaged extension counts as present, and allows nothing.
    return inside ?? value;
  }
  return undefined;
}
