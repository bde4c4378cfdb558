/** Loads the cipher of sealed links on demand, so that a start without a key does not wait for it. */

import type { Result } from '../model/result.ts';
import type { Sealer } from './cipher.ts';

/**
 * Reads the keys that seal addresses in links. Without a sealer, a configuration with sealed `links` makes no links.
 *
 * @example
 * const sealer = await sealerOf(secret, 24);
 * if (sealer.ok) export default facteur({ ...config, sealer: sealer.value });
 *
 * @param secret one or more words, each the base64 of at least 32 random bytes; the first seals, all open
 * @param hours how long the page's links are valid
 * @returns the sealer, or an error message that does not contain the secret
 */
export async function sealerOf(secret: string, hours: number): Promise<Result<Sealer, string>> {
  const sealing = await import('./cipher.ts');
  return sealing.sealerOf(secret, hours, (length) => crypto.getRandomValues(new Uint8Array(length)));
}
