/**
 * Log lines, the same on every runtime. A line contains only words of this program, never an address, a domain, a query,
 * a body, a network, or a header as it was sent.
 */

import type { StoreEvent } from '../directory/store-log.ts';
import { readTraceContext, requestIdOf, type TraceContext } from '../http/trace-context.ts';
import type { RequestEvent } from '../pipeline.ts';
import type { ClientFamily } from './metrics/client-families.ts';

export interface LogLine extends RequestEvent, Partial<TraceContext> {
  /** The id of the request, to find it in a proxy's log. */
  readonly id: string;
  readonly client: ClientFamily;
}

/**
 * @param header a header of the request by its lower-case name
 * @param newId creates an id for a request without one
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
 * A line in pino's format, for runtimes without pino.
 *
 * @param fields must contain nothing from the request
 */
export const jsonLine = (level: 'info' | 'warn' | 'error', msg: string, now: Date, fields: object): string =>
  JSON.stringify({ level, time: now.toISOString(), ...fields, msg });

/** A line about a store: its name, its failure as a word and a sentence, and a count. */
export const storeLine = (store: string, { event, ...fields }: StoreEvent, now: Date): string =>
  jsonLine(storeLevels[event], event, now, { store, ...fields });

export const storeLevels = {
  'a store is down': 'error',
  'a store fails': 'error',
  'a store is back': 'info',
  'a store has no usable entry for a domain': 'warn',
} as const satisfies Record<StoreEvent['event'], string>;
