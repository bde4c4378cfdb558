/**
 * Token buckets: each key may take `burst` at once and `perSecond` in the long run. A bucket that nobody has touched
 * for the time in which it fills is full, like one that was never there, and may be forgotten: there are two
 * generations of them, and the older one goes when that time is over, or when there are too many.
 */

export interface BucketRules {
  readonly perSecond: number;
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Some 5 MB, when a whole network of networks comes. */
const generationLimit = 25_000;

/**
 * @param clock milliseconds from any beginning
 * @returns a function that takes a token of a key's bucket, and tells whether there was one
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
