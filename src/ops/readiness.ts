/**
 * Whether requests may be sent here: the configuration is read, or nobody would ask; and each store answers, or the
 * memory before it still stands in. Each memory is asked for a domain that nobody has (RFC 2606), so that a store is
 * troubled once a minute at most, and one that has come back is noticed without a client's help.
 */

import type { Directory } from '../directory/directory.ts';
import { parseDomain } from '../model/address.ts';

export type Readiness = 'ready' | 'store-unavailable' | 'shutting-down';

const nobodysDomain = parseDomain('readiness.invalid');

export async function checkReadiness(
  caches: readonly Directory[],
  shuttingDown: boolean,
): Promise<Readiness> {
  if (shuttingDown || !nobodysDomain.ok) return 'shutting-down';
  const { value } = nobodysDomain;
  const found = await Promise.all(caches.map((cache) => cache.find(value)));
  return found.includes('unavailable') ? 'store-unavailable' : 'ready';
}
