/** One request and the redirects after it, by the rules of the client's HTTP library. */

import { failureOutcome, failureSaid } from './messages.ts';
import type { ConnectFailure, HttpRequest, HttpResponse, Net } from './net.ts';
import type { Step } from './report.ts';

export interface RedirectRules {
  readonly limit: number;
  /** @param location a URL, be it relative; @returns why the client does not go there */
  readonly refuses?: (from: URL, location: string) => string | undefined;
  /** Whether a POST is repeated as one; browsers make a GET of it, except for 307 and 308. */
  readonly keepsMethod?: boolean;
}

export type Followed =
  | {
      readonly kind: 'answer';
      readonly url: string;
      readonly response: HttpResponse;
      readonly method: HttpRequest['method'];
    }
  | { readonly kind: 'failure'; readonly url: string; readonly failure: ConnectFailure }
  | { readonly kind: 'stopped'; readonly url: string; readonly to: string; readonly why: string };

export interface Journey {
  readonly last: Followed;
  /** Of the redirects; the caller knows what became of the last answer. */
  readonly steps: readonly Step[];
  /** Of the last request. */
  readonly milliseconds: number;
  readonly overHttp: boolean;
}

export const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export async function follow(net: Net, first: HttpRequest, rules: RedirectRules): Promise<Journey> {
  const steps: Step[] = [];
  let request = first;
  let left = first.limitMilliseconds;
  let overHttp = false;
  for (;;) {
    overHttp ||= request.url.startsWith('http:');
    const answer = await net.fetch({ ...request, limitMilliseconds: left });
    const { milliseconds } = answer;
    const { url } = request;
    const arrived = (last: Followed): Journey => ({ last, steps, milliseconds, overHttp });
    if (!answer.ok) return arrived({ kind: 'failure', url, failure: answer.refusal });
    const { status, headers } = answer.value;
    const location = headers.get('location');
    if (!redirects.has(status) || location === undefined) {
      return arrived({ kind: 'answer', url, response: answer.value, method: request.method });
    }
    const why = whyNot(new URL(url), location, steps.length, rules);
    if (why !== undefined) return arrived({ kind: 'stopped', url, to: location, why });
    const next = new URL(location, url).href;
    steps.push({
      kind: 'http',
      what: `${request.method} ${url}`,
      outcome: 'helped',
      said: `${status}, to ${next}`,
      milliseconds,
    });
    // A redirect is no reason for more patience.
    left = Math.max(1, left - milliseconds);
    request = redirected(request, next, status, rules);
  }
}

function whyNot(from: URL, location: string, hops: number, rules: RedirectRules): string | undefined {
  if (hops >= rules.limit) return rules.limit === 0 ? 'it follows no redirects' : 'too many redirects';
  if (!URL.canParse(location, from.href)) return 'the target is no URL';
  const refused = rules.refuses?.(from, location);
  if (refused !== undefined) return refused;
  const { protocol } = new URL(location, from.href);
  return protocol === 'https:' || protocol === 'http:' ? undefined : `${protocol} is not for the web`;
}

function redirected(request: HttpRequest, url: string, status: number, rules: RedirectRules): HttpRequest {
  const { body, ...rest } = request;
  const keeps = request.method !== 'POST' || rules.keepsMethod || status === 307 || status === 308;
  return keeps ? { ...request, url } : { ...rest, url, method: 'GET' };
}

export const absoluteOnly = (_from: URL, location: string): string | undefined =>
  URL.canParse(location) ? undefined : 'it takes absolute URLs only';

export const sameSchemeOnly = (from: URL, location: string): string | undefined =>
  new URL(location, from.href).protocol !== from.protocol
    ? 'it does not go from one scheme to the other'
    : undefined;

/** @returns the step of an answer that never came, or that was not gone after */
export function stopStep(journey: Journey, method: string): Step | undefined {
  const { last, milliseconds } = journey;
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
        outcome: failureOutcome(last.failure),
        said: failureSaid(last.failure),
        milliseconds,
      };
}
