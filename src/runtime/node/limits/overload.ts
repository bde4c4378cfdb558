/**
 * Overload detection. Three signs: timers that are late because this process is busy, V8's heap that is nearly full,
 * and memory of the system or container that is nearly used up. It is better to reject some requests early than to
 * answer all of them too late, or to be ended by the system.
 */

import type { Limits } from '../../../config/server-settings.ts';

interface OverloadDetector {
  readonly overloaded: () => boolean;
  /** How late the last tick was. */
  readonly delayMilliseconds: () => number;
  /** @param now milliseconds; called every `tickMilliseconds` */
  readonly tick: (now: number) => void;
}

export const tickMilliseconds = 100;

type Rules = Pick<Limits, 'delayMilliseconds' | 'memoryPercent'>;

interface Gauges {
  /** The fraction of V8's heap in use. */
  readonly heap: () => number;
  /** The fraction of the memory of the system, or of the container, in use. */
  readonly system: () => number;
  /** CPU time of this process since its start. */
  readonly cpuMilliseconds: () => number;
}

/**
 * When this process used the CPU for a smaller part of the time, a late tick has another cause: a CPU limit of the
 * container, or other programs. Rejecting requests would not help.
 */
const ownShare = 0.2;

export function overloadDetector(rules: Rules, gauges: Gauges): OverloadDetector {
  let before: { readonly now: number; readonly computed: number } | undefined;
  let delay = 0;
  let lateTicks = 0;
  let short = false;
  const pressure = memoryPressure(rules.memoryPercent / 100);
  return {
    // A single late tick is a pause: garbage collection, or a machine that was asleep.
    overloaded: () => lateTicks > 1 || short,
    delayMilliseconds: () => delay,
    tick(now) {
      const computed = gauges.cpuMilliseconds();
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

/** How long memory must not grow before a server that is short of it answers again. */
const settledMilliseconds = 5000;
/** The growth that is allowed meanwhile: a hundredth of all memory. */
const growth = 0.01;

/**
 * Allocators do not give freed memory back to the system. A server above the limit whose memory no longer grows can
 * therefore answer again with the memory it has, until that grows again.
 *
 * @param limit a fraction
 * @returns a function that takes the fraction in use and returns whether to reject requests
 */
export function memoryPressure(limit: number): (used: number, now: number) => boolean {
  /** The accepted fraction above the limit. */
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
