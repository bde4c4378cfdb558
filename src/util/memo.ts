/** What is built once and kept: as long as its account lives, or while there is room. */

/** @returns a function that builds something for an account once, and keeps it as long as the account lives */
export function memoizeByObject<Key extends object, Built extends object>(
  build: (key: Key) => Built,
): (key: Key) => Built {
  const kept = new WeakMap<Key, Built>();
  return (key) => {
    const before = kept.get(key);
    if (before !== undefined) return before;
    const built = build(key);
    kept.set(key, built);
    return built;
  };
}

/** A memory of at most `limit` things; the oldest one makes room for a new one. */
export interface BoundedMap<Value> {
  readonly get: (key: string) => Value | undefined;
  readonly put: (key: string, value: Value) => void;
}

export function boundedMap<Value>(limit: number): BoundedMap<Value> {
  const kept = new Map<string, Value>();
  return {
    get: (key) => kept.get(key),
    put: (key, value) => {
      kept.set(key, value);
      const [oldest] = kept.size > limit ? kept.keys() : [];
      if (oldest !== undefined) kept.delete(oldest);
    },
  };
}

/** @returns what is kept, or what is made now, and kept from now on */
export function getOrCreate<Key, Value>(
  kept: { readonly get: (key: Key) => Value | undefined; readonly put: (key: Key, value: Value) => void },
  key: Key,
  make: (key: Key) => Value,
): Value {
  const before = kept.get(key);
  if (before !== undefined) return before;
  const made = make(key);
  kept.put(key, made);
  return made;
}

/**
 * A memory of what was asked for lately: the last `limit` things at least, and at most twice as many. It is two
 * maps, a young one and an old one, so that what is asked for again is not taken out and put in again each time: a
 * Map that lives like that is copied over and over, and takes ten times the room.
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
      const before = old.get(key);
      if (before !== undefined) put(key, before);
      return before;
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
