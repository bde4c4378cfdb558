/** Signing, loaded when somebody wants it: whoever signs nothing need not wait for it. */

import type { signerOf as readSigner } from './signer.ts';

/**
 * Reads what signs Apple's profiles; without it, a configuration with `signing` gives out none.
 *
 * @example
 * const signer = await signerOf({ key, certificate }, new Date());
 * if (signer.ok) export default facteur({ ...config, signer: signer.value });
 */
export const signerOf: typeof readSigner = async (...material) => {
  const signing = await import('./signer.ts');
  return signing.signerOf(...material);
};
