/**
 * Cache in front of a store, with a TTL for entries and a shorter one for unknown domains (negative TTL). Concurrent
 * look-ups of one domain are one look-up (single-flight). While the store is down, entries are served after their TTL
 * (stale-if-error), until they are too old. A store that is down gives old answers or none, never wrong ones.
 */

import type { Account } from '../model/account.ts';
import type { Domain } from '../model/address.ts';
import type { Awaitable } from '../model/result.ts';
import { lruMap } from '../util/memo.ts';
import type { Known, LookUp } from './directory.ts';
import { failureOf, isOutage, isRowRefusal, StoreError, type StoreFailure } from './failure.ts';

export interface CacheRules {
  /** The minimum of entries that are kept; at most there are twice as many. */
  readonly limit: number;
  readonly foundSeconds: number;
  readonly unknownSeconds: number;
  /** How long after its TTL an entry is still served while the store is down. */
  readonly staleSeconds: number;
  /** How long a look-up may take before the store counts as down. The strictest client waits 3 s (Mustang). */
  readonly timeoutMilliseconds: number;
}

export const cacheRules: CacheRules = {
  limit: 100_000,
  foundSeconds: 300,
  unknownSeconds: 60,
  staleSeconds: 24 * 3600,
  timeoutMilliseconds: 2000,
};

/** Counts for metrics. */
interface CacheFigures {
  readonly hits: number;
  readonly misses: number;
  /** Stale entries that were served because the store was down. */
  readonly stale: number;
  /** Look-ups that failed or timed out. */
  readonly failures: number;
  /** Look-ups that found an entry that cannot be used. */
  readonly refused: number;
  readonly size: number;
}

interface Cache<Value, Key extends string = Domain> extends LookUp<Value, Key> {
  readonly figures: () => CacheFigures;
  /** Why the last look-up failed, if it did. */
  readonly failure: () => StoreFailure | undefined;
  /** Changes the rules and keeps all entries. */
  readonly use: (rules: CacheRules) => void;
}

export type CachedDirectory = Cache<Account>;

/** Dependencies of the cache: clock and timers. */
export interface CacheRuntime {
  readonly nowMilliseconds: () => number;
  /** @returns a promise that rejects with `timedOut` after that time, and a function that cancels it */
  readonly timeout: (milliseconds: number) => {
    readonly expired: Promise<never>;
    readonly cancel: () => void;
  };
  /** Lets a look-up go on when the request that began it ends early; not needed where requests share a process. */
  readonly keepAlive?: (work: Promise<unknown>) => void;
}

/** The listener adds the name of the store. */
export const timedOut = (): StoreError => new StoreError('the store', { word: 'timeout' });

/** Called after each look-up in the store. */
export interface StoreListener {
  readonly failed: (failure: StoreFailure) => void;
  readonly answered: () => void;
}

interface CacheEntry<Value> {
  readonly found: Known<Value>;
  /** When the look-up began that found it. */
  readonly at: number;
}

/** An answer of the store, or a stale entry. */
interface Answer<Value> {
  readonly found: Known<Value>;
  readonly stale: boolean;
}

/** A look-up in progress; further requests for its domain wait for it. */
interface PendingLookUp<Value> {
  readonly found: Promise<Known<Value>>;
  readonly began: number;
  failed: boolean;
}

/** While a store is down, each domain is looked up once a second. */
const pauseMilliseconds = 1000;
/** A failure that takes longer than this affects all domains: the store is not there. */
const slowMilliseconds = 250;

