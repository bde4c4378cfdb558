/** Token bucket: burst, rate, and bounded memory. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenBuckets } from '../../../src/runtime/node/token-bucket.ts';

function world(rules = { perSecond: 10, burst: 5 }, limit?: number) {
  const state = { now: 0 };
  const takes = tokenBuckets(rules, () => state.now, limit);
  /** How many of so many come through. */
  const come = (key: string, count: number): number =>
    Array.from({ length: count }, () => takes(key)).filter(Boolean).length;
  return { state, come };
}

test('a burst comes through, and no more', () => {
  const { come } = world();
  expect([come('a', 4), come('a', 4), come('a', 1)]).toEqual([4, 1, 0]);
});

test('a key does not pay for another', () => {
  const { come } = world();
  expect([come('a', 9), come('b', 9)]).toEqual([5, 5]);
});

test.each([
  [50, 0],
  [100, 1],
  [250, 2],
  [500, 5],
  [5000, 5],
  [86_400_000, 5],
])('after %i ms, %i more come through', (milliseconds, count) => {
  const { state, come } = world();
  come('a', 5);
  state.now += milliseconds;
  expect(come('a', 9)).toBe(count);
});

test('a key that asks without a pause gets its rate', () => {
  const { state, come } = world();
  let through = 0;
  for (let tick = 0; tick < 1000; tick++) {
    state.now += 10;
    through += come('a', 1);
  }
  expect(through).toBe(5 + 100 - 1);
});

test('in the long run no key gets more than its rate, for any distribution of requests', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 700 }), fc.nat({ max: 7 })), { maxLength: 60 }), (visits) => {
      const { state, come } = world();
      let through = 0;
      for (const [pause, count] of visits) {
        state.now += pause;
        through += come('a', count);
      }
      expect(through).toBeLessThanOrEqual(5 + state.now / 100 + 1e-6);
    }),
  );
});

test('networks that come in thousands push out the oldest, and no more memory is taken', () => {
  const { come } = world({ perSecond: 1, burst: 5 }, 100);
  come('a', 5);
  for (let other = 0; other < 99; other++) come(`one ${other}`, 1);
  expect(come('a', 1)).toBe(0);
  for (let other = 0; other < 300; other++) come(`other ${other}`, 1);
  expect(come('a', 9)).toBe(5);
});
