/** The table `domains` in Cloudflare D1. */

import { failureOf, StoreError, type StoreFailure } from '../../failure.ts';
import { lookUp, lookUpParameter, tableStore } from '../domains-table.ts';
import type { Store } from '../store.ts';

/** As much of a D1 binding as is used here; the core knows no types of Workers. */
export interface D1Binding {
  withSession(constraint: 'first-unconstrained'): {
    prepare(query: string): { bind(parameter: string): { first(): Promise<unknown> } };
  };
}

export function openD1(database: D1Binding): Store {
  return tableStore('d1', (domain) => {
    // Without a session every query goes to the primary, wherever in the world that is. A replica that lags behind
    // does no harm; and as each look-up is a session of its own, none must wait until it has caught up.
    // https://developers.cloudflare.com/d1/best-practices/read-replication/
    const session = database.withSession('first-unconstrained');
    return session
      .prepare(lookUp)
      .bind(lookUpParameter(domain))
      .first()
      .catch((error: unknown) => {
        throw new StoreError('d1', failureIn(error));
      });
  });
}

/** D1 has no codes: https://developers.cloudflare.com/d1/observability/debug-d1/ lists its messages. */
function failureIn(error: unknown): StoreFailure {
  const message = error instanceof Error ? error.message : '';
  const [word] = messages.find(([, pattern]) => pattern.test(message)) ?? [];
  return word === undefined ? failureOf(error) : { word };
}

const messages = [
  ['query-refused', /no such|SQLITE_ERROR/],
  ['overloaded', /overloaded|too many|queued/],
  ['timeout', /time(d )?out|exceeded/],
  ['disconnected', /lost|reset/],
] as const;
