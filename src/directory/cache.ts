/**
 * A memory in front of a slow directory. What was found is kept for a while, and what was not found for a shorter
 * one; many who ask for the same domain share one look-up; and while the store is down, what it said last is said
 * again until that is too old. A dead store never makes a wrong answer: it makes an old one, or none.
 */

import type { Domain } from '../address.ts';
import type { Awaitable } from '../result.ts';
import type { Directory, Found } from './directory.ts';

export interface CacheRules {
  /** How many domains are remembered; the one that nobody asked for longest makes room. */
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
export interface CacheFigures {
  readonly hits: number;
  readonly misses: number;
  /** Answers given from memory because the store was down. */
  readonly stale: number;
  /** Look-ups that failed or took too long. */
  readonly failures: number;
  readonly size: number;
}

export interface CachedDirectory extends Directory {
  readonly figures: () => CacheFigures;
}

/** What the cache needs of the world. */
export interface CacheRuntime {
  readonly nowMilliseconds: () => number;
  /** @returns a promise that rejects after that time, and a way to call it off */
  readonly timeout: (milliseconds: number) => {
    readonly expired: Promise<never>;
    readonly cancel: () => void;
  };
  /** Hears why a store did not answer. */
  readonly complain: (error: unknown) => void;
}

interface Entry {
  readonly found: Found;
  /** When it was found. */
  readonly at: number;
  /** From when on the store is asked again. */
  freshUntil: number;
}

/** A store that is down is asked about the same domain once a second. */
const pauseMilliseconds = 1000;

export function cached(directory: Directory, rules: CacheRules, runtime: CacheRuntime): CachedDirectory {
  const entries = new Map<Domain, Entry>();
  const flights = new Map<Domain, Promise<Found>>();
  const counts = { hits: 0, misses: 0, stale: 0, failures: 0 };

  return {
    figures: () => ({ ...counts, size: entries.size }),

    find(domain): Awaitable<Found> {
      const entry = entries.get(domain);
      if (entry && runtime.nowMilliseconds() < entry.freshUntil) {
        counts.hits++;
        touch(domain, entry);
        return entry.found;
      }
      counts.misses++;
      return flights.get(domain) ?? depart(domain);
    },
  };

  function depart(domain: Domain): Promise<Found> {
    const flight = lookUp(domain).finally(() => flights.delete(domain));
    flights.set(domain, flight);
    return flight;
  }

  async function lookUp(domain: Domain): Promise<Found> {
    const { expired, cancel } = runtime.timeout(rules.timeoutMilliseconds);
    try {
      const found = await Promise.race([directory.find(domain), expired]);
      if (found === 'unavailable') throw new Error('the directory is unavailable');
      keep(domain, found);
      return found;
    } catch (error) {
      counts.failures++;
      runtime.complain(error);
      return standIn(domain);
    } finally {
      cancel();
    }
  }

  /** What the store said last, unless that is too old. */
  function standIn(domain: Domain): Found {
    const now = runtime.nowMilliseconds();
    const entry = entries.get(domain);
    const lifetime = entry?.found === undefined ? rules.unknownSeconds : rules.foundSeconds;
    if (!entry || now > entry.at + (lifetime + rules.staleSeconds) * 1000) return 'unavailable';
    counts.stale++;
    entry.freshUntil = now + pauseMilliseconds;
    return entry.found;
  }

  function keep(domain: Domain, found: Found): void {
    const at = runtime.nowMilliseconds();
    const seconds = found === undefined ? rules.unknownSeconds : rules.foundSeconds;
    touch(domain, { found, at, freshUntil: at + seconds * 1000 });
    const [oldest] = entries.size > rules.limit ? entries.keys() : [];
    if (oldest !== undefined) entries.delete(oldest);
  }

  /** A Map keeps the order of insertion: what was asked for last stands last. */
  function touch(domain: Domain, entry: Entry): void {
    entries.delete(domain);
    entries.set(domain, entry);
  }
}
