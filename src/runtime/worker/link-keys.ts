/** The key or keys that seal links at the edge: a secret of the Worker's. */

import type { Config } from '../../config/index.ts';
import { sealedLinks } from '../../config/operation.ts';
import type { Sealer } from '../../links/cipher.ts';
import { sealerOf } from '../../links/lazy.ts';
import { jsonLine } from '../../ops/log-line.ts';

export interface LinksSecret {
  /** Words of base64, as on Node; no file can be read here, so `links.key` means nothing. */
  readonly FACTEUR_LINKS_KEY?: string;
}

/**
 * Writes into the log what keeps links from being made. An isolate does so when it begins.
 *
 * @returns what seals links; nothing when they are open; `missing` when it cannot be had: there are no links then, and
 *   the page shows all else
 */
export async function openWorkerSealer(
  { links }: Config,
  { FACTEUR_LINKS_KEY: secret }: LinksSecret,
  now: Date,
): Promise<Sealer | 'missing' | undefined> {
  const signed = sealedLinks(links, secret !== undefined);
  if (!signed) return undefined;
  const sealer = await sealerOf(secret ?? '', signed.hours);
  if (sealer.ok) return sealer.value;
  const missing = { complaints: [sealer.refusal], mend: 'FACTEUR_LINKS_KEY' };
  console.error(jsonLine('error', 'links cannot be signed', now, missing));
  return 'missing';
}
