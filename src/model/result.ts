/** Results: a value or a refusal, or a promise of them, and functions that chain them. */

import type { Refusal } from './refusal.ts';

/** A value, or why there is none. */
export type Result<Value, No = Refusal> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: No };

export const ok = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({
  ok: true,
  value,
});

export const refuse = <No>(refusal: No): { readonly ok: false; readonly refusal: No } => ({
  ok: false,
  refusal,
});

/**
 * A value or a promise of it. A request that waits for nothing is answered without a turn of the event loop, which is
 * worth a tenth of the throughput.
 */
export type Awaitable<Value> = Value | Promise<Value>;

/** Calls `next` at once if the value is there, otherwise when its promise resolves. */
export function whenReady<A, B>(value: Awaitable<A>, next: (value: A) => Awaitable<B>): Awaitable<B> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Calls `next` with the value; a refusal is passed on. */
export function andThen<A, B>(
  result: Awaitable<Result<A>>,
  next: (value: A) => Awaitable<Result<B>>,
): Awaitable<Result<B>> {
  return whenReady(result, (ready) => (ready.ok ? next(ready.value) : ready));
}
