/**
 * A memory in front of a slow directory. What was found is kept for a while, and what was not found for a shorter
 * one; many who ask for the same domain share one look-up; and while the store is down, what it said last is said
 * again until that is too old. A dead store never makes a wrong answer: it makes an old one, or none.
 */

import type { Account } from '../model/account.ts';
import type { Domain } from '../model/address.ts';
import type { Awaitable } from '../model/result.ts';
import { lruMap } from '../util/memo.ts';
import type { Known, LookUp } from './directory.ts';
import { failureOf, isOutage, isRowRefusal, StoreError, type StoreFailure } from './failure.ts';

export interface CacheRules {
  /** How many of the domains asked for last are remembered at least; twice as many at most. */
  readonly limit: number;
  readonly foundSeconds: number;
  readonly unknownSeconds: number;
  /** How long after its time an answer still stands in for a store that is down. */
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

/** How a cache has fared, for whoever watches. */
interface CacheFigures {
  readonly hits: number;
  readonly misses: number;
  /** Answers given from memory because the store was down. */
  readonly stale: number;
  /** Look-ups that failed or took too long. */
  readonly failures: number;
  /** Look-ups that found an entry which cannot be used. */
  readonly refused: number;
  readonly size: number;
}

interface Cache<Value, Key extends string = Domain> extends LookUp<Value, Key> {
  readonly figures: () => CacheFigures;
  /** Why the last look-up failed, if it did. */
  readonly failure: () => StoreFailure | undefined;
  /** Goes on by other rules, with everything that is remembered. */
  readonly use: (rules: CacheRules) => void;
}

export type CachedDirectory = Cache<Account>;

/** What the cache needs of the world. */
export interface CacheRuntime {
  readonly nowMilliseconds: () => number;
  /** @returns a promise that rejects after that time, by `timedOut`, and a way to call it off */
  readonly timeout: (milliseconds: number) => {
    readonly expired: Promise<never>;
    readonly cancel: () => void;
  };
  /** Lets a look-up go on when the request that began it ends early; not needed where requests share a process. */
  readonly keepAlive?: (work: Promise<unknown>) => void;
}

/** The listener names the store, so this error need not. */
export const timedOut = (): StoreError => new StoreError('the store', { word: 'timeout' });

/** Hears how the store fares, look-up by look-up. */
export interface StoreListener {
  readonly failed: (failure: StoreFailure) => void;
  readonly answered: () => void;
}

interface Remembered<Value> {
  readonly found: Known<Value>;
  /** When the look-up began that found it. */
  readonly at: number;
}

/** An answer of the store, or one of this memory in its stead. */
interface Answer<Value> {
  readonly found: Known<Value>;
  readonly stale: boolean;
}

/** A look-up, which all who ask for the domain meanwhile wait for. */
interface Flight<Value> {
  readonly found: Promise<Known<Value>>;
  readonly began: number;
  failed: boolean;
}

/** A store that is down is asked about the same domain once a second. */
const pauseMilliseconds = 1000;
/** What a store that is there never takes to fail. */
const slowMilliseconds = 250;

/** @param directory what it finds should be small, because it is kept for each domain */
export function cachedDirectory<Value extends object, Key extends string = Domain>(
  directory: LookUp<Value, Key>,
  firstRules: CacheRules,
  runtime: CacheRuntime,
  listener: StoreListener = { failed: () => {}, answered: () => {} },
): Cache<Value, Key> {
  let rules = firstRules;
  let lastFailure: StoreFailure | undefined;
  const entries = lruMap<Key, Remembered<Value>>(rules.limit);
  const flights = new Map<Key, Flight<Value>>();
  /** Until when the store is not asked again about a domain on which it failed. */
  const pauses = lruMap<Key, number>(rules.limit);
  /** Until when nobody who has something to fall back on waits for a store that was slow to fail. */
  let slowUntil = 0;
  const counts = { hits: 0, misses: 0, stale: 0, failures: 0, refused: 0 };

  return {
    figures: () => ({ ...counts, size: entries.size() }),
    failure: () => lastFailure,

    use(others) {
      rules = others;
      for (const memory of [entries, pauses]) memory.resize(rules.limit);
    },

    find(key): Awaitable<Known<Value>> {
      const now = runtime.nowMilliseconds();
      const entry = entries.get(key);
      if (entry && now < entry.at + lifetimeOf(entry)) {
        counts.hits++;
        return entry.found;
      }
      const instead = standIn(key);
      if (now < (pauses.get(key) ?? 0) || (now < slowUntil && instead.stale)) return counted(instead);
      counts.misses++;
      const flight = underWay(key, now);
      if (flight) return arrival(key, flight).then(counted);
      const asked = ask(key, now);
      return asked instanceof Promise ? arrival(key, depart(key, asked, now)).then(counted) : counted(asked);
    },
  };

  function counted({ found, stale }: Answer<Value>): Known<Value> {
    if (stale) counts.stale++;
    return found;
  }

  /** One that should have ended is waited for no more: workerd drops what a request began when its client hangs up. */
  function underWay(key: Key, now: number): Flight<Value> | undefined {
    const flight = flights.get(key);
    return flight && now < flight.began + rules.timeoutMilliseconds ? flight : undefined;
  }

  /** A store that answers at once, as SQLite does, is waited for by nobody. */
  function ask(key: Key, now: number): Answer<Value> | Promise<Known<Value>> {
    try {
      const found = directory.find(key);
      return found instanceof Promise ? found : { found: learnt(key, found, now), stale: false };
    } catch (error) {
      failed(key, error, now);
      return standIn(key);
    }
  }

  function depart(key: Key, asked: Promise<Known<Value>>, now: number): Flight<Value> {
    const found = asked.then((said) => learnt(key, said, now));
    const flight: Flight<Value> = { found, began: now, failed: false };
    const land = (): void => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    const landed = found.then(land, land);
    flights.set(key, flight);
    runtime.keepAlive?.(landed);
    return flight;
  }

  /** Everybody keeps the time for himself, for the same reason. */
  async function arrival(key: Key, flight: Flight<Value>): Promise<Answer<Value>> {
    const { expired, cancel } = runtime.timeout(rules.timeoutMilliseconds);
    try {
      return { found: await Promise.race([flight.found, expired]), stale: false };
    } catch (error) {
      if (!flight.failed) {
        flight.failed = true;
        failed(key, error, flight.began);
      }
      return standIn(key);
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
    pauses.put(key, now + pauseMilliseconds);
    // A quick failure, such as a row that makes no sense, says nothing of other domains.
    if (now > began + slowMilliseconds) slowUntil = now + pauseMilliseconds;
  }

  /** What a slow store says too late is there for those who ask next, unless it has said something newer since. */
  function learnt(key: Key, found: Known<Value>, at: number): Known<Value> {
    if (found === 'unavailable') throw new StoreError('the directory', { word: 'failed' });
    lastFailure = undefined;
    listener.answered();
    const before = entries.get(key);
    if (before === undefined || before.at <= at) {
      entries.put(key, { found, at });
      pauses.forget(key);
    }
    return found;
  }

  /** What the store said last, unless that is too old. */
  function standIn(key: Key): Answer<Value> {
    const entry = entries.get(key);
    const limit = entry ? entry.at + lifetimeOf(entry) + rules.staleSeconds * 1000 : 0;
    return entry && runtime.nowMilliseconds() <= limit
      ? { found: entry.found, stale: true }
      : { found: 'unavailable', stale: false };
  }

  function lifetimeOf({ found }: Remembered<Value>): number {
    return (found === undefined ? rules.unknownSeconds : rules.foundSeconds) * 1000;
  }
}
