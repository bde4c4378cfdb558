/** The table `domains` in Cloudflare D1. */

import { boundedMap, getOrCreate } from '../../../util/memo.ts';
import { failureOf, StoreError, type StoreFailure } from '../../failure.ts';
import { spellingsCovering } from '../../wildcard.ts';
import { type AddressStore, addressRowStore } from '../address-store.ts';
import { tableStore } from '../domains-table.ts';
import { bindParameters } from '../sql-parameters.ts';
import type { Store } from '../store.ts';

/** The part of a D1 binding that is used here; the core does not import the types of Workers. */
export interface D1Binding {
  withSession(constraint: 'first-unconstrained'): {
    prepare(query: string): { bind(parameter: string): { first(): Promise<unknown> } };
  };
}

/** The same for a query with several parameters and rows. */
export interface D1QueryBinding {
  withSession(constraint: 'first-unconstrained'): {
    prepare(query: string): {
      bind(...parameters: string[]): { all(): Promise<{ readonly results: readonly unknown[] }> };
    };
  };
}

export function openD1(database: D1Binding): Store {
  return tableStore('d1', (domain) => {
    // Without a session every query goes to the primary, wherever in the world that is. A replica that lags behind
    // does no harm. Each look-up is a session of its own, so that none waits for a replica to catch up.
    // https://developers.cloudflare.com/d1/best-practices/read-replication/
    const session = database.withSession('first-unconstrained');
    const spellings = spellingsCovering(domain);
    return session
      .prepare(lookUp(spellings.length))
      .bind(JSON.stringify(spellings))
      .first()
      .catch((error: unknown) => {
        throw new StoreError('d1', failureIn(error));
      });
  });
}

/** People in D1, by the operator's own query. */
export function openD1ByAddress(database: D1QueryBinding, query: string): AddressStore {
  const { text, values } = bindParameters(query, 'numbered');
  return addressRowStore('d1', async (given) => {
    try {
      const session = database.withSession('first-unconstrained');
      const found = await session
        .prepare(text)
        .bind(...values(given))
        .all();
      return found.results;
    } catch (error) {
      throw new StoreError('d1', failureIn(error));
    }
  });
}

/** A domain and the patterns above it have 257 spellings at most. */
const statements = boundedMap<string>(257);

/** Rows that are read are paid for, whether they are of a table or of `json_each`. */
const lookUp = (count: number): string => getOrCreate(statements, String(count), () => makeLookUp(count));

/**
 * The most exact row that covers a domain, in one statement for the reason in domains-table.ts. It reads one row when
 * the very domain has one, two rows for a pattern, and none when nothing covers it: SQLite evaluates the second SELECT,
 * and each subquery, only when those before it have found nothing.
 *
 * Its one parameter is a JSON array, because D1 takes 100 parameters at most, 32 arguments of a function, and 5 terms
 * of a compound SELECT: https://developers.cloudflare.com/d1/platform/limits/
 *
 * @param count how many spellings the array has, at least two
 */
function makeLookUp(count: number): string {
  const spelling = (at: number): string => `json_extract(?1, '$[${at}]')`;
  const others = Array.from(
    { length: count - 1 },
    (_, at) => `(SELECT domain FROM domains WHERE domain = ${spelling(at + 1)})`,
  );
  return `
SELECT provider, changes FROM domains WHERE domain = ${spelling(0)}
UNION ALL
SELECT provider, changes FROM domains WHERE domain = ${firstOf(others)}
LIMIT 1`;
}

const argumentLimit = 32;

/** @returns an expression whose value is that of the first one that is not null */
function firstOf(expressions: readonly string[]): string {
  const [only = 'NULL', ...more] = expressions;
  if (more.length === 0) return only;
  if (expressions.length <= argumentLimit) return `COALESCE(${expressions.join(', ')})`;
  const groups: string[] = [];
  for (let at = 0; at < expressions.length; at += argumentLimit) {
    groups.push(firstOf(expressions.slice(at, at + argumentLimit)));
  }
  return firstOf(groups);
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
