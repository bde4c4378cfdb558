/**
 * Reloads the configuration while the server runs, one reload at a time: of two that overlap, the second begins after
 * the first, so that the newest configuration is the one in use. A wrong configuration changes nothing.
 */

import process from 'node:process';
import type { Config } from '../../index.ts';
import { askOnce } from '../../ops/readiness.ts';
import type { ErrorBoundary } from '../../runtime/node/error-boundary.ts';
import type { SharedOpened } from '../../runtime/shared-stores.ts';
import type { ServerState } from './server-state.ts';

/** Lookups that have begun end within the cache's time limit. */
const closeMilliseconds = 5000;

interface ReloadOptions {
  /**
   * Reads the newest configuration.
   *
   * @param before the configuration in use, whose stores stay open in the next one if their options are the same
   * @returns the configuration, or an error message
   */
  readonly open: (before: SharedOpened) => Promise<SharedOpened | string>;
  readonly boundary: ErrorBoundary;
  /** Describes a configuration that is now in use. */
  readonly announce: (config: Config) => string;
}

/** @returns a function that reloads; several calls during one reload lead to one more */
export function reloader(
  running: ServerState,
  { open, boundary, announce }: ReloadOptions,
): () => Promise<void> {
  return serialize(async () => {
    const before = running.opened;
    const next = await open(before);
    if (typeof next === 'string') {
      running.reloads.refused++;
      process.stderr.write(`${next}\nThe configuration in use stays.\n`);
      return;
    }
    // The stores in use are being closed already, and nothing would close these.
    if (running.shuttingDown) return await next.close();
    running.opened = next;
    running.configuredAt = new Date();
    running.reloads.taken++;
    running.listening.setConfig(next.config);
    void askOnce(next.stores);
    process.stdout.write(`${announce(next.config)}\n`);
    setTimeout(() => boundary.detached(before.close()), closeMilliseconds).unref();
  });
}

/** Runs `work` once at a time. A call before a run has begun needs no run of its own. */
function serialize(work: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;
  return () => {
    if (waiting) return waiting;
    const next = last.then(() => {
      waiting = undefined;
      return work();
    });
    waiting = next;
    last = next.catch(() => {});
    return next;
  };
}
