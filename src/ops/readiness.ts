/**
 * Readiness: each store answers, or the cache in front of it still serves stale entries. Each cache looks up a reserved
 * domain (RFC 2606), so a store gets at most one query a minute, and a store that is back is noticed without a client's
 * request.
 */

import type { CachedDirectory } from '../directory/cache.ts';
import type { Known } from '../directory/directory.ts';
import { isOutage, sentenceOf } from '../directory/failure.ts';
import { type Domain, parseDomain } from '../model/address.ts';
import type { Awaitable } from '../model/result.ts';

export interface ReadinessStore {
  readonly name: string;
  readonly cache: Pick<CachedDirectory, 'failure'> & {
    readonly find: (domain: Domain) => Awaitable<Known<object>>;
  };
}

export interface Readiness {
  readonly state: 'ready' | 'store-unavailable' | 'shutting-down';
  /** The stores that are down, with the word and the sentence of the log; their caches may still answer. */
  readonly down: readonly string[];
}

/** RFC 6761 §6.4: reserved, so it exists in no store. */
export const unusedDomain = parseDomain('readiness.invalid');

export async function checkReadiness(
  stores: readonly ReadinessStore[],
  shuttingDown: boolean,
): Promise<Readiness> {
  if (shuttingDown || !unusedDomain.ok) return { state: 'shutting-down', down: [] };
  const { value } = unusedDomain;
  const found = await Promise.all(stores.map(({ cache }) => cache.find(value)));
  const down = stores.flatMap(({ name, cache }, at) => {
    const failure = cache.failure();
    if (failure === undefined || !(isOutage(failure) || found[at] === 'unavailable')) return [];
    return `${name}: ${failure.word}: ${sentenceOf(name, failure)}`;
  });
  return { state: found.includes('unavailable') ? 'store-unavailable' : 'ready', down };
}

/** Queries each store once, so that the log says at the start that a password is wrong or a server is down. */
export async function askOnce(stores: readonly ReadinessStore[]): Promise<void> {
  await checkReadiness(stores, false);
}
