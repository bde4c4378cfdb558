/** Whether a store fails before the cache stops waiting for it (src/directory/cache.ts). */

import { expect } from 'vitest';
import { cacheRules } from '../../src/directory/cache.ts';

/**
 * The timers of the store and of the cache run in the same event loop: a slow machine delays both and keeps their
 * order.
 *
 * @returns what the look-up rejects with
 */
export async function failureBeforeCacheTimeout(lookUp: () => unknown): Promise<unknown> {
  const cache = { gaveUp: false };
  const settled = Promise.allSettled([(async () => lookUp())()]);
  const timer = setTimeout(() => {
    cache.gaveUp = true;
  }, cacheRules.timeoutMilliseconds);
  const [result] = await settled;
  clearTimeout(timer);
  expect(cache.gaveUp).toBe(false);
  if (result.status === 'fulfilled') throw new Error('the look-up did not fail');
  return result.reason;
}
