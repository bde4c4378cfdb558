/** What is built once and kept: as long as its account lives, or while there is room. */

/** @returns a function that builds something for an account once, and keeps it as long as the account lives */
export function once<Key extends object, Built extends object>(
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
export interface Shelf<Value> {
  readonly get: (key: string) => Value | undefined;
  readonly put: (key: string, value: Value) => void;
}

export function shelf<Value>(limit: number): Shelf<Value> {
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
