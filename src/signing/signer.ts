/** From a key and certificates in PEM to what signs profiles, or everything that keeps them from it. */

import { ok, type Result, refuse } from '../result.ts';
import { type Certificate, readCertificate, sameBytes } from './certificate.ts';
import { cmsSigner } from './cms.ts';
import { type ImportedKey, type KeyKind, kindOf, pkcs8Of, webCrypto } from './key.ts';
import { type PemBlock, pemBlocks } from './pem.ts';

export interface Signer {
  /** @returns the content with its signature and the certificates, in DER */
  readonly sign: (content: Uint8Array<ArrayBuffer>, now: Date) => Promise<Uint8Array<ArrayBuffer>>;
  /** When the signer's own certificate runs out. */
  readonly notAfter: Date;
}

/** Both as PEM. */
export interface SigningMaterial {
  /** PKCS#8, PKCS#1 or SEC1, without a passphrase. */
  readonly key: string;
  /** The signer's own certificate first, then those between it and its root. */
  readonly certificate: string;
}

/** @returns what signs, or all that is wrong with the material, in words that never repeat any of it */
export async function signerOf(
  { key, certificate }: SigningMaterial,
  now: Date,
): Promise<Result<Signer, readonly string[]>> {
  const chain = chainIn(certificate, now);
  const pkcs8 = keyIn(key);
  const complaints = [...(chain.ok ? [] : chain.refusal), ...(pkcs8.ok ? [] : [pkcs8.refusal])];
  if (!chain.ok || !pkcs8.ok) return refuse(complaints);
  const [own] = chain.value;
  const kind = kindOf(own.publicKey);
  if (!kind) return refuse(['the certificate’s key is neither RSA nor ECDSA on P-256 or P-384']);
  const imported = await importKey(kind, pkcs8.value);
  if (!imported) return refuse([`the key cannot be read, or is not of the certificate’s kind (${kind})`]);
  if (kind === 'rsa' && !hasFitLength(imported)) return refuse(['an RSA key must have 2048 to 4096 bits']);
  if (!(await belongTogether(kind, imported, own))) return refuse(['the key is not that of the certificate']);
  return ok({ sign: cmsSigner(kind, imported, chain.value), notAfter: own.notAfter });
}

function chainIn(
  text: string,
  now: Date,
): Result<readonly [Certificate, ...Certificate[]], readonly string[]> {
  const blocks = pemBlocks(text).filter(({ label }) => label === 'CERTIFICATE');
  const certificates = blocks.map(({ der }) => readCertificate(der));
  const [own, ...others] = certificates.flatMap((one) => one ?? []);
  if (!own) return refuse(['there is no certificate: one in PEM is wanted, the signer’s own first']);
  if (certificates.includes(undefined)) return refuse(['one of the certificates cannot be read']);
  // A root is trusted because it is on the device, and for no other reason.
  const between = others.filter((one) => !sameBytes(one.subject, one.issuer));
  const complaints = [
    ...(own.notBefore > now ? [`the certificate is good from ${own.notBefore.toISOString()} on only`] : []),
    ...(own.notAfter <= now ? [`the certificate has run out on ${own.notAfter.toISOString()}`] : []),
    ...(own.maySign ? [] : ['the certificate’s key usage does not allow signatures']),
    ...([own, ...between].some((one, at, all) => {
      const next = all[at + 1];
      return next !== undefined && !sameBytes(one.issuer, next.subject);
    })
      ? ['the certificates are no chain: each must be issued by the one after it']
      : []),
  ];
  return complaints.length > 0 ? refuse(complaints) : ok([own, ...between]);
}

function keyIn(text: string): Result<Uint8Array<ArrayBuffer>, string> {
  // EC keys come with a block of parameters before them.
  const block = pemBlocks(text).find(({ label }) => label.endsWith('PRIVATE KEY'));
  if (!block) return refuse('there is no private key: one in PEM is wanted');
  if (block.encrypted) return refuse('the key has a passphrase, which is taken on Node only');
  const pkcs8 = pkcs8Of(block);
  return pkcs8 ? ok(pkcs8) : refuse(`a key of the kind ${knownLabel(block)} is not known here`);
}

const knownLabel = ({ label }: PemBlock): string => (label.length < 40 ? label : 'that it is');

async function importKey(kind: KeyKind, pkcs8: Uint8Array<ArrayBuffer>): Promise<ImportedKey | undefined> {
  try {
    return await crypto.subtle.importKey('pkcs8', pkcs8, webCrypto[kind].import, false, ['sign']);
  } catch {
    return undefined;
  }
}

function hasFitLength({ algorithm }: ImportedKey): boolean {
  const bits = 'modulusLength' in algorithm ? Number(algorithm.modulusLength) : 0;
  return bits >= 2048 && bits <= 4096;
}

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
