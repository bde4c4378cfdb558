/**
 * What watches and limits facteur at the edge: bindings of Cloudflare's, each used when it is there. Figures go to
 * Analytics Engine, lines to the Worker's log.
 */

import type { StoreEvent } from '../../directory/store-log.ts';
import type { IncomingRequest } from '../../http/request.ts';
import { jsonLine, logLine, storeLevels, storeLine } from '../../ops/log-line.ts';
import { type ClientFamily, clientFamilyOf } from '../../ops/metrics/client-families.ts';
import { type Outcome, outcomeOf } from '../../ops/metrics/requests.ts';
import { placeOf, type RequestEvent } from '../../pipeline.ts';
import { networkOf, parseIp } from '../../util/ip.ts';

export interface ObservabilityBindings {
  /** `[[analytics_engine_datasets]]`: blobs are dialect, client and outcome, the double is milliseconds. */
  readonly FACTEUR_ANALYTICS?: AnalyticsDataset;
  /** `[[ratelimits]]`: the key is the client's network. */
  readonly FACTEUR_RATE_LIMIT?: RateLimit;
}

interface AnalyticsDataset {
  writeDataPoint(point: {
    readonly indexes: string[];
    readonly blobs: string[];
    readonly doubles: number[];
  }): void;
}

interface RateLimit {
  limit(options: { readonly key: string }): Promise<{ readonly success: boolean }>;
}

/** The id that Cloudflare gave a request, so that a line is found again beside its own. */
const rayOf = ({ header }: Pick<IncomingRequest, 'header'>): string =>
  /^[\da-f]{16}/.exec(header('cf-ray') ?? '')?.[0] ?? 'none';

/** @param everything whether answers are logged too, or bugs alone */
export function workerReport({ FACTEUR_ANALYTICS: dataset }: ObservabilityBindings, everything: boolean) {
  return (event: RequestEvent, incoming: Pick<IncomingRequest, 'header'>): void => {
    const client = clientFamilyOf(incoming.header('user-agent') ?? '');
    dataset?.writeDataPoint(pointOf(event.dialect, client, outcomeOf(event), event.milliseconds ?? 0));
    if (event.bug === undefined && !everything) return;
    const line = logLine(event, client, incoming.header, () => rayOf(incoming));
    if (event.bug === undefined) console.log(jsonLine('info', 'answered', new Date(), line));
    else console.error(jsonLine('error', 'broken', new Date(), line));
  };
}

/** What happens to a store, by the console's method of the same level. */
export function logStore(store: string, event: StoreEvent): void {
  console[storeLevels[event.event]](storeLine(store, event, new Date()));
}

/** @returns whether the client's network has asked too often; never without the binding, or without an address */
export async function isRateLimited(request: Request, bindings: ObservabilityBindings): Promise<boolean> {
  const { FACTEUR_RATE_LIMIT: limit, FACTEUR_ANALYTICS: dataset } = bindings;
  const ip = limit && parseIp(headerOf(request, 'cf-connecting-ip'));
  if (!limit || ip === undefined || (await isWithin(limit, networkOf(ip)))) return false;
  dataset?.writeDataPoint(
    pointOf('none', clientFamilyOf(headerOf(request, 'user-agent')), 'rate-limited', 0),
  );
  return true;
}

/** A binding that fails limits nobody: its trouble is not the client's. */
async function isWithin(limit: RateLimit, key: string): Promise<boolean> {
  try {
    return (await limit.limit({ key })).success;
  } catch (error) {
    console.error(jsonLine('error', 'the rate limit does not answer', new Date(), { bug: placeOf(error) }));
    return true;
  }
}

const pointOf = (dialect: string, client: ClientFamily, outcome: Outcome, milliseconds: number) => ({
  indexes: [dialect],
  blobs: [dialect, client, outcome],
  doubles: [milliseconds],
});

const headerOf = (request: Request, name: string): string => request.headers.get(name) ?? '';
