/**
 * Whether there is more to do than can be done. Two signs: timers that ring late, because the event loop does not
 * get round, and memory that runs out. Whoever is asked too much does better to say so at once than to answer all
 * too late, or to be ended by the system.
 */

import process from 'node:process';
import { getHeapStatistics } from 'node:v8';
import type { Limits } from '../../config/operation.ts';

export interface OverloadDetector {
  readonly overloaded: () => boolean;
  /** How late the last tick was. */
  readonly delayMilliseconds: () => number;
  /** @param now milliseconds; called every `tickMilliseconds` */
  readonly tick: (now: number) => void;
}

export const tickMilliseconds = 100;

type Rules = Pick<Limits, 'delayMilliseconds' | 'memoryPercent'>;

/** @param usedMemory a fraction of what there may be */
export function overloadDetector(
  { delayMilliseconds, memoryPercent }: Rules,
  usedMemory: () => number,
): OverloadDetector {
  let before: number | undefined;
  let delay = 0;
  let lateTicks = 0;
  let short = false;
  return {
    // A single late tick is a pause: a collection of garbage, or a machine that was asleep.
    overloaded: () => lateTicks > 1 || short,
    delayMilliseconds: () => delay,
    tick(now) {
      delay = before === undefined ? 0 : Math.max(0, now - before - tickMilliseconds);
      before = now;
      lateTicks = delay > delayMilliseconds ? lateTicks + 1 : 0;
      short = usedMemory() * 100 > memoryPercent;
    },
  };
}

/**
 * Of what V8 may have. Resident memory is not looked at: it stays where it once was, and would keep a server that
 * has long recovered from answering.
 */
export function heapUsage(): number {
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / getHeapStatistics().heap_size_limit;
}
