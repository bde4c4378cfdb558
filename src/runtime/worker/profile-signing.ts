/** The key and the certificates that sign profiles at the edge: PEM, in secrets or in the configuration. */

import type { Config } from '../../config/index.ts';
import { type Signer, signerOf } from '../../index.ts';
import { jsonLine } from '../../ops/log-line.ts';
import { signerWarnings } from '../../signing/expiry-warning.ts';

/** They stand over the configuration's `signing`. */
export interface SigningSecrets {
  readonly FACTEUR_SIGNING_KEY?: string;
  readonly FACTEUR_SIGNING_CERT?: string;
}

/**
 * Writes into the log what keeps profiles from being signed, and what soon will. An isolate does so when it begins.
 *
 * @returns what signs; nothing when nobody asked for it; `missing` when somebody did and it cannot be had. Profiles
 *   are then refused, and clients that ask for anything else need not suffer for it
 */
export async function openWorkerSigner(
  { signing }: Config,
  { FACTEUR_SIGNING_KEY, FACTEUR_SIGNING_CERT }: SigningSecrets,
  now: Date,
): Promise<Signer | 'missing' | undefined> {
  const key = FACTEUR_SIGNING_KEY ?? signing?.key;
  const certificate = FACTEUR_SIGNING_CERT ?? signing?.certificate;
  if (key === undefined && certificate === undefined) return undefined;
  // Isolates begin many times a day, and nobody is there to see it: what an operator's start may refuse for being out
  // of date would be a profile that is there in one minute and gone in the next.
  const material = { key: key ?? '', certificate: certificate ?? '' };
  const signer = await signerOf(material, now, { takesExpired: true });
  if (!signer.ok) {
    const missing = { complaints: signer.refusal, mend: 'FACTEUR_SIGNING_KEY and FACTEUR_SIGNING_CERT' };
    console.error(jsonLine('error', 'profiles cannot be signed', now, missing));
    return 'missing';
  }
  for (const warning of signerWarnings(signer.value, now)) console.warn(jsonLine('warn', warning, now, {}));
  return signer.value;
}
