/** When there is too much to do, and when there no longer is. */

import { describe, expect, test } from 'vitest';
import { heapUsage, overloadDetector, tickMilliseconds } from '../../../src/runtime/node/overload.ts';

function world() {
  const state = { used: 0.1, now: 0 };
  const load = overloadDetector({ delayMilliseconds: 500, memoryPercent: 90 }, () => state.used);
  /** Ticks that are late by so much. */
  const late = (...delays: readonly number[]): boolean => {
    for (const delay of delays) {
      state.now += tickMilliseconds + delay;
      load.tick(state.now);
    }
    return load.overloaded();
  };
  late(0);
  return { state, load, late };
}

describe('there is too much to do', () => {
  test.each([
    ['when timers ring late again and again', [501, 501], true],
    ['not when they do so once', [9000], false],
    ['not when they are just in time', [500, 500, 500], false],
    ['not when they rang late before', [900, 900, 0], false],
    ['not when they ring late every other time', [900, 0, 900], false],
  ])('%s', (_, delays, overloaded) => {
    expect(world().late(...delays)).toBe(overloaded);
  });

  test('when memory runs out, until there is some again', () => {
    const { state, late } = world();
    state.used = 0.91;
    expect(late(0)).toBe(true);
    state.used = 0.89;
    expect(late(0)).toBe(false);
  });
});

test('the delay is that of the last tick, and never less than none', () => {
  const { load, late } = world();
  late(300);
  expect(load.delayMilliseconds()).toBe(300);
  late(-50);
  expect(load.delayMilliseconds()).toBe(0);
});

test('the heap of this program is in use, and not all of it', () => {
  expect(heapUsage()).toBeGreaterThan(0);
  expect(heapUsage()).toBeLessThan(0.9);
});
