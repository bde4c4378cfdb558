/**
 * The `postgres` store: domains or people in PostgreSQL, by the administrator's own query. A connection that breaks is
 * replaced at the next look-up, so the server may be restarted while facteur runs.
 */

import { codeOf, type Outage, StoreError } from '../../failure.ts';
import { networkFailure } from '../../network-failure.ts';
import type { AddressStore } from '../address-store.ts';
import type { StoreOptions } from '../options.ts';
import { bindParameters } from '../sql-parameters.ts';
import type { Store } from '../store.ts';
import { loadDriver, type SqlServer, sqlAddressStore, sqlMilliseconds, sqlStore } from './sql-rows.ts';

const name = 'postgres';

/** @throws when there is no driver, or the URL cannot be read; the server may be down and come later */
export async function openPostgres(options: StoreOptions<'postgres'>): Promise<Store> {
  return sqlStore(name, await connectPostgres(options));
}

/** The same, looked up by address. */
export async function openPostgresByAddress(options: StoreOptions<'postgres'>): Promise<AddressStore> {
  return sqlAddressStore(name, await connectPostgres(options));
}

/** The connection of `openPostgres`, which returns rows. */
export async function connectPostgres({
  url,
  query,
  connections,
}: StoreOptions<'postgres'>): Promise<SqlServer> {
  const { Client, Pool } = await loadDriver(name, 'pg', () => import('pg'));
  const settings = {
    connectionString: url,
    connectionTimeoutMillis: sqlMilliseconds,
    // The server ends a query by the first; the second is for a server that does not answer.
    statement_timeout: sqlMilliseconds,
    query_timeout: sqlMilliseconds,
  };
  try {
    // The pool does not parse the URL before it connects.
    new Client(settings);
  } catch {
    throw new Error(`the url of the ${name} store cannot be read`);
  }
  const pool = new Pool({ ...settings, max: connections });
  // The pool removes an idle connection that breaks; without a listener, the event would end the process.
  // https://node-postgres.com/apis/pool#error
  pool.on('error', () => undefined);
  const { text, values } = bindParameters(query, 'dollar');
  return {
    async ask(given) {
      try {
        // Values go by the extended protocol, apart from the text, so they are never taken for SQL.
        return (await pool.query({ text, values: values(given) })).rows;
      } catch (error) {
        throw new StoreError(name, failureIn(error));
      }
    },
    close: () => pool.end(),
  };
}

/** By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html); the driver's own errors have none. */
function failureIn(error: unknown): Outage {
  const code = codeOf(error);
  const network = networkFailure(error);
  if (network) return network;
  const message = error instanceof Error ? error.message : '';
  const [word] =
    code === undefined
      ? (messages.find(([, pattern]) => pattern.test(message)) ?? [])
      : (states.find(([, pattern]) => pattern.test(code)) ?? []);
  return { word: word ?? 'failed', code };
}

const states = [
  ['credentials', /^28/],
  // 57014: the time limit of a statement; 57P01 and 57P02: the server ends; 57P03: it starts.
  ['timeout', /^57014$/],
  ['disconnected', /^(08|57P0[12])/],
  ['refused', /^57P03$/],
  ['overloaded', /^53/],
  ['file-damaged', /^XX00[12]$/],
  // A missing database, table or column, a missing permission, a parameter of the wrong type.
  ['query-refused', /^(0A|22|25|3D|3F|42)/],
] as const;

const messages = [
  ['timeout', /timeout/i],
  ['disconnected', /terminated|closed|ended/i],
  ['tls', /SSL/],
  ['credentials', /SASL|password|authentication/i],
] as const;
