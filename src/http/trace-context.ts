/**
 * What a request says of where it comes from, for whoever follows it through the logs of several programs: the trace
 * it is a part of (W3C Trace Context) and the id that a proxy gave it. Both are taken only in their exact form, of
 * hexadecimal digits: nothing that a person could be told by fits in there.
 */

export interface TraceContext {
  /** The whole journey's. */
  readonly trace: string;
  /** The step's that led here. */
  readonly span: string;
}

/** https://www.w3.org/TR/trace-context/#traceparent-header-field-values: a later version may say more at the end. */
const form = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-[\da-f]{2}(-.*)?$/s;

/** @param traceparent the header; empty when there is none */
export function readTraceContext(traceparent: string): TraceContext | undefined {
  const [, version, trace, span, more] = form.exec(traceparent) ?? [];
  if (trace === undefined || span === undefined) return undefined;
  return version === '00' && more !== undefined ? undefined : { trace, span };
}

/** nginx's `$request_id`, and UUIDs as Caddy, Traefik and Envoy write them. */
const idForm = /^(?:[\da-f]{32}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i;

/** @param requestId the header `X-Request-Id`; empty when there is none */
export function requestIdOf(requestId: string): string | undefined {
  return idForm.test(requestId) ? requestId.toLowerCase() : undefined;
}