/** @param directory its values should be small, because one is kept for each domain */
export function cachedDirectory<Value extends object, Key extends string = Domain>(
  directory: LookUp<Value, Key>,
  firstRules: CacheRules,
  runtime: CacheRuntime,
  listener: StoreListener = { failed: () => {}, answered: () => {} },
): Cache<Value, Key> {
  let rules = firstRules;
  let lastFailure: StoreFailure | undefined;
  const entries = lruMap<Key, CacheEntry<Value>>(rules.limit);
  const pending = new Map<Key, PendingLookUp<Value>>();
  /** The end of the pause after a failed look-up, by domain. */
  const pauseEnds = lruMap<Key, number>(rules.limit);
  /** Until then, stale entries are served without waiting for a store that was slow to fail. */
  let slowUntil = 0;
  const counts = { hits: 0, misses: 0, stale: 0, failures: 0, refused: 0 };

  return {
    figures: () => ({ ...counts, size: entries.size() }),
    failure: () => lastFailure,

    use(others) {
      rules = others;
      for (const memory of [entries, pauseEnds]) memory.resize(rules.limit);
    },

    find(key): Awaitable<Known<Value>> {
      const now = runtime.nowMilliseconds();
      const entry = entries.get(key);
      if (entry && now < entry.at + lifetimeOf(entry)) {
        counts.hits++;
        return entry.found;
      }
      const fallback = staleAnswer(key);
      if (now < (pauseEnds.get(key) ?? 0) || (now < slowUntil && fallback.stale)) return counted(fallback);
      counts.misses++;
      const lookUp = pendingFor(key, now);
      if (lookUp) return awaitPending(key, lookUp).then(counted);
      const queried = query(key, now);
      return queried instanceof Promise
        ? awaitPending(key, addPending(key, queried, now)).then(counted)
        : counted(queried);
    },
  };

  function counted({ found, stale }: Answer<Value>): Known<Value> {
    if (stale) counts.stale++;
    return found;
  }

  /** A look-up that is past its timeout is not shared: workerd cancels it when the client that began it hangs up. */
  function pendingFor(key: Key, now: number): PendingLookUp<Value> | undefined {
    const lookUp = pending.get(key);
    return lookUp && now < lookUp.began + rules.timeoutMilliseconds ? lookUp : undefined;
  }

  /** Synchronous if the store is, as SQLite is. */
  function query(key: Key, now: number): Answer<Value> | Promise<Known<Value>> {
    try {
      const found = directory.find(key);
      return found instanceof Promise ? found : { found: remember(key, found, now), stale: false };
    } catch (error) {
      failed(key, error, now);
      return staleAnswer(key);
    }
  }

  function addPending(key: Key, queried: Promise<Known<Value>>, now: number): PendingLookUp<Value> {
    const found = queried.then((said) => remember(key, said, now));
    const lookUp: PendingLookUp<Value> = { found, began: now, failed: false };
    const remove = (): void => {
      if (pending.get(key) === lookUp) pending.delete(key);
    };
    const ended = found.then(remove, remove);
    pending.set(key, lookUp);
    runtime.keepAlive?.(ended);
    return lookUp;
  }

  /** Each request has a timeout of its own, for the same reason. */
  async function awaitPending(key: Key, lookUp: PendingLookUp<Value>): Promise<Answer<Value>> {
    const { expired, cancel } = runtime.timeout(rules.timeoutMilliseconds);
    try {
      return { found: await Promise.race([lookUp.found, expired]), stale: false };
    } catch (error) {
      if (!lookUp.failed) {
        lookUp.failed = true;
        failed(key, error, lookUp.began);
      }
      return staleAnswer(key);
    } finally {
      cancel();
    }
  }

  function failed(key: Key, error: unknown, began: number): void {
    const failure = failureOf(error);
    counts[isRowRefusal(failure) ? 'refused' : 'failures']++;
    lastFailure = failure;
    if (!isOutage(failure)) listener.answered();
    listener.failed(failure);
    const now = runtime.nowMilliseconds();
    pauseEnds.put(key, now + pauseMilliseconds);
    // A quick failure, such as a row that cannot be used, does not affect other domains.
    if (now > began + slowMilliseconds) slowUntil = now + pauseMilliseconds;
  }

  /** An answer after the timeout is cached for the next requests, unless there is a newer one. */
  function remember(key: Key, found: Known<Value>, at: number): Known<Value> {
    if (found === 'unavailable') throw new StoreError('the directory', { word: 'failed' });
    lastFailure = undefined;
    listener.answered();
    const before = entries.get(key);
    if (before === undefined || before.at <= at) {
      entries.put(key, { found, at });
      pauseEnds.forget(key);
    }
    return found;
  }

  /** The last answer of the store, if it is not too old. */
  function staleAnswer(key: Key): Answer<Value> {
    const entry = entries.get(key);
    const limit = entry ? entry.at + lifetimeOf(entry) + rules.staleSeconds * 1000 : 0;
    return entry && runtime.nowMilliseconds() <= limit
      ? { found: entry.found, stale: true }
      : { found: 'unavailable', stale: false };
  }

  function lifetimeOf({ found }: CacheEntry<Value>): number {
    return (found === undefined ? rules.unknownSeconds : rules.foundSeconds) * 1000;
  }
}
