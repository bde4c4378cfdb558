/**
 * Shared by the SQL servers: the administrator's query returns one row for a domain or an address, or none. A driver's
 * own message may contain the domain, the query or the URL with its password, so it is never passed on.
 */

import { codeOf } from '../../failure.ts';
import { type AddressStore, addressRowStore } from '../address-store.ts';
import { rowStore, rowsOfEitherSpelling } from '../row-store.ts';
import type { SqlValues } from '../sql-parameters.ts';
import type { Store } from '../store.ts';

/** Connections to a server for the administrator's query. */
export interface SqlServer {
  /**
   * @param values of the query's parameters, whatever they contain
   * @returns the rows
   * @throws StoreError when there is no answer in time, or the server refuses the query
   */
  readonly ask: (values: SqlValues) => Promise<readonly unknown[]>;
  readonly close: () => Promise<void>;
}

/** Timeout of a query: shorter than the cache's timeout (cache.ts). */
export const sqlMilliseconds = 1500;

/** @param name of the store, for its errors */
export function sqlStore(name: string, server: SqlServer): Store {
  return rowStore(
    name,
    (domain) => rowsOfEitherSpelling(domain, (spelling) => server.ask({ domain: spelling })),
    server.close,
  );
}

/** @param name of the store, for its errors */
export const sqlAddressStore = (name: string, server: SqlServer): AddressStore =>
  addressRowStore(name, server.ask, server.close);

/**
 * Loads a driver. It is an optional dependency, because most operators have no domains in a database.
 *
 * @throws when it is not installed
 */
export async function loadDriver<Driver>(
  store: string,
  driver: string,
  load: () => Promise<Driver>,
): Promise<Driver> {
  try {
    return await load();
  } catch (error) {
    if (codeOf(error) !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error(`the ${store} store needs a driver: npm install ${driver}`);
  }
}
