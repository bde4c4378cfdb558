/**
 * Parses trace ids, with which a request can be found in the logs of several programs: `traceparent` (W3C Trace Context)
 * and the id that a proxy assigned. Only their exact form is accepted: hexadecimal digits, which cannot contain an
 * address.
 */

export interface TraceContext {
  /** The id of the whole trace. */
  readonly trace: string;
  /** The id of the caller's span. */
  readonly span: string;
}

/** https://www.w3.org/TR/trace-context/#traceparent-header-field-values: a later version may have more fields at the end. */
const form = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-[\da-f]{2}(-.*)?$/s;

/** @param traceparent the header; empty when there is none */
export function readTraceContext(traceparent: string): TraceContext | undefined {
  const [, version, trace, span, more] = form.exec(traceparent) ?? [];
  if (trace === undefined || span === undefined) return undefined;
  return version === '00' && more !== undefined ? undefined : { trace, span };
}

/** nginx's `$request_id`; UUIDs as Caddy, Traefik and Envoy write them. */
const idForm = /^(?:[\da-f]{32}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i;

/** @param requestId the header `X-Request-Id`; empty when there is none */
export function requestIdOf(requestId: string): string | undefined {
  return idForm.test(requestId) ? requestId.toLowerCase() : undefined;
}
