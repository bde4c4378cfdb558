/**
 * The `mysql` store: domains or people in MySQL or MariaDB, by the administrator's own query. A connection that breaks
 * or does not answer is replaced at the next look-up, so the server may be restarted while facteur runs.
 */

import type { Pool, PoolOptions, SslOptions } from 'mysql2/promise';
import { codeOf, type Outage, StoreError } from '../../failure.ts';
import { networkFailure } from '../../network-failure.ts';
import type { AddressStore } from '../address-store.ts';
import type { StoreOptions } from '../options.ts';
import { bindParameters } from '../sql-parameters.ts';
import type { Store } from '../store.ts';
import { loadDriver, type SqlServer, sqlAddressStore, sqlMilliseconds, sqlStore } from './sql-rows.ts';

const name = 'mysql';

/** Look-ups that wait for a connection; with more of them the server counts as overloaded. */
const queueLimit = 1000;

/** @throws when there is no driver, or the URL cannot be read; the server may be down and come later */
export async function openMysql(options: StoreOptions<'mysql'>): Promise<Store> {
  return sqlStore(name, await connectMysql(options));
}

/** The same, looked up by address. */
export async function openMysqlByAddress(options: StoreOptions<'mysql'>): Promise<AddressStore> {
  return sqlAddressStore(name, await connectMysql(options));
}

/** The connection of `openMysql`, which returns rows. */
export async function connectMysql({ url, query, connections }: StoreOptions<'mysql'>): Promise<SqlServer> {
  // A bundle gives CommonJS no other name than `default`.
  const { default: driver } = await loadDriver(name, 'mysql2', () => import('mysql2/promise'));
  const pool = opened(() =>
    driver.createPool({
      ...serverAt(url),
      connectionLimit: connections,
      queueLimit,
      connectTimeout: sqlMilliseconds,
      multipleStatements: false,
    }),
  );
  pool.pool.on('connection', (connection) => {
    // A server that is too old for this has the timeout of inTime alone.
    connection.query(giveUp, () => {});
  });
  const { text, values } = bindParameters(query, 'question');
  return {
    async ask(given) {
      try {
        return await inTime((over) => rowsOf(pool, text, values(given), over));
      } catch (error) {
        throw new StoreError(name, failureIn(error));
      }
    },
    close: () => pool.end(),
  };
}

/** Shorter than our own timeout, so that the connection can be kept. */
const serverMilliseconds = sqlMilliseconds - 200;

/**
 * A server goes on with a query after its connection is closed, so it gets a timeout of its own. MariaDB counts in
 * seconds and skips the comments of MySQL 5.7 and later, MySQL counts in milliseconds and skips those of MariaDB
 * (mariadb.com/kb/en/comment-syntax).
 */
const giveUp = `SET /*M!100101 max_statement_time=${serverMilliseconds / 1000} */
  /*!50708 max_execution_time=${serverMilliseconds} */`;

/**
 * Parses the URL. The driver would take any of its options from a URL, and connects without encryption when it does not
 * know the option that asks for it; it does not know MySQL's own `ssl-mode`.
 */
function serverAt(url: string): PoolOptions {
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(url);
  if (!/^(mysql|mariadb):$/.test(protocol)) throw new Error('not a MySQL URL');
  const { socket, 'ssl-mode': sslMode = 'DISABLED', ...others } = Object.fromEntries(searchParams);
  const ssl = sslModes.get(sslMode);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  // For an address, Node would look for `localhost` in the certificate.
  const nameless = sslMode === 'VERIFY_IDENTITY' && /^[\d.]+$|:/.test(host);
  if (ssl === undefined || nameless || Object.keys(others).length > 0) throw new Error('unknown options');
  return {
    ...(socket === undefined ? {} : { socketPath: socket }),
    // The driver changes the object, and caches certificates by it.
    ...(ssl === 'none' ? {} : { ssl: { ...ssl } }),
    host,
    port: port === '' ? 3306 : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
  };
}

/** The values of `mysql --ssl-mode`, without `PREFERRED`: with the driver, encryption is required or off. */
const sslModes: ReadonlyMap<string, SslOptions | 'none'> = new Map<string, SslOptions | 'none'>([
  ['DISABLED', 'none'],
  ['REQUIRED', { rejectUnauthorized: false }],
  ['VERIFY_CA', { rejectUnauthorized: true, verifyIdentity: false }],
  ['VERIFY_IDENTITY', { rejectUnauthorized: true, verifyIdentity: true }],
]);

function opened(open: () => Pool): Pool {
  try {
    return open();
  } catch {
    throw new Error(`the url of the ${name} store cannot be read`);
  }
}

/**
 * The driver's own timeout covers the execution only, not the preparation of a statement and the wait for a connection
 * (mysql2: lib/commands/prepare.js, lib/base/pool.js).
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

async function rowsOf(
  pool: Pool,
  sql: string,
  values: string[],
  over: AbortSignal,
): Promise<readonly unknown[]> {
  const connection = await pool.getConnection();
  if (over.aborted) {
    connection.release();
    return [];
  }
  // The driver keeps a connection whose query timed out, and its place in the pool.
  const hangUp = (): void => connection.destroy();
  over.addEventListener('abort', hangUp);
  try {
    // A prepared statement: values are sent apart from the text, and cannot add another statement.
    const [rows] = await connection.execute(sql, values);
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

/** By the names of the errors of the server and of the driver. */
function failureIn(error: unknown): Outage {
  const code = codeOf(error);
  const network = networkFailure(error);
  if (network) return network;
  // MariaDB's ER_STATEMENT_TIMEOUT, for which the driver has no name, because it knows MySQL's numbers only.
  if (error instanceof Error && 'errno' in error && error.errno === 1969) return { word: 'timeout' };
  if (code === undefined) {
    const full = error instanceof Error && /queue limit/i.test(error.message);
    return { word: full ? 'overloaded' : 'failed' };
  }
  const [word] = codes.find(([, pattern]) => pattern.test(code)) ?? [];
  return { word: word ?? 'failed', code };
}

const codes = [
  [
    'credentials',
    /^(ER_(DB)?ACCESS_DENIED\w*|ER_ACCOUNT_HAS_BEEN_LOCKED|ER_MUST_CHANGE_PASSWORD\w*|AUTH_\w+)$/,
  ],
  ['timeout', /^(ER_(STATEMENT|QUERY)_TIMEOUT|ER_QUERY_INTERRUPTED|PROTOCOL_SEQUENCE_TIMEOUT)$/],
  ['disconnected', /^(PROTOCOL_\w+|ER_SERVER_SHUTDOWN|ER_CONNECTION_KILLED|EHOSTDOWN)$/],
  ['tls', /^HANDSHAKE_\w+$/],
  [
    'overloaded',
    /^ER_(CON_COUNT_ERROR|TOO_MANY_USER_CONNECTIONS|USER_LIMIT_REACHED|OUT_OF_RESOURCES|OUTOFMEMORY)$/,
  ],
  ['refused', /^ER_HOST_(IS_BLOCKED|NOT_PRIVILEGED)$/],
  ['file-damaged', /^ER_(CRASHED\w*|NOT_KEYFILE|TABLE_CORRUPT)$/],
  ['query-refused', /^ER_/],
] as const;
