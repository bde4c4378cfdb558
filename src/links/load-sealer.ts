/** What seals addresses in links, loaded when there is a key for it: whoever seals nothing need not wait for it. */

import type { Result } from '../model/result.ts';
import type { Sealer } from './cipher.ts';

/**
 * Reads the key or keys that seal addresses in links; without it, a configuration with sealed `links` makes none.
 *
 * @example
 * const sealer = await sealerOf(secret, 24);
 * if (sealer.ok) export default facteur({ ...config, sealer: sealer.value });
 *
 * @param secret one or more words, each the base64 of at least 32 random bytes; the first seals, all open
 * @param hours how long a link is good for that the page shows
 * @returns what seals and opens, or what is wrong with the secret, in words that do not repeat it
 */
export async function sealerOf(secret: string, hours: number): Promise<Result<Sealer, string>> {
  const sealing = await import('./cipher.ts');
  return sealing.sealerOf(secret, hours, (length) => crypto.getRandomValues(new Uint8Array(length)));
}
