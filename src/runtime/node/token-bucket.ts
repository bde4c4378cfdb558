/**
 * Token buckets: each key may take `burst` at once and `perSecond` in the long run. What turns out dearer than one token
 * is charged afterwards and may leave a bucket below zero, by up to `burst`; it gives nothing until it has recovered.
 *
 * A bucket that nobody has touched for the time in which it fills is full, like one that was never there, and may be
 * forgotten: there are two generations of them, and the older one goes when that time is over, or when there are too
 * many.
 */

export interface BucketRules {
  readonly perSecond: number;
  readonly burst: number;
}

export interface TokenBuckets {
  /** Takes a token, and tells whether there was one. */
  readonly take: (key: string) => boolean;
  /** Takes so many tokens, whether they are there or not. */
  readonly charge: (key: string, tokens: number) => void;
  /** Whether more was taken than there was. */
  readonly isBelowZero: (key: string) => boolean;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Some 5 MB, when a whole network of networks comes. */
const generationLimit = 25_000;

/** @param clock milliseconds from any beginning */
export function tokenBuckets(
  { perSecond, burst }: BucketRules,
  clock: () => number,
  limit = generationLimit,
): TokenBuckets {
  /** From the lowest that a bucket can be. */
  const fillMilliseconds = ((2 * burst) / perSecond) * 1000;
  let young = new Map<string, Bucket>();
  let old = new Map<string, Bucket>();
  let began = clock();

  return {
    take(key) {
      const bucket = filled(key);
      if (bucket.tokens < 1) return false;
      bucket.tokens -= 1;
      return true;
    },
    charge(key, tokens) {
      const bucket = filled(key);
      bucket.tokens = Math.max(-burst, bucket.tokens - tokens);
    },
    isBelowZero: (key) => filled(key).tokens < 0,
  };

  function filled(key: string): Bucket {
    const now = clock();
    if (now - began >= fillMilliseconds || young.size >= limit) {
      old = now - began >= 2 * fillMilliseconds ? new Map() : young;
      young = new Map();
      began = now;
    }
    const bucket = bucketOf(key, now);
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) * perSecond) / 1000);
    bucket.at = now;
    return bucket;
  }

  function bucketOf(key: string, now: number): Bucket {
    const kept = young.get(key);
    if (kept) return kept;
    const bucket = old.get(key) ?? { tokens: burst, at: now };
    young.set(key, bucket);
    return bucket;
  }
}
