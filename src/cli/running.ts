/** A server that runs: what it answers by, how it has fared, and how it is asked about that on its internal port. */

import process from 'node:process';
import type { Endpoint } from '../config/operation.ts';
import type { Opened } from '../directory/open.ts';
import type { ServiceState, WatchedCertificate } from '../metrics/service.ts';
import { watchedStores } from '../metrics/stores.ts';
import { type InternalPort, openInternalPort } from '../node/internal.ts';
import type { Observer } from '../node/observer.ts';
import type { Listening } from '../node.ts';
import { readinessOf } from '../readiness.ts';

export interface Running {
  readonly listening: Listening;
  /** Those that somebody must renew, whatever they are for. */
  readonly certificates: () => readonly WatchedCertificate[];
  /** The configuration in use, with its stores. */
  opened: Opened;
  configuredAt: Date;
  readonly reloads: { taken: number; refused: number };
  shuttingDown: boolean;
}

export function openInside(at: Endpoint, running: Running, observer: Observer): Promise<InternalPort> {
  const readiness = () => readinessOf(running.opened.caches, running.shuttingDown);
  return openInternalPort(at, {
    readiness,
    service: () => running.opened.config,
    async metrics() {
      const { opened, listening, reloads, configuredAt } = running;
      const state: ServiceState = {
        ready: (await readiness()) === 'ready',
        configuredAt,
        reloads,
        certificates: running.certificates(),
        runtime: `node ${process.version}`,
      };
      const stores = watchedStores(opened.config.stores.flatMap(Object.keys), opened.caches);
      return observer.metrics(state, stores, {
        connections: listening.connections(),
        delayMilliseconds: listening.delayMilliseconds(),
      });
    },
  });
}
