/**
 * What watches and limits facteur at the edge: bindings of Cloudflare's, each used when it is there. Figures go to
 * Analytics Engine, lines to the Worker's log. A binding that fails, or is something else, changes no answer.
 */

import type { StoreEvent } from '../../directory/store-log.ts';
import type { IncomingRequest } from '../../http/request.ts';
import { jsonLine, logLine, storeLevels, storeLine } from '../../ops/log-line.ts';
import { type ClientFamily, clientFamilyOf } from '../../ops/metrics/client-families.ts';
import { type Outcome, outcomeOf } from '../../ops/metrics/requests.ts';
import { placeOf, type RequestEvent } from '../../pipeline.ts';
import { networkOf, parseIp } from '../../util/ip.ts';
import type { Bindings } from './bindings.ts';

/** `[[analytics_engine_datasets]]`: blobs are dialect, client and outcome, the double is milliseconds. */
interface AnalyticsDataset {
  writeDataPoint(point: {
    readonly indexes: string[];
    readonly blobs: string[];
    readonly doubles: number[];
  }): void;
}

/** `[[ratelimits]]`: the key is the client's network. */
interface RateLimit {
  limit(options: { readonly key: string }): Promise<{ readonly success: boolean }>;
}

const isDataset = (value: unknown): value is AnalyticsDataset => hasMethod(value, 'writeDataPoint');
const isLimit = (value: unknown): value is RateLimit => hasMethod(value, 'limit');

/** A rate limit that takes longer than this is ignored. */
const limitMilliseconds = 500;
const minuteMilliseconds = 60_000;

/** Writes a line into the Worker's log. */
export function log(level: 'info' | 'warn' | 'error', message: string, fields: object): void {
  console[level === 'info' ? 'log' : level](jsonLine(level, message, new Date(), fields));
}

/** The id that Cloudflare gave a request, so that a line is found again beside its own. */
const rayOf = ({ header }: Pick<IncomingRequest, 'header'>): string =>
  /^[\da-f]{16}/.exec(header('cf-ray') ?? '')?.[0] ?? 'none';

/** @param everything whether answers are logged too, or bugs alone */
export function workerReport({ FACTEUR_ANALYTICS: dataset }: Bindings, everything: boolean) {
  return (event: RequestEvent, incoming: Pick<IncomingRequest, 'header'>): void => {
    const client = clientFamilyOf(incoming.header('user-agent') ?? '');
    write(dataset, event.dialect, client, outcomeOf(event), event.milliseconds ?? 0);
    if (event.bug === undefined && !everything) return;
    const line = logLine(event, client, incoming.header, () => rayOf(incoming));
    if (event.bug === undefined) log('info', 'answered', line);
    else log('error', 'broken', line);
  };
}

/** What happens to a store, by the console's method of the same level. */
export function logStore(store: string, event: StoreEvent): void {
  console[storeLevels[event.event]](storeLine(store, event, new Date()));
}

/** @returns whether the client's network has asked too often; never without the binding, or without an address */
export async function isRateLimited(request: Request, bindings: Bindings): Promise<boolean> {
  const { FACTEUR_RATE_LIMIT: limit, FACTEUR_ANALYTICS: dataset } = bindings;
  if (limit === undefined) return false;
  const ip = clientIp(request);
  if (ip === undefined || (await isWithin(limit, networkOf(ip)))) return false;
  write(dataset, 'none', clientFamilyOf(headerOf(request, 'user-agent')), 'rate-limited', 0);
  return true;
}

/** @returns whether the client's network may look another address up; always without the binding */
export async function takeLookUp(request: Request, bindings: Bindings): Promise<boolean> {
  const { FACTEUR_ADDRESS_RATE_LIMIT: limit } = bindings;
  const ip = limit === undefined ? undefined : clientIp(request);
  return ip === undefined || isWithin(limit, networkOf(ip));
}

export const clientIp = (request: Request): string | undefined =>
  parseIp(headerOf(request, 'cf-connecting-ip'));

/** A binding that fails sets no limit: it is not the client's fault. */
async function isWithin(limit: unknown, key: string): Promise<boolean> {
  if (!isLimit(limit)) {
    rateLimitFails('FACTEUR_RATE_LIMIT is not a rate limit');
    return true;
  }
  let timer: ReturnType<typeof setTimeout> | null = null;
  const tooSlow = new Promise<'slow'>((resolve) => {
    timer = setTimeout(() => resolve('slow'), limitMilliseconds);
  });
  try {
    const answer = await Promise.race([limit.limit({ key }), tooSlow]);
    if (answer !== 'slow') return answer.success !== false;
    rateLimitFails('it takes too long');
  } catch (error) {
    rateLimitFails(placeOf(error));
  } finally {
    clearTimeout(timer);
  }
  return true;
}

/** Once a minute, because it may fail for every request. */
function oncePerMinute(message: string): (bug: string) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (bug) => {
    if (Date.now() < toldAt + minuteMilliseconds) return;
    toldAt = Date.now();
    log('error', message, { bug });
  };
}
const rateLimitFails = oncePerMinute('the rate limit does not answer');
const analyticsFail = oncePerMinute('the analytics binding fails');

function write(
  dataset: unknown,
  dialect: string,
  client: ClientFamily,
  outcome: Outcome,
  milliseconds: number,
): void {
  if (dataset === undefined) return;
  if (!isDataset(dataset)) {
    analyticsFail('FACTEUR_ANALYTICS is not a dataset');
    return;
  }
  try {
    dataset.writeDataPoint({
      indexes: [dialect],
      blobs: [dialect, client, outcome],
      doubles: [milliseconds],
    });
  } catch (error) {
    analyticsFail(placeOf(error));
  }
}

const hasMethod = (value: unknown, name: string): boolean =>
  typeof value === 'object' && value !== null && name in value;

const headerOf = (request: Request, name: string): string => request.headers.get(name) ?? '';
