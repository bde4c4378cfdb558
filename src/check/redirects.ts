/** Sends a request and follows redirects by the rules of the client's HTTP library. */

import { connectFailureMessage, connectFailureOutcome } from './messages.ts';
import type { ConnectFailure, HttpRequest, HttpResponse, Net } from './net.ts';
import type { Step } from './report.ts';

export interface RedirectRules {
  readonly limit: number;
  /** @param location an absolute or relative URL; @returns why the client does not follow it */
  readonly refuses?: (from: URL, location: string) => string | undefined;
  /** Whether a POST stays a POST; browsers change it to GET, except for 307 and 308. */
  readonly keepsMethod?: boolean;
}

export type RedirectEnd =
  | {
      readonly kind: 'answer';
      readonly url: string;
      readonly response: HttpResponse;
      readonly method: HttpRequest['method'];
    }
  | { readonly kind: 'failure'; readonly url: string; readonly failure: ConnectFailure }
  | { readonly kind: 'stopped'; readonly url: string; readonly to: string; readonly why: string };

export interface RedirectChain {
  readonly last: RedirectEnd;
  /** The redirects; the caller adds a step for the last answer. */
  readonly steps: readonly Step[];
  /** Duration of the last request. */
  readonly milliseconds: number;
  readonly usedPlainHttp: boolean;
}

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export async function followRedirects(
  net: Net,
  first: HttpRequest,
  rules: RedirectRules,
): Promise<RedirectChain> {
  const steps: Step[] = [];
  let request = first;
  let left = first.limitMilliseconds;
  let usedPlainHttp = false;
  for (;;) {
    usedPlainHttp ||= request.url.startsWith('http:');
    const answer = await net.fetch({ ...request, limitMilliseconds: left });
    const { milliseconds } = answer;
    const { url } = request;
    const finish = (last: RedirectEnd): RedirectChain => ({ last, steps, milliseconds, usedPlainHttp });
    if (!answer.ok) return finish({ kind: 'failure', url, failure: answer.refusal });
    const { status, headers } = answer.value;
    const location = headers.get('location');
    if (!redirectStatuses.has(status) || location === undefined) {
      return finish({ kind: 'answer', url, response: answer.value, method: request.method });
    }
    const why = refusalReason(new URL(url), location, steps.length, rules);
    if (why !== undefined) return finish({ kind: 'stopped', url, to: location, why });
    const next = new URL(location, url).href;
    steps.push({
      kind: 'http',
      what: `${request.method} ${url}`,
      outcome: 'helped',
      said: `${status}, to ${next}`,
      milliseconds,
    });
    // The timeout covers the whole chain.
    left = Math.max(1, left - milliseconds);
    request = redirected(request, next, status, rules);
  }
}

function refusalReason(from: URL, location: string, hops: number, rules: RedirectRules): string | undefined {
  if (hops >= rules.limit) return rules.limit === 0 ? 'it follows no redirects' : 'too many redirects';
  if (!URL.canParse(location, from.href)) return 'the target is not a URL';
  const refused = rules.refuses?.(from, location);
  if (refused !== undefined) return refused;
  const { protocol } = new URL(location, from.href);
  return protocol === 'https:' || protocol === 'http:' ? undefined : `${protocol} is not http or https`;
}

function redirected(request: HttpRequest, url: string, status: number, rules: RedirectRules): HttpRequest {
  const { body, ...rest } = request;
  const keeps = request.method !== 'POST' || rules.keepsMethod || status === 307 || status === 308;
  return keeps ? { ...request, url } : { ...rest, url, method: 'GET' };
}

export const absoluteUrlsOnly = (_from: URL, location: string): string | undefined =>
  URL.canParse(location) ? undefined : 'it follows absolute URLs only';

export const sameSchemeOnly = (from: URL, location: string): string | undefined =>
  new URL(location, from.href).protocol !== from.protocol ? 'it does not change the scheme' : undefined;

/** @returns the step of a failed request or of a redirect that was not followed */
export function unansweredStep(chain: RedirectChain, method: string): Step | undefined {
  const { last, milliseconds } = chain;
  if (last.kind === 'answer') return undefined;
  return last.kind === 'stopped'
    ? {
        kind: 'http',
        what: `${method} ${last.url}`,
        outcome: 'refused',
        said: `redirects to ${last.to}, and ${last.why}`,
        milliseconds,
      }
    : {
        kind: 'http',
        what: `${method} ${last.url}`,
        outcome: connectFailureOutcome(last.failure),
        said: connectFailureMessage(last.failure),
        milliseconds,
      };
}
