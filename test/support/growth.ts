/**
 * How the time of a function grows with the size of its input. A large input is compared with a small one in the same
 * run, because a limit in milliseconds would be a statement about the machine.
 */

import { expect } from 'vitest';

interface Growth {
  readonly from: number;
  readonly to: number;
  /** How many times as long the large input may take. */
  readonly atMost: number;
}

/** The clock of workerd counts whole milliseconds. */
const resolutionMilliseconds = 1;
/** Other work on the machine disturbs single measurements, so the best ones count. */
const rounds = { least: 2, most: 10 };

/** Expects growth that is about linear, which is 16 times, with room for the garbage collector. Quadratic is 256 times. */
export const expectLinearGrowth = <Input>(
  make: (size: number) => Input,
  run: (input: Input) => unknown,
  size: number,
): Promise<void> => expectGrowth(make, run, { from: size / 16, to: size, atMost: 80 });

/** @param make gives another input for another size, so that no cache knows the input of the next round */
export async function expectGrowth<Input>(
  make: (size: number) => Input,
  run: (input: Input) => unknown,
  { from, to, atMost }: Growth,
): Promise<void> {
  const best = { small: Number.POSITIVE_INFINITY, large: Number.POSITIVE_INFINITY };
  const times = (): number => best.large / (best.small + resolutionMilliseconds);
  for (let round = 0; round < rounds.most; round++) {
    const share = 1 - round / 100;
    best.small = Math.min(best.small, await millisecondsOf(run, make(from * share)));
    best.large = Math.min(best.large, await millisecondsOf(run, make(to * share)));
    if (round + 1 >= rounds.least && times() < atMost) break;
  }
  expect(times()).toBeLessThan(atMost);
}

async function millisecondsOf<Input>(run: (input: Input) => unknown, input: Input): Promise<number> {
  const start = performance.now();
  await run(input);
  return performance.now() - start;
}
