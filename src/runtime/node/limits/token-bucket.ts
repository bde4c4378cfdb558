/**
 * Token buckets: each key may take `burst` tokens at a time and `perSecond` in the long run. What costs more than one
 * token is charged afterwards and may leave a bucket below zero, by up to `burst`; it gives nothing until it recovers.
 *
 * A bucket that was not used for the time that it takes to fill is full, like a new one, and need not be kept: there are
 * two generations of buckets, and the older one is deleted after that time, or when there are too many.
 */

interface BucketRules {
  readonly perSecond: number;
  readonly burst: number;
}

interface TokenBuckets {
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

/** Some 5 MB, when requests come from that many networks. */
const generationLimit = 25_000;

/** @param clock monotonic, in milliseconds */
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
