/** The clock, the timers and the log of a Worker, for the stores and the caches in front of them. */

import { waitUntil } from 'cloudflare:workers';
import { timedOut } from '../../directory/cache.ts';
import type { StoreRuntime } from '../open-stores.ts';
import { logStore } from './observability.ts';

/**
 * Lets work go on when the request that began it has been answered, or its client has hung up: workerd cancels a
 * request's I/O then, and with it what other requests wait for.
 * https://developers.cloudflare.com/workers/runtime-apis/context/#waituntil
 */
export function keepAlive(work: Promise<unknown>): void {
  // A rejection would be logged as an exception of the request; those who wait for the work handle it.
  waitUntil(work.catch(() => {}));
}

/**
 * An isolate has 128 MB: https://developers.cloudflare.com/workers/platform/limits/. Twice the limit, each with changes
 * of its own, takes 40 MB.
 */
export const storeRuntime: StoreRuntime = {
  nowMilliseconds: () => Date.now(),
  timeout(milliseconds) {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const expired = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(timedOut()), milliseconds);
    });
    expired.catch(() => {});
    return { expired, cancel: () => clearTimeout(timer) };
  },
  keepAlive,
  cacheLimit: 50_000,
  addressCacheLimit: 10_000,
  // An isolate has no time between requests: counts are logged at the next failure.
  later: () => {},
  log: logStore,
};
