/**
 * Token buckets: each key may take `burst` tokens at a time and `perSecond` in the long run. A bucket that was not used
 * for the time that it takes to fill is full, like a new one, and need not be kept: there are two generations of
 * buckets, and the older one is deleted after that time, or when there are too many.
 */

export interface BucketRules {
  readonly perSecond: number;
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Some 5 MB, when requests come from that many networks. */
const generationLimit = 25_000;

/**
 * @param clock monotonic, in milliseconds
 * @returns a function that takes a token of a key's bucket, and returns whether there was one
 */
export function tokenBuckets(
  { perSecond, burst }: BucketRules,
  clock: () => number,
  limit = generationLimit,
): (key: string) => boolean {
  const fillMilliseconds = (burst / perSecond) * 1000;
  let young = new Map<string, Bucket>();
  let old = new Map<string, Bucket>();
  let began = clock();

  return (key) => {
    const now = clock();
    if (now - began >= fillMilliseconds || young.size >= limit) {
      old = now - began >= 2 * fillMilliseconds ? new Map() : young;
      young = new Map();
      began = now;
    }
    const bucket = bucketOf(key, now);
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) * perSecond) / 1000);
    bucket.at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  };

  function bucketOf(key: string, now: number): Bucket {
    const kept = young.get(key);
    if (kept) return kept;
    const bucket = old.get(key) ?? { tokens: burst, at: now };
    young.set(key, bucket);
    return bucket;
  }
}
