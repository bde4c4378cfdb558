/** The key and the certificates that sign profiles at the edge: PEM, in secrets or in the configuration. */

import type { Config } from '../../config/index.ts';
import { signerWarnings } from '../../signing/expiry-warning.ts';
import { signerOf } from '../../signing/load-signer.ts';
import type { Signer } from '../../signing/signer.ts';
import { type Bindings, readBinding } from './bindings.ts';
import { log } from './observability.ts';

const keyName = 'FACTEUR_SIGNING_KEY';
const certificateName = 'FACTEUR_SIGNING_CERT';

/**
 * Writes into the log what keeps profiles from being signed, and what soon will. An isolate does so when it begins.
 *
 * @param bindings `FACTEUR_SIGNING_KEY` and `FACTEUR_SIGNING_CERT` override the configuration's `signing`
 * @returns the signer; nothing when signing is not configured; `missing` when it is configured and cannot be loaded.
 *   Profiles are then refused, and everything else is answered
 */
export async function openWorkerSigner(
  { signing }: Config,
  bindings: Bindings,
  now: Date,
): Promise<Signer | 'missing' | undefined> {
  const boundKey = await readBinding(bindings, keyName);
  const boundCertificate = await readBinding(bindings, certificateName);
  if (!boundKey.ok) return missing([boundKey.refusal]);
  if (!boundCertificate.ok) return missing([boundCertificate.refusal]);
  const key = boundKey.value?.text ?? signing?.key;
  const certificate = boundCertificate.value?.text ?? signing?.certificate;
  if (key === undefined && certificate === undefined) return undefined;
  // Isolates start many times a day, unseen. If one refused an expired certificate, as a start on Node does, profiles
  // would be available in one minute and missing in the next.
  const material = { key: key ?? '', certificate: certificate ?? '' };
  const signer = await signerOf(material, now, { takesExpired: true });
  if (!signer.ok) return missing(signer.refusal);
  for (const warning of signerWarnings(signer.value, now)) log('warn', warning, {});
  return signer.value;
}

function missing(complaints: readonly string[]): 'missing' {
  log('error', 'profiles cannot be signed', { complaints, mend: `${keyName} and ${certificateName}` });
  return 'missing';
}
