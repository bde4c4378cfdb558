/**
 * Request metrics: counts by dialect, client family and outcome, and durations by dialect. They are counted at every
 * request, so they are numbers in arrays, which become text only when they are scraped.
 *
 * There is no label for the domain, nor for anything else that a client can choose freely.
 */

import type { Rejection } from '../../http/rejections.ts';
import type { Refusal } from '../../model/refusal.ts';
import type { RequestEvent } from '../../pipeline.ts';
import { type ClientFamily, clientFamilies } from './client-families.ts';
import type { Family, Sample } from './exposition.ts';

/** The outcome of a request. */
export type Outcome =
  | 'answered'
  | 'not-modified'
  | 'redirected'
  | 'options'
  | 'bug'
  | Rejection
  | Refusal['reason'];

/** All outcomes; a missing one does not compile. */
const outcomes = {
  answered: true,
  'not-modified': true,
  redirected: true,
  options: true,
  bug: true,
  'rate-limited': true,
  overloaded: true,
  'too-many-headers': true,
  'path-unknown': true,
  'https-needed': true,
  'method-not-allowed': true,
  'query-too-long': true,
  'query-malformed': true,
  'body-too-large': true,
  'body-malformed': true,
  'address-missing': true,
  'address-malformed': true,
  'domain-malformed': true,
  'name-malformed': true,
  'domain-not-served': true,
  'address-not-served': true,
  'address-not-expressible': true,
  'directory-unavailable': true,
  'too-many-look-ups': true,
  'format-not-offered': true,
  'nothing-to-offer': true,
  'sign-in-not-expressible': true,
  'signer-missing': true,
  'parameter-missing': true,
  'protocol-not-offered': true,
  'host-not-known': true,
  'too-many': true,
  'too-many-addresses': true,
  'link-expired': true,
  'link-unknown': true,
  'sealer-missing': true,
} as const satisfies Record<Outcome, true>;

export function outcomeOf({ bug, refusal, status }: RequestEvent): Outcome {
  if (bug !== undefined) return 'bug';
  if (refusal !== undefined) return refusal;
  if (status === 301 || status === 302) return 'redirected';
  if (status === 304) return 'not-modified';
  return status === 204 ? 'options' : 'answered';
}

const numbered = (names: readonly string[]): ReadonlyMap<string, number> =>
  new Map(names.map((name, number) => [name, number]));
const outcomeNumbers = numbered(Object.keys(outcomes));
const clientNumbers = numbered(clientFamilies);

/** Upper bounds in milliseconds: most answers take some microseconds, those that wait for a store some milliseconds. */
const bounds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500] as const;

interface Counts {
  /** A row per client, a column per outcome. */
  readonly requests: Float64Array;
  /** One count per bucket, not cumulative; the last is for everything slower. */
  readonly durations: Float64Array;
  readonly sum: Float64Array;
}

interface RequestMetrics {
  readonly count: (dialect: string, client: ClientFamily, outcome: Outcome, milliseconds?: number) => void;
  readonly families: () => readonly Family[];
}

export function requestMetrics(): RequestMetrics {
  const byDialect = new Map<string, Counts>();
  const countsOf = (dialect: string): Counts => {
    const before = byDialect.get(dialect);
    if (before) return before;
    const counts: Counts = {
      requests: new Float64Array(clientNumbers.size * outcomeNumbers.size),
      durations: new Float64Array(bounds.length + 1),
      sum: new Float64Array(1),
    };
    byDialect.set(dialect, counts);
    return counts;
  };
  return {
    count(dialect, client, outcome, milliseconds) {
      const { requests, durations, sum } = countsOf(dialect);
      const at = (clientNumbers.get(client) ?? 0) * outcomeNumbers.size + (outcomeNumbers.get(outcome) ?? 0);
      requests[at] = (requests[at] ?? 0) + 1;
      if (milliseconds === undefined) return;
      let bucket = 0;
      while (milliseconds > (bounds[bucket] ?? Number.POSITIVE_INFINITY)) bucket++;
      durations[bucket] = (durations[bucket] ?? 0) + 1;
      sum[0] = (sum[0] ?? 0) + milliseconds;
    },
    families: () => [
      {
        name: 'facteur_requests_total',
        type: 'counter',
        help: 'Requests by dialect, client family and outcome.',
        samples: [...byDialect].flatMap(([dialect, counts]) => requestSamples(dialect, counts)),
      },
      {
        name: 'facteur_request_duration_seconds',
        type: 'histogram',
        help: 'Time to answer, without the time to receive the request and to send the answer.',
        samples: [...byDialect].flatMap(([dialect, counts]) => durationSamples(dialect, counts)),
      },
    ],
  };
}

/** Only counts above zero: most combinations never occur. */
function requestSamples(dialect: string, { requests }: Counts): Sample[] {
  return [...clientNumbers].flatMap(([client, row]) =>
    [...outcomeNumbers].flatMap(([outcome, column]) => {
      const value = requests[row * outcomeNumbers.size + column] ?? 0;
      return value > 0 ? [{ labels: { dialect, client, outcome }, value }] : [];
    }),
  );
}

function durationSamples(dialect: string, { durations, sum }: Counts): Sample[] {
  let count = 0;
  const buckets = [...durations].map((value, at) => {
    count += value;
    const bound = bounds[at];
    const le = bound === undefined ? '+Inf' : String(bound / 1000);
    return { suffix: '_bucket', labels: { dialect, le }, value: count };
  });
  return [
    ...buckets,
    { suffix: '_sum', labels: { dialect }, value: (sum[0] ?? 0) / 1000 },
    { suffix: '_count', labels: { dialect }, value: count },
  ];
}
