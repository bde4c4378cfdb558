/** Token bucket: burst, rate, and bounded memory. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tokenBuckets } from '../../../../src/runtime/node/limits/token-bucket.ts';

function world(rules = { perSecond: 10, burst: 5 }, limit?: number) {
  const state = { now: 0 };
  const { take, charge, isBelowZero } = tokenBuckets(rules, () => state.now, limit);
  /** How many of so many come through. */
  const come = (key: string, count: number): number =>
    Array.from({ length: count }, () => take(key)).filter(Boolean).length;
  return { state, come, charge, isBelowZero };
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

describe('what is charged afterwards', () => {
  test('may leave a bucket below zero, which gives nothing until it has recovered', () => {
    const { state, come, charge, isBelowZero } = world();
    come('a', 1);
    charge('a', 7);
    expect(isBelowZero('a')).toBe(true);
    expect(come('a', 1)).toBe(0);
    state.now += 300;
    expect(isBelowZero('a')).toBe(false);
    expect(come('a', 1)).toBe(0);
    state.now += 100;
    expect(come('a', 9)).toBe(1);
  });

  test('is the matter of its key alone', () => {
    const { come, charge, isBelowZero } = world();
    charge('a', 9);
    expect([isBelowZero('b'), come('b', 9)]).toEqual([false, 5]);
  });

  test('is forgotten beyond a burst below zero', () => {
    const { state, come, charge } = world();
    charge('a', 1_000_000);
    state.now += 999;
    expect(come('a', 9)).toBe(4);
  });

  test('is not forgotten early, however long the key is silent', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 999 }), { maxLength: 8 }), (others) => {
        const { state, come, charge } = world();
        charge('a', 10);
        for (const pause of others.toSorted((a, b) => a - b)) {
          state.now = pause;
          come(`other ${pause}`, 1);
        }
        state.now = 590;
        expect(come('a', 1)).toBe(0);
      }),
    );
  });
});
