/** From a key and certificates in PEM to what signs profiles, or everything that keeps them from it. */

import { costs, rsaSignatureCost } from '../model/cost.ts';
import { ok, type Result, refuse } from '../model/result.ts';
import type { Certificate } from './certificate.ts';
import { chainIn } from './chain.ts';
import { cmsSigner } from './cms.ts';
import { type ImportedKey, type KeyKind, kindOf, pkcs8Of, webCrypto } from './key.ts';
import { pemBlocks } from './pem.ts';

export interface Signer {
  /** @returns the content with its signature and the certificates, in DER */
  readonly sign: (content: Uint8Array<ArrayBuffer>, now: Date) => Promise<Uint8Array<ArrayBuffer>>;
  /** When the first certificate of the chain expires. */
  readonly notAfter: Date;
  /** Which one that is: `the certificate`, or `certificate 2` of those in the file. */
  readonly expiresFirst: string;
  /** Reasons why devices may not trust the signatures. */
  readonly warnings: readonly string[];
  /** Of one signature, in units of an ordinary answer; that of RSA with 2048 bits, if it is left out. */
  readonly cost?: number;
}

/** Both as PEM. */
export interface SigningMaterial {
  /** PKCS#8, PKCS#1 or SEC1, without a passphrase. */
  readonly key: string;
  /** The signer's own certificate first, then those between it and its root. */
  readonly certificate: string;
}

/**
 * @param options whether a certificate that has run out is taken all the same
 * @returns what signs, or all that is wrong with the material, in words that never repeat any of it
 */
export async function signerOf(
  { key, certificate }: SigningMaterial,
  now: Date,
  { takesExpired = false }: { readonly takesExpired?: boolean } = {},
): Promise<Result<Signer, readonly string[]>> {
  const read = await chainIn(certificate, now, takesExpired);
  const pkcs8 = keyIn(key);
  const complaints = [...(read.ok ? [] : read.refusal), ...(pkcs8.ok ? [] : [pkcs8.refusal])];
  if (!read.ok || !pkcs8.ok) return refuse(complaints);
  const { chain, warnings, notAfter, expiresFirst } = read.value;
  const [own] = chain;
  const kind = kindOf(own.publicKey);
  if (!kind)
    return refuse([
      'the certificate’s key is neither RSA nor ECDSA on P-256 or P-384: have it issued for one that is',
    ]);
  const imported = await importKey(kind, pkcs8.value);
  if (!imported) {
    return refuse([
      `the key is damaged, or not of the certificate’s kind (${kind}): give the certificate’s own`,
    ]);
  }
  if (kind === 'rsa' && !hasFitLength(imported)) return refuse(['an RSA key must have 2048 to 4096 bits']);
  if (!(await belongTogether(kind, imported, own))) {
    return refuse([
      'the key is not that of the certificate: give the certificate’s own, or put its certificate first',
    ]);
  }
  const cost = kind === 'rsa' ? rsaSignatureCost(bitsOf(imported)) : costs.ecdsaSignature;
  return ok({ sign: cmsSigner(kind, imported, chain), notAfter, expiresFirst, warnings, cost });
}

function keyIn(text: string): Result<Uint8Array<ArrayBuffer>, string> {
  // EC keys come with a block of parameters before them.
  const block = pemBlocks(text).find(({ label }) => label.endsWith('PRIVATE KEY'));
  if (!block) return refuse('there is no private key: give it in PEM, as PKCS#8, PKCS#1 or SEC1');
  const { label, der, encrypted } = block;
  if (encrypted) {
    return refuse(
      'the key has a passphrase, which is taken on Node only: openssl pkey writes it without one',
    );
  }
  if (!der) return refuse('the key is damaged or cut short: copy it anew');
  const pkcs8 = pkcs8Of(label, der);
  return pkcs8
    ? ok(pkcs8)
    : refuse('the key is of a form that is not known here: openssl pkey writes PKCS#8');
}

async function importKey(kind: KeyKind, pkcs8: Uint8Array<ArrayBuffer>): Promise<ImportedKey | undefined> {
  try {
    return await crypto.subtle.importKey('pkcs8', pkcs8, webCrypto[kind].import, false, ['sign']);
  } catch {
    return undefined;
  }
}

function hasFitLength(key: ImportedKey): boolean {
  const bits = bitsOf(key);
  return bits >= 2048 && bits <= 4096;
}

const bitsOf = ({ algorithm }: ImportedKey): number =>
  'modulusLength' in algorithm ? Number(algorithm.modulusLength) : 0;

/** Whether the certificate's public key verifies what the private key signs. */
async function belongTogether(kind: KeyKind, key: ImportedKey, { publicKey }: Certificate): Promise<boolean> {
  const { import: algorithm, sign } = webCrypto[kind];
  try {
    const content = new TextEncoder().encode('facteur');
    const verifier = await crypto.subtle.importKey('spki', publicKey, algorithm, false, ['verify']);
    const signature = await crypto.subtle.sign(sign, key, content);
    return await crypto.subtle.verify(sign, verifier, signature, content);
  } catch {
    return false;
  }
}
