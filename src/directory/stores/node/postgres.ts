/**
 * Domains in PostgreSQL, by the administrator's own query. A connection that breaks is replaced when it is needed
 * next, so a server may come and go while facteur runs.
 */

import type { StoreOptions } from '../options.ts';
import type { Store } from '../store.ts';
import { loadDriver, type SqlServer, sqlMilliseconds, sqlStore, unanswered } from './sql-rows.ts';

const name = 'postgres';

/** @throws when there is no driver, or the URL cannot be read; the server may be down and come later */
export async function openPostgres(options: StoreOptions<'postgres'>): Promise<Store> {
  return sqlStore(name, await connectPostgres(options));
}

/** As `openPostgres`, for whoever wants the rows themselves. */
export async function connectPostgres({
  url,
  query,
  connections,
}: StoreOptions<'postgres'>): Promise<SqlServer> {
  const { Client, Pool } = await loadDriver(name, 'pg', () => import('pg'));
  const settings = {
    connectionString: url,
    connectionTimeoutMillis: sqlMilliseconds,
    // The server stops working on what nobody waits for any more; a server that is silent does not tell.
    statement_timeout: sqlMilliseconds,
    query_timeout: sqlMilliseconds,
  };
  try {
    // The pool reads the URL no earlier than it connects.
    new Client(settings);
  } catch {
    throw new Error(`the url of the ${name} store cannot be read`);
  }
  const pool = new Pool({ ...settings, max: connections });
  // An idle connection that breaks is one that the pool has removed already; unheard, the event ends the process.
  // https://node-postgres.com/apis/pool#error
  pool.on('error', () => undefined);
  return {
    async ask(text) {
      try {
        // A value apart from the text goes by the extended protocol, which has no way to take it for SQL.
        return (await pool.query({ text: query, values: [text] })).rows;
      } catch (error) {
        throw unanswered(name, error);
      }
    },
    close: () => pool.end(),
  };
}
