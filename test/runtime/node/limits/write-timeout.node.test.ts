/** Write timeout: a client that does not take its response is disconnected. */

import { describe, expect, test } from 'vitest';
import { writeTimeouts } from '../../../../src/runtime/node/limits/write-timeout.ts';

const limit = 3000;

/** @returns the second at which a client is disconnected, by what waits for it and what was given to it in each */
function disconnectedAt(
  seconds: readonly (readonly [waiting: number, written: number])[],
): number | undefined {
  const timeouts = writeTimeouts();
  let destroyed = false;
  const writer = {
    writableLength: 0,
    bytesWritten: 0,
  };
  timeouts.add(writer, () => {
    destroyed = true;
  });
  const at = seconds.findIndex(([waiting, written], second) => {
    Object.assign(writer, { writableLength: waiting, bytesWritten: written });
    timeouts.sweep(second * 1000, limit);
    return destroyed;
  });
  return at === -1 ? undefined : at;
}

describe('a client', () => {
  test.each([
    ['that takes everything stays', [0, 0, 0, 0, 0, 0].map((waiting) => [waiting, 500] as const), undefined],
    ['that takes nothing goes', [0, 10, 10, 10, 10, 10].map((waiting) => [waiting, 500] as const), 4],
    ['that takes nothing of more and more goes', [10, 20, 30, 40, 50].map((all) => [all, all] as const), 3],
    [
      'that takes a part now and then stays',
      [90, 80, 70, 60, 50].map((all) => [all, 100] as const),
      undefined,
    ],
    [
      'has the whole time for the next response',
      [10, 10, 10, 0, 10, 10, 10].map((all, second) => [all, second < 3 ? 10 : 20] as const),
      undefined,
    ],
  ])('%s', (_, seconds, at) => {
    expect(disconnectedAt(seconds)).toBe(at);
  });

  test('that is gone is not looked at', () => {
    const timeouts = writeTimeouts();
    let destroyed = false;
    const writer = { writableLength: 1, bytesWritten: 1 };
    timeouts.add(writer, () => {
      destroyed = true;
    });
    timeouts.sweep(0, limit);
    timeouts.delete(writer);
    timeouts.sweep(limit, limit);
    expect(destroyed).toBe(false);
  });
});
