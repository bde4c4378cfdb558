/**
 * Reasons why devices do not trust a chain whose signatures are valid. They are warnings, because a company may have
 * installed its own authority on its devices.
 */

import { type Certificate, sameBytes } from './certificate.ts';
import { rsaBits } from './key.ts';

const leastRsaBits = 2048;

/** Signature algorithms whose hash can be forged: RFC 3279 §2.2. */
const brokenAlgorithms: Readonly<Record<string, 'MD5' | 'SHA-1'>> = {
  '1.2.840.113549.1.1.4': 'MD5',
  '1.2.840.113549.1.1.5': 'SHA-1',
  '1.2.840.10045.4.1': 'SHA-1',
};

/** The purposes of RFC 5280 §4.2.1.12 begin with this; 1 to 4 are TLS, code and mail. */
const standardPurposes = '1.3.6.1.5.5.7.3.';
const signingPurposes = ['1', '2', '3', '4'].map((last) => standardPurposes + last);

/**
 * @param roots self-signed certificates of the same file, which are not sent
 * @param called the name of a certificate in messages, by its position
 */
export function trustWarnings(
  chain: readonly [own: Certificate, ...between: Certificate[]],
  roots: readonly Certificate[],
  called: (at: number) => string,
): readonly string[] {
  const [own, ...between] = chain;
  return [
    ...issuerOf(own, [...between, ...roots]),
    ...purposeOf(own),
    ...chain.flatMap((one, at) => [...hashOf(one, called(at)), ...keyOf(one, called(at))]),
    ...between.flatMap((one, at) =>
      one.mayIssue ? [] : [`${called(at + 1)} is not a CA certificate: devices do not trust what it issued`],
    ),
  ];
}

export const isSelfIssued = ({ subject, issuer }: Certificate): boolean => sameBytes(subject, issuer);

function issuerOf(own: Certificate, others: readonly Certificate[]): readonly string[] {
  if (isSelfIssued(own)) {
    return [
      'the certificate is self-signed, so only devices on which it is installed trust it: have one issued by an authority',
    ];
  }
  if (others.some(({ subject }) => sameBytes(subject, own.issuer))) return [];
  return [
    'the certificate of the issuer is missing, so most devices do not trust the signature: give the whole chain, with certbot fullchain.pem and not cert.pem',
  ];
}

function purposeOf({ purposes }: Certificate): readonly string[] {
  const isForSigning = (id: string): boolean =>
    !id.startsWith(standardPurposes) || signingPurposes.includes(id);
  if (purposes === undefined || purposes.some(isForSigning)) return [];
  return [
    'the certificate’s extended key usage allows no signatures of mail, code or TLS, so devices do not trust them: have one issued for emailProtection or serverAuth',
  ];
}

function hashOf(one: Certificate, name: string): readonly string[] {
  const hash = brokenAlgorithms[one.signatureAlgorithm];
  // The signature of a self-signed certificate is not checked: it is trusted because it is installed.
  if (hash === undefined || isSelfIssued(one)) return [];
  return [`${name} is signed with ${hash}, which devices no longer trust: have it issued with SHA-256`];
}

function keyOf({ publicKey }: Certificate, name: string): readonly string[] {
  const bits = rsaBits(publicKey);
  if (bits === undefined || bits >= leastRsaBits) return [];
  return [
    `${name} has an RSA key of ${bits} bits, which devices do not trust: at least ${leastRsaBits} are needed`,
  ];
}
