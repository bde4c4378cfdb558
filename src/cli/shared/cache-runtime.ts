/** The clock, the timers and the log of Node, for the stores and the caches in front of them. */

import process from 'node:process';
import { timedOut } from '../../directory/cache.ts';
import type { StoreEvent } from '../../directory/store-log.ts';
import { storeLine } from '../../ops/log-line.ts';
import type { StoreRuntime } from '../../runtime/open-stores.ts';

/** For a server: logs JSON lines on standard error. */
export const storeRuntime: StoreRuntime = {
  nowMilliseconds: () => performance.now(),

  timeout(milliseconds) {
    let timer: NodeJS.Timeout | undefined;
    const expired = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(timedOut()), milliseconds);
    });
    // It may expire after the lookup has ended.
    expired.catch(() => {});
    return { expired, cancel: () => clearTimeout(timer) };
  },

  later: (milliseconds, work) => void setTimeout(work, milliseconds).unref(),

  log: (store, event) => void process.stderr.write(`${storeLine(store, event, new Date())}\n`),
};

/** For a command: prints store failures as sentences. */
export const storeRuntimeOf = (say: (line: string) => void): StoreRuntime => ({
  ...storeRuntime,
  log: (_store, event) => say(storeFailureText(event)),
});

const storeFailureText = (event: StoreEvent): string =>
  event.event === 'a store is back' ? 'The store is back.' : `Store failure: ${event.word}: ${event.reason}.`;
