/**
 * What is logged of a store, without a line for each look-up: that it is down, once a minute how many look-ups
 * failed, and that it is back. Anybody can ask for a domain with a broken entry or a broken zone, so those are counted
 * in the same way, and a store that goes down and comes back again and again has at most one of each line a minute.
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
  /** Does something later, if the runtime lives that long; it must not keep the process alive. */
  readonly later: (milliseconds: number, work: () => void) => void;
  readonly log: (store: string, event: StoreEvent) => void;
}

const minuteMilliseconds = 60_000;

/** Failures of one kind that no line has told yet, and when the last line did. */
interface Untold {
  failures: number;
  word: FailureWord;
  reason: string;
  toldAt: number;
}

/** @param nameOf the store's name, which a reload may change: `postgres-2` becomes `postgres` */
export function storeLog(nameOf: () => string, runtime: StoreLogRuntime): StoreListener {
  const outage = 'outage';
  const kinds = new Map<FailureWord | typeof outage, Untold>();
  let downSince: number | undefined;
  /** Whether a line has told that it is down. */
  let told = false;
  let waking = false;

  return {
    failed(failure) {
      const kind = isOutage(failure) ? outage : failure.word;
      if (kind === outage) downSince ??= runtime.nowMilliseconds();
      const { failures = 0, toldAt = Number.NEGATIVE_INFINITY } = kinds.get(kind) ?? {};
      const reason = sentenceOf(nameOf(), failure);
      kinds.set(kind, { failures: failures + 1, word: failure.word, reason, toldAt });
      write();
    },
    answered() {
      if (downSince === undefined) return;
      const downSeconds = Math.round((runtime.nowMilliseconds() - downSince) / 1000);
      downSince = undefined;
      if (!told) return;
      told = false;
      const untold = kinds.get(outage);
      runtime.log(nameOf(), { event: 'a store is back', failures: untold?.failures ?? 0, downSeconds });
      if (untold) untold.failures = 0;
    },
  };

  function write(): void {
    const now = runtime.nowMilliseconds();
    let waiting = false;
    for (const [kind, untold] of kinds) {
      const { failures, word, reason, toldAt } = untold;
      if (failures === 0) continue;
      if (now < toldAt + minuteMilliseconds) {
        waiting = true;
        continue;
      }
      runtime.log(nameOf(), { event: eventOf(kind), failures, word, reason });
      if (kind === outage) told = downSince !== undefined;
      untold.failures = 0;
      untold.toldAt = now;
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
    return downSince === undefined || told ? 'a store fails' : 'a store is down';
  }
}
