/** Lazy async values: made once, and made again after a failure. */

import { expect, test } from 'vitest';
import { lazy } from '../../src/util/lazy.ts';

test('a value is made at the first call, and once for all calls', async () => {
  let made = 0;
  const value = lazy(async () => ++made);
  expect(made).toBe(0);
  expect(await Promise.all([value(), value()])).toEqual([1, 1]);
  expect(await value()).toBe(1);
});

test('a rejection reaches all waiting callers, and the next call tries again', async () => {
  let attempts = 0;
  const value = lazy(async () => {
    attempts++;
    if (attempts === 1) throw new Error('not there yet');
    return attempts;
  });
  const first = await Promise.allSettled([value(), value()]);
  expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await value()).toBe(2);
  expect(await value()).toBe(2);
});
