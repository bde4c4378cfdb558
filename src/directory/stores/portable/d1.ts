/** The table `domains` in Cloudflare D1. */

import { entryOfRow, lookUp, lookUpParameter } from '../domains-table.ts';
import type { Store } from '../store.ts';

/** As much of a D1 binding as is used here; the core knows no types of Workers. */
export interface D1Binding {
  withSession(constraint: 'first-unconstrained'): {
    prepare(query: string): { bind(parameter: string): { first(): Promise<unknown> } };
  };
}

export function openD1(database: D1Binding): Store {
  return {
    name: 'd1',
    async find(domain) {
      // Without a session every query goes to the primary, wherever in the world that is. A replica that lags
      // behind does no harm; and as each look-up is a session of its own, none must wait until it has caught up.
      // https://developers.cloudflare.com/d1/best-practices/read-replication/
      const session = database.withSession('first-unconstrained');
      const row = await session.prepare(lookUp).bind(lookUpParameter(domain)).first();
      return row === null ? undefined : entryOfRow('d1', row);
    },
  };
}
