/** State of a running server, and its internal port. */

import process from 'node:process';
import type { Endpoint } from '../../config/server-settings.ts';
import type { ServiceState, WatchedCertificate } from '../../ops/metrics/service.ts';
import { checkReadiness } from '../../ops/readiness.ts';
import { type InternalPort, openInternalPort } from '../../runtime/node/internal-port.ts';
import type { Observability } from '../../runtime/node/observability.ts';
import type { RunningServer } from '../../runtime/node/server.ts';
import type { SharedOpened } from '../../runtime/shared-stores.ts';

export interface ServerState {
  readonly listening: RunningServer;
  /** All that expire: for TLS and for signing. */
  readonly certificates: () => readonly WatchedCertificate[];
  /** The configuration in use, with its stores. */
  opened: SharedOpened;
  configuredAt: Date;
  readonly reloads: { taken: number; refused: number };
  shuttingDown: boolean;
}

export function openServerInternals(
  at: Endpoint,
  running: ServerState,
  observer: Observability,
): Promise<InternalPort> {
  const readiness = () => checkReadiness(running.opened.stores, running.shuttingDown);
  return openInternalPort(at, {
    readiness,
    bug: observer.bug,
    service: () => running.opened.config,
    async metrics() {
      const { opened, listening, reloads, configuredAt } = running;
      const state: ServiceState = {
        ready: (await readiness()).state === 'ready',
        configuredAt,
        reloads,
        certificates: running.certificates(),
        runtime: `node ${process.version}`,
      };
      return observer.metrics(state, opened.stores, {
        connections: listening.connections(),
        delayMilliseconds: listening.delayMilliseconds(),
      });
    },
  });
}
