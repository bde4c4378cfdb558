/** Metrics and log: counts and logs each response, as far as the configuration asks for it. */

import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { getHeapStatistics } from 'node:v8';
import type { Rejection } from '../../http/rejections.ts';
import { logLine } from '../../ops/log-line.ts';
import { clientFamilyOf } from '../../ops/metrics/client-families.ts';
import { metricsText } from '../../ops/metrics/exposition.ts';
import { processFamilies } from '../../ops/metrics/process.ts';
import { outcomeOf, requestMetrics } from '../../ops/metrics/requests.ts';
import { type ServiceState, serviceFamilies } from '../../ops/metrics/service.ts';
import { type StoreFigures, storeFamilies } from '../../ops/metrics/stores.ts';
import type { Runtime } from '../../pipeline.ts';
import { lazy } from '../../util/lazy.ts';
import { headerOf, type NodeRequest } from './http-types.ts';
import { systemMemory } from './limits/memory.ts';
import type { RequestLogger } from './logger.ts';

export interface Observability {
  readonly report: Runtime['report'];
  /** @param place of an error outside of any request */
  readonly bug: (place: string) => void;
  readonly rejected: (why: Rejection, message: NodeRequest) => void;
  readonly metrics: (service: ServiceState, stores: readonly StoreFigures[], server: ServerState) => string;
}

interface ServerState {
  readonly connections: number;
  readonly delayMilliseconds: number;
}

interface ObservabilityOptions {
  /** Whether there is an internal port, where the metrics can be read. */
  readonly counts: boolean;
  readonly logsAnswers: boolean;
  /** Opened when the first line is written: most servers never write one. */
  readonly openLog: () => Promise<RequestLogger>;
}

export function observability({ counts, logsAnswers, openLog }: ObservabilityOptions): Observability {
  const counters = requestMetrics();
  const newId = requestIds();
  let log: RequestLogger | undefined;
  const opened = lazy(async () => {
    log = await openLog();
    return log;
  });
  // When the log cannot be opened, the line is lost and the request goes on; the next line tries again.
  const written = (write: (log: RequestLogger) => void): void =>
    log ? write(log) : void opened().then(write, () => {});

  return {
    report(event, { header }) {
      if (!counts && !logsAnswers && event.bug === undefined) return;
      const client = clientFamilyOf(header('user-agent') ?? '');
      if (counts) counters.count(event.dialect, client, outcomeOf(event), event.milliseconds);
      if (event.bug === undefined && !logsAnswers) return;
      const line = logLine(event, client, header, newId);
      written((to) => (event.bug === undefined ? to.answered(line) : to.broken(line)));
    },

    bug: (place) => written((to) => to.bug(place)),

    // Not logged: a flood of requests must not become a flood of log lines.
    rejected(why, message) {
      if (counts) counters.count('none', clientFamilyOf(headerOf(message, 'user-agent') ?? ''), why);
    },

    metrics: (service, stores, server) =>
      metricsText([
        ...serviceFamilies(service, new Date()),
        ...counters.families(),
        ...storeFamilies(stores),
        ...processFamilies({ ...memoryInUse(), ...server }),
      ]),
  };
}

function memoryInUse() {
  // Not process.memoryUsage(), which throws when there are no file descriptors left.
  const { used_heap_size, total_heap_size, external_memory } = getHeapStatistics();
  const { user, system } = process.cpuUsage();
  return {
    residentBytes: systemMemory().residentBytes() ?? process.memoryUsage.rss(),
    heapUsedBytes: used_heap_size,
    heapTotalBytes: total_heap_size,
    externalBytes: external_memory,
    cpuSeconds: (user + system) / 1e6,
    startedAt: new Date(Date.now() - process.uptime() * 1000),
  };
}

/** Ids for requests that came without one: a random prefix for each process, and a number. */
function requestIds(): () => string {
  const prefix = randomBytes(6).toString('hex');
  let number = 0;
  return () => `${prefix}-${(++number).toString(36)}`;
}
