/**
 * How facteur says no. A refusal is data: it carries what the operator needs to know, and only the dialect
 * that was spoken decides how little of it a stranger hears. Exceptions are kept for bugs.
 */

/** A value, or why there is none. */
export type Result<Value, No = Refusal> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: No };

/** Why a text is not an address. */
export type AddressFlaw = 'too-long' | 'no-at-sign' | 'local-part' | 'domain';

/** Why a body is not the XML we read. */
export type BodyFlaw =
  | 'cut-short'
  | 'encoding'
  | 'doctype'
  | 'too-much-markup'
  | 'not-well-formed'
  | 'unexpected-root';

/** Every reason for which a request gets no settings. */
export type Refusal =
  | { readonly reason: 'path-unknown' }
  | { readonly reason: 'https-needed' }
  | { readonly reason: 'method-not-allowed'; readonly allow: readonly Method[] }
  | { readonly reason: 'query-too-long'; readonly limitBytes: number }
  | { readonly reason: 'query-malformed'; readonly parameter: string }
  | { readonly reason: 'body-too-large'; readonly limitBytes: number }
  | { readonly reason: 'body-malformed'; readonly flaw: BodyFlaw }
  | { readonly reason: 'address-missing' }
  | { readonly reason: 'address-malformed'; readonly flaw: AddressFlaw }
  | { readonly reason: 'too-many-addresses'; readonly limit: number }
  | { readonly reason: 'link-expired' }
  | { readonly reason: 'link-unknown' }
  | { readonly reason: 'sealer-missing' }
  | { readonly reason: 'domain-malformed' }
  | { readonly reason: 'name-malformed'; readonly limitCharacters: number }
  | { readonly reason: 'domain-not-served' }
  | { readonly reason: 'directory-unavailable'; readonly retryAfterSeconds: number }
  | { readonly reason: 'format-not-offered' }
  | { readonly reason: 'nothing-to-offer' }
  | { readonly reason: 'signer-missing' }
  | { readonly reason: 'parameter-missing'; readonly parameter: string }
  | { readonly reason: 'protocol-not-offered'; readonly offered: readonly string[] }
  | { readonly reason: 'too-many'; readonly operation: 'user' | 'domain' };

/** The methods any route may take; everything else is 405. In the order of the Allow header. */
export const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PROPFIND'] as const;
export type Method = (typeof methods)[number];

/** What a dialect is asked by: HEAD looks like GET to it, and OPTIONS is answered for all. */
export type AskedMethod = Exclude<Method, 'HEAD' | 'OPTIONS'>;

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
