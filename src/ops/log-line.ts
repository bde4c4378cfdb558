/**
 * One line of the log, the same on every runtime: what happened to a request, in words of ours. It never holds an
 * address, a domain, a query, a body, a network, or a header as it was sent.
 */

import type { StoreEvent } from '../directory/store-log.ts';
import { readTraceContext, requestIdOf, type TraceContext } from '../http/trace-context.ts';
import type { RequestEvent } from '../pipeline.ts';
import type { ClientFamily } from './metrics/client-families.ts';

export interface LogLine extends RequestEvent, Partial<TraceContext> {
  /** The request's, to find it again in a proxy's log. */
  readonly id: string;
  readonly client: ClientFamily;
}

/**
 * @param header a header of the request by its lower-case name
 * @param newId makes an id for a request that came without one
 */
export function logLine(
  event: RequestEvent,
  client: ClientFamily,
  header: (name: string) => string | undefined,
  newId: () => string,
): LogLine {
  return {
    id: requestIdOf(header('x-request-id') ?? '') ?? newId(),
    ...readTraceContext(header('traceparent') ?? ''),
    client,
    ...event,
    ...(event.milliseconds !== undefined && { milliseconds: Math.round(event.milliseconds * 1000) / 1000 }),
  };
}

/**
 * A line as pino would write it, for where there is no pino.
 *
 * @param fields nothing that was sent
 */
export const jsonLine = (level: 'info' | 'warn' | 'error', msg: string, now: Date, fields: object): string =>
  JSON.stringify({ level, time: now.toISOString(), ...fields, msg });

/** A line about a store: its name, the word and the sentence of its failure, and a count. */
export const storeLine = (store: string, { event, ...fields }: StoreEvent, now: Date): string =>
  jsonLine(storeLevels[event], event, now, { store, ...fields });

export const storeLevels = {
  'a store is down': 'error',
  'a store fails': 'error',
  'a store is back': 'info',
  'a store has no usable entry for a domain': 'warn',
} as const satisfies Record<StoreEvent['event'], string>;
