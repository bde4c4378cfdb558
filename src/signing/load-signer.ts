/** Loads the signing code on demand, so that a start without a signing key does not wait for it. */

import type { signerOf as readSigner } from './signer.ts';

/**
 * Reads the key and certificates that sign Apple's profiles. Without a signer, a configuration with `signing` gives out
 * no profiles.
 *
 * @example
 * const signer = await signerOf({ key, certificate }, new Date());
 * if (signer.ok) export default facteur({ ...config, signer: signer.value });
 */
export const signerOf: typeof readSigner = async (...material) => {
  const signing = await import('./signer.ts');
  return signing.signerOf(...material);
};
