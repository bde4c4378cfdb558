/** Memoization and caches: by object, in a bounded map, in an LRU map. */

/** @returns a function that builds a value once per key, and keeps it as long as the key object lives */
export function memoizeByObject<Key extends object, Built extends object>(
  build: (key: Key) => Built,
): (key: Key) => Built {
  const cache = new WeakMap<Key, Built>();
  return (key) => {
    const cached = cache.get(key);
    if (cached !== undefined) return cached;
    const built = build(key);
    cache.set(key, built);
    return built;
  };
}

/** A map with at most `limit` entries; a new one evicts the oldest. */
interface BoundedMap<Value> {
  readonly get: (key: string) => Value | undefined;
  readonly put: (key: string, value: Value) => void;
}

export function boundedMap<Value>(limit: number): BoundedMap<Value> {
  const entries = new Map<string, Value>();
  return {
    get: (key) => entries.get(key),
    put: (key, value) => {
      entries.set(key, value);
      const [oldest] = entries.size > limit ? entries.keys() : [];
      if (oldest !== undefined) entries.delete(oldest);
    },
  };
}

/** @returns the cached value; otherwise creates one and caches it */
export function getOrCreate<Key, Value>(
  cache: { readonly get: (key: Key) => Value | undefined; readonly put: (key: Key, value: Value) => void },
  key: Key,
  create: (key: Key) => Value,
): Value {
  const cached = cache.get(key);
  if (cached !== undefined) return cached;
  const created = create(key);
  cache.put(key, created);
  return created;
}

/**
 * LRU map in two generations: it keeps at least the last `limit` entries, and at most twice as many. A single Map, from
 * which each entry is removed and inserted again when it is used, is copied again and again, and takes ten times the
 * memory.
 */
export interface LruMap<Key, Value> {
  readonly get: (key: Key) => Value | undefined;
  readonly put: (key: Key, value: Value) => void;
  readonly forget: (key: Key) => void;
  readonly size: () => number;
  /** Changes the limit; entries above a lower one are dropped as others come in. */
  readonly resize: (limit: number) => void;
}

export function lruMap<Key, Value>(startLimit: number): LruMap<Key, Value> {
  let limit = startLimit;
  let young = new Map<Key, Value>();
  let old = new Map<Key, Value>();
  const put = (key: Key, value: Value): void => {
    if (limit === 0) return;
    if (young.size >= limit && !young.has(key)) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  };
  return {
    put,
    get(key) {
      const value = young.get(key);
      if (value !== undefined) return value;
      const older = old.get(key);
      if (older !== undefined) put(key, older);
      return older;
    },
    forget(key) {
      young.delete(key);
      old.delete(key);
    },
    resize: (to) => {
      limit = to;
    },
    size: () => {
      let count = young.size;
      for (const key of old.keys()) if (!young.has(key)) count++;
      return count;
    },
  };
}
