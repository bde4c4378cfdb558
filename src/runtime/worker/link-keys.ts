/** The key or keys that seal links at the edge: a secret of the Worker's. */

import type { Config } from '../../config/index.ts';
import { sealedLinks } from '../../config/server-settings.ts';
import type { Sealer } from '../../links/cipher.ts';
import { sealerOf } from '../../links/load-sealer.ts';
import { type Bindings, readBinding } from './bindings.ts';
import { log } from './observability.ts';

const name = 'FACTEUR_LINKS_KEY';

/**
 * Writes into the log what keeps links from being made. An isolate does so when it begins.
 *
 * @param bindings `FACTEUR_LINKS_KEY` is words of base64, as on Node; no file can be read here, so `links.key` means
 *   nothing
 * @returns what seals links; nothing when they are open; `missing` when it cannot be had: there are no links then, and
 *   the page shows everything else
 */
export async function openWorkerSealer(
  { links }: Config,
  bindings: Bindings,
): Promise<Sealer | 'missing' | undefined> {
  const bound = await readBinding(bindings, name);
  const sealed = sealedLinks(links, !bound.ok || bound.value !== undefined);
  if (!sealed) return undefined;
  if (sealed.oldName)
    log('warn', 'links: signed is the old name of links: sealed. It is still read; write the new one.', {});
  const sealer = bound.ok ? await sealerOf(bound.value?.text ?? '', sealed.hours) : bound;
  if (sealer.ok) return sealer.value;
  log('error', 'links cannot be signed', { complaints: [sealer.refusal], mend: name });
  return 'missing';
}
