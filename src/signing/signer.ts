/** Builds the signer of profiles from a key and certificates in PEM, or reports every error in them. */

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
  /** Its name in messages: `the certificate`, or `certificate 2` of the file. */
  readonly expiresFirst: string;
  /** Reasons why devices may not trust the signatures. */
  readonly warnings: readonly string[];
  /** Cost of one signature, in units of an ordinary answer; by default the cost of RSA with 2048 bits. */
  readonly cost?: number;
}

/** Key and certificates as PEM. */
export interface SigningMaterial {
  /** PKCS#8, PKCS#1 or SEC1, without a passphrase. */
  readonly key: string;
  /** The signer's own certificate, then its intermediates. */
  readonly certificate: string;
}

/**
 * @param options whether to accept an expired certificate
 * @returns the signer, or all errors; messages never contain any of the material
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
      `the key is damaged, or of another type than the certificate’s (${kind}): use the certificate’s own key`,
    ]);
  }
  if (kind === 'rsa' && !hasFitLength(imported)) return refuse(['an RSA key must have 2048 to 4096 bits']);
  if (!(await belongTogether(kind, imported, own))) {
    return refuse([
      'the key does not belong to the certificate: use the certificate’s own key, or put the key’s certificate first',
    ]);
  }
  const cost = kind === 'rsa' ? rsaSignatureCost(bitsOf(imported)) : costs.ecdsaSignature;
  return ok({ sign: cmsSigner(kind, imported, chain), notAfter, expiresFirst, warnings, cost });
}

function keyIn(text: string): Result<Uint8Array<ArrayBuffer>, string> {
  // EC key files have a block of parameters before the key.
  const block = pemBlocks(text).find(({ label }) => label.endsWith('PRIVATE KEY'));
  if (!block) return refuse('there is no private key: give it in PEM, as PKCS#8, PKCS#1 or SEC1');
  const { label, der, encrypted } = block;
  if (encrypted) {
    return refuse('the key has a passphrase, which works on Node only: openssl pkey writes it without one');
  }
  if (!der) return refuse('the key is damaged or cut short: copy it again');
  const pkcs8 = pkcs8Of(label, der);
  return pkcs8 ? ok(pkcs8) : refuse('the key has an unknown format: openssl pkey converts it to PKCS#8');
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
