/**
 * Overload detection. Three signs: timers that are late because this process computes, V8's heap that is nearly
 * full, and memory that the system is about to run out of. Rejecting requests early is better than answering all of
 * them too late, or being ended by the system.
 */

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

export interface Gauges {
  /** A fraction of what V8 may have. */
  readonly heap: () => number;
  /** A fraction of what the system, or the container, has for this process. */
  readonly system: () => number;
  /** CPU time of this process since its start. */
  readonly computedMilliseconds: () => number;
}

/**
 * A tick that is late although this process computed for less than this part of the time was delayed by something
 * else: a CPU limit of its container, or other programs. Rejecting requests would not help.
 */
const ownShare = 0.2;

export function overloadDetector(rules: Rules, gauges: Gauges): OverloadDetector {
  let before: { readonly now: number; readonly computed: number } | undefined;
  let delay = 0;
  let lateTicks = 0;
  let short = false;
  const pressure = memoryPressure(rules.memoryPercent / 100);
  return {
    // A single late tick is a pause: a collection of garbage, or a machine that was asleep.
    overloaded: () => lateTicks > 1 || short,
    delayMilliseconds: () => delay,
    tick(now) {
      const computed = gauges.computedMilliseconds();
      const passed = before === undefined ? tickMilliseconds : now - before.now;
      const own = computed - (before?.computed ?? computed);
      before = { now, computed };
      delay = Math.max(0, passed - tickMilliseconds);
      lateTicks = delay > rules.delayMilliseconds && own >= passed * ownShare ? lateTicks + 1 : 0;
      const pressed = pressure(gauges.system(), now);
      short = pressed || gauges.heap() * 100 > rules.memoryPercent;
    },
  };
}

/** How long memory has to stay where it is before a server that is short of it tries to answer again. */
const settledMilliseconds = 5000;
/** What it may grow by meanwhile: a hundredth of all. */
const growth = 0.01;

/**
 * Memory of a process does not go back to the system when it is free inside: allocators keep it. A server above the
 * limit whose memory no longer grows can therefore answer again, out of what it has; when memory grows again, it is
 * short of it again.
 *
 * @param limit a fraction
 * @returns a function that takes the fraction in use and tells whether requests are to be rejected
 */
export function memoryPressure(limit: number): (used: number, now: number) => boolean {
  /** What was accepted as the usual use above the limit. */
  let accepted = limit;
  let peak: { readonly used: number; readonly since: number } | undefined;
  return (used, now) => {
    if (used <= limit) accepted = limit;
    if (used <= accepted + (accepted > limit ? growth : 0)) {
      peak = undefined;
      return false;
    }
    if (peak === undefined || used > peak.used + growth) peak = { used, since: now };
    if (now - peak.since < settledMilliseconds) return true;
    accepted = used;
    peak = undefined;
    return false;
  };
}
