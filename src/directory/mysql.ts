/**
 * Domains in MySQL or MariaDB, by the administrator's own query. A connection that breaks or falls silent is
 * replaced when one is needed next, so a server may come and go while facteur runs.
 */

import type { Pool } from 'mysql2/promise';
import type { StoreOptions } from './options.ts';
import { loadDriver, type SqlServer, sqlMilliseconds, sqlStore, unanswered } from './sql-row.ts';
import type { Store } from './store.ts';

const name = 'mysql';

/** Those who wait for a connection; past that, the server is as good as down. */
const queueLimit = 1000;

/** @throws when there is no driver, or the URL cannot be read; the server may be down and come later */
export async function openMysql(options: StoreOptions<'mysql'>): Promise<Store> {
  return sqlStore(name, await connectMysql(options));
}

/** As `openMysql`, for whoever wants the rows themselves. */
export async function connectMysql({ url, query, connections }: StoreOptions<'mysql'>): Promise<SqlServer> {
  const { createPool } = await loadDriver(name, 'mysql2', () => import('mysql2/promise'));
  const pool = opened(() =>
    createPool({
      uri: url,
      connectionLimit: connections,
      queueLimit,
      connectTimeout: sqlMilliseconds,
      multipleStatements: false,
    }),
  );
  return {
    async ask(text) {
      try {
        return await inTime((over) => rowsOf(pool, query, text, over));
      } catch (error) {
        throw unanswered(name, error);
      }
    },
    close: () => pool.end(),
  };
}

function opened(open: () => Pool): Pool {
  try {
    return open();
  } catch {
    throw new Error(`the url of the ${name} store cannot be read`);
  }
}

/**
 * The driver's own limit is for the execution alone: neither the preparation of a statement nor the wait for a
 * connection ends by it (mysql2: lib/commands/prepare.js, lib/base/pool.js).
 */
async function inTime<Value>(work: (over: AbortSignal) => Promise<Value>): Promise<Value> {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      over.abort();
      reject(Object.assign(new Error('too late'), { code: 'ETIMEDOUT' }));
    }, sqlMilliseconds);
  });
  try {
    return await Promise.race([work(over.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function rowsOf(pool: Pool, sql: string, text: string, over: AbortSignal): Promise<readonly unknown[]> {
  const connection = await pool.getConnection();
  if (over.aborted) {
    connection.release();
    return [];
  }
  // The driver keeps a connection whose query took too long, and its place in the pool with it.
  const hangUp = (): void => connection.destroy();
  over.addEventListener('abort', hangUp);
  try {
    // A prepared statement: the value goes apart from the text, and no setting of the URL makes two of one.
    const [rows] = await connection.execute(sql, [text]);
    if (!Array.isArray(rows)) throw new Error('the query gives no rows');
    connection.release();
    return rows;
  } catch (error) {
    hangUp();
    throw error;
  } finally {
    over.removeEventListener('abort', hangUp);
  }
}
