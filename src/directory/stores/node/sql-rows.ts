/**
 * What the SQL servers have in common: the administrator's query gives one row for a domain, or none. What comes out
 * of a database is checked here before anything else sees it, and what goes wrong is told without what it was about:
 * a driver's own message may repeat the domain, the query or the URL with its password.
 */

import { type Entry, fullEntrySchema } from '../../entry.ts';
import { codeOf, StoreError } from '../../failure.ts';
import type { Store } from '../store.ts';

/** Connections to a server on which the administrator's query is asked. */
export interface SqlServer {
  /**
   * @param text the query's one parameter, whatever it holds
   * @returns the rows
   * @throws StoreError when there is no answer in time, or the server refuses the query
   */
  readonly ask: (text: string) => Promise<readonly unknown[]>;
  readonly close: () => Promise<void>;
}

/** How long a server may take: less than the cache waits (cache.ts). */
export const sqlMilliseconds = 1500;

/** @param name of the store, for its errors */
export function sqlStore(name: string, server: SqlServer): Store {
  return {
    name,
    find: async (domain) => entryOfRows(name, await server.ask(domain)),
    close: () => server.close(),
  };
}

/**
 * @param rows as a driver gives them: objects with a property for each column
 * @returns the entry of the only row, or nothing when there is none
 * @throws on several rows and on nonsense
 */
export function entryOfRows(store: string, rows: readonly unknown[]): Entry | undefined {
  const [row, ...others] = rows;
  if (row === undefined) return undefined;
  // Which one is first is up to the database, and can change from one time to the next.
  if (others.length > 0) throw new StoreError(store, { word: 'two-entries' });
  const entry = fullEntrySchema.safeParse(fieldsOf(row));
  if (entry.success) return entry.data;
  const field = entry.error.issues[0]?.path[0];
  const [column] = columns.find(([, of]) => of === field) ?? (['columns'] as const);
  throw new StoreError(store, { word: 'row-refused', flaw: 'unreadable', column });
}

/**
 * Loads a driver, which is an optional dependency: who keeps no domains in a database need not have one.
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

/** Other columns are the administrator's own affair: `SELECT *` is a query like any. */
const columns = [
  ['provider', 'provider'],
  ['imap', 'imap'],
  ['pop3', 'pop3'],
  ['smtp', 'smtp'],
  ['username', 'username'],
  ['name', 'name'],
  ['short_name', 'shortName'],
] as const;

/** NULL is nothing. */
function fieldsOf(row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row;
  const values = new Map<string, unknown>(Object.entries(row));
  const fields = columns.map(([column, field]) => [field, values.get(column) ?? undefined] as const);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}
