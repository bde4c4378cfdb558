/**
 * Log lines of a store, rate-limited: that it is down, once a minute how many look-ups failed, and that it is back.
 * Anybody can request a domain with a broken entry or a broken zone, so these are counted in the same way. A store that
 * goes down and comes back repeatedly has at most one of each line a minute.
 */

import type { StoreListener } from './cache.ts';
import { type FailureWord, isOutage, sentenceOf } from './failure.ts';

/** One line of the log, by its message. */
export type StoreEvent =
  | { readonly event: 'a store is back'; readonly failures: number; readonly downSeconds: number }
  | {
      readonly event: 'a store is down' | 'a store fails' | 'a store has no usable entry for a domain';
      /** Since the line before. */
      readonly failures: number;
      readonly word: FailureWord;
      /** The last failure in a sentence. */
      readonly reason: string;
    };

export interface StoreLogRuntime {
  readonly nowMilliseconds: () => number;
  /** Runs something later, if the runtime is still alive; it must not keep the process alive. */
  readonly later: (milliseconds: number, work: () => void) => void;
  readonly log: (store: string, event: StoreEvent) => void;
}

const minuteMilliseconds = 60_000;

/** Failures of one kind that are not logged yet, and the time of the last line. */
interface Unlogged {
  failures: number;
  word: FailureWord;
  reason: string;
  loggedAt: number;
}

/** @param nameOf the store's name, which a reload may change: `postgres-2` becomes `postgres` */
export function storeLog(nameOf: () => string, runtime: StoreLogRuntime): StoreListener {
  const outage = 'outage';
  const kinds = new Map<FailureWord | typeof outage, Unlogged>();
  let downSince: number | undefined;
  /** Whether it is logged that the store is down. */
  let logged = false;
  let waking = false;

  return {
    failed(failure) {
      const kind = isOutage(failure) ? outage : failure.word;
      if (kind === outage) downSince ??= runtime.nowMilliseconds();
      const { failures = 0, loggedAt = Number.NEGATIVE_INFINITY } = kinds.get(kind) ?? {};
      const reason = sentenceOf(nameOf(), failure);
      kinds.set(kind, { failures: failures + 1, word: failure.word, reason, loggedAt });
      write();
    },
    answered() {
      if (downSince === undefined) return;
      const downSeconds = Math.round((runtime.nowMilliseconds() - downSince) / 1000);
      downSince = undefined;
      if (!logged) return;
      logged = false;
      const unlogged = kinds.get(outage);
      runtime.log(nameOf(), { event: 'a store is back', failures: unlogged?.failures ?? 0, downSeconds });
      if (unlogged) unlogged.failures = 0;
    },
  };

  function write(): void {
    const now = runtime.nowMilliseconds();
    let waiting = false;
    for (const [kind, unlogged] of kinds) {
      const { failures, word, reason, loggedAt } = unlogged;
      if (failures === 0) continue;
      if (now < loggedAt + minuteMilliseconds) {
        waiting = true;
        continue;
      }
      runtime.log(nameOf(), { event: eventOf(kind), failures, word, reason });
      if (kind === outage) logged = downSince !== undefined;
      unlogged.failures = 0;
      unlogged.loggedAt = now;
    }
    if (waking || !waiting) return;
    waking = true;
    runtime.later(minuteMilliseconds, () => {
      waking = false;
      write();
    });
  }

  function eventOf(kind: FailureWord | typeof outage) {
    if (kind !== outage) return 'a store has no usable entry for a domain';
    return downSince === undefined || logged ? 'a store fails' : 'a store is down';
  }
}
