/** The clock and the timers of Node, for the cache before the stores. */

import process from 'node:process';
import type { CacheRuntime } from '../../directory/cache.ts';
import { storeFailed } from '../../ops/log-line.ts';

export const cacheRuntime: CacheRuntime = {
  nowMilliseconds: () => performance.now(),

  timeout(milliseconds) {
    let timer: NodeJS.Timeout | undefined;
    const expired = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
    });
    // It may expire when nobody waits for it any more.
    expired.catch(() => {});
    return { expired, cancel: () => clearTimeout(timer) };
  },

  complain: (error) => void process.stderr.write(`${storeFailed(error, new Date())}\n`),
};
