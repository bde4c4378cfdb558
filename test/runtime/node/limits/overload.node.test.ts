/** Overload detection: when requests are rejected, and when no longer. */

import { describe, expect, test } from 'vitest';
import {
  memoryPressure,
  overloadDetector,
  tickMilliseconds,
} from '../../../../src/runtime/node/limits/overload.ts';

function world() {
  const state = { heap: 0.1, system: 0.1, now: 0, computed: 0 };
  const load = overloadDetector(
    { delayMilliseconds: 500, memoryPercent: 90 },
    {
      heap: () => state.heap,
      system: () => state.system,
      cpuMilliseconds: () => state.computed,
    },
  );
  /** Ticks that are late by so much, while the process computed for a part of the time. */
  const late = (delays: readonly number[], computing = 1): boolean => {
    for (const delay of delays) {
      state.now += tickMilliseconds + delay;
      state.computed += (tickMilliseconds + delay) * computing;
      load.tick(state.now);
    }
    return load.overloaded();
  };
  late([0]);
  return { state, load, late };
}

describe('overloaded', () => {
  test.each([
    ['when timers are late twice in a row', [501, 501], 1, true],
    ['when they are, in a container with a quarter of a CPU that is busy', [501, 501], 0.25, true],
    ['not when they are, although this process computed nothing', [501, 501], 0, false],
    ['not when they are, although it computed next to nothing', [900, 900, 900], 0.1, false],
    ['not when they are late once', [9000], 1, false],
    ['not when they are just in time', [500, 500, 500], 1, false],
    ['not when they were late before', [900, 900, 0], 1, false],
    ['not when they are late every other time', [900, 0, 900], 1, false],
  ])('%s', (_, delays, computing, overloaded) => {
    expect(world().late(delays, computing)).toBe(overloaded);
  });

  test.each(['heap', 'system'] as const)(
    'when the %s memory runs out, until there is some again',
    (which) => {
      const { state, late } = world();
      state[which] = 0.91;
      expect(late([0])).toBe(true);
      state[which] = 0.89;
      expect(late([0])).toBe(false);
    },
  );
});

test('the delay is that of the last tick, and never less than none', () => {
  const { load, late } = world();
  late([300]);
  expect(load.delayMilliseconds()).toBe(300);
  late([-50]);
  expect(load.delayMilliseconds()).toBe(0);
});

describe('memory that the system counts', () => {
  /** Each step lasts a second. */
  const rejections = (used: readonly number[]): boolean[] => {
    const pressed = memoryPressure(0.9);
    return used.map((fraction, second) => pressed(fraction, second * 1000));
  };

  test('is short while it is above the limit and grows', () => {
    expect(rejections([0.89, 0.91, 0.93, 0.95, 0.97, 0.99])).toEqual([false, true, true, true, true, true]);
  });

  test('does not keep a server from answering for ever that has recovered: allocators keep what is free', () => {
    expect(rejections([0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 0.955])).toEqual([
      ...[true, true, true, true, true],
      ...[false, false, false],
    ]);
  });

  test('is short again when it grows from there', () => {
    expect(rejections([...Array.from({ length: 7 }, () => 0.92), 0.94]).at(-1)).toBe(true);
  });

  test('has the old limit again after it has been below', () => {
    expect(rejections([...Array.from({ length: 7 }, () => 0.95), 0.8, 0.91]).at(-1)).toBe(true);
  });
});
