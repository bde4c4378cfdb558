/** A value or a refusal, now or later: results, promises of them, and how steps are chained. */

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
 * What is here, or will be. A request that waits for nothing is answered without a turn of the event loop, which
 * is worth a tenth of the throughput.
 */
export type Awaitable<Value> = Value | Promise<Value>;

/** Goes on at once, or when the value has come. */
export function whenReady<A, B>(value: Awaitable<A>, next: (value: A) => Awaitable<B>): Awaitable<B> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Goes on when there is a value; a refusal passes by. */
export function andThen<A, B>(
  result: Awaitable<Result<A>>,
  next: (value: A) => Awaitable<Result<B>>,
): Awaitable<Result<B>> {
  return whenReady(result, (had) => (had.ok ? next(had.value) : had));
}
