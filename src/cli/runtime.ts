/** The clock and the timers of Node, for the cache before the stores. */

import process from 'node:process';
import type { CacheRuntime } from '../directory/cache.ts';

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

  // The kind and the code of an error, and no message of a driver: that may repeat what was looked up.
  complain(error) {
    const code = error instanceof Error && 'code' in error ? ` ${String(error.code)}` : '';
    process.stderr.write(
      `A store does not answer: ${error instanceof Error ? error.name : 'error'}${code}\n`,
    );
  },
};
