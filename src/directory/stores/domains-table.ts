/**
 * The table `domains`, the same in SQLite files and in D1: the domain or pattern, its provider, and the values that
 * differ from the provider's as a JSON object.
 */

import type { Domain } from '../../model/address.ts';
import { type Awaitable, ok, type Result, refuse, whenReady } from '../../model/result.ts';
import type { Entry } from '../entry.ts';
import { type RowRefusal, StoreError } from '../failure.ts';
import { parseJson } from '../read-answer.ts';
import { readRow } from '../row.ts';
import { spellingsCovering } from '../wildcard.ts';
import type { Store } from './store.ts';

export const createTable = `
CREATE TABLE IF NOT EXISTS domains (
  domain TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  changes TEXT
) WITHOUT ROWID`;

/**
 * The most exact row that covers a domain. One statement, because several could read the table before and after a
 * replacement and combine both. Its one parameter is a JSON array, because D1 takes 100 parameters
 * at most and a domain can have more labels. It has no number, because Node 22.16 reads `?1` as a name.
 */
export const lookUp = `
SELECT domains.provider, domains.changes
FROM json_each(?) AS covering CROSS JOIN domains ON domains.domain = covering.value
ORDER BY covering.key
LIMIT 1`;

/** The row of the domain itself, which most look-ups find; without one, the other statement is used. */
export const lookUpExact = 'SELECT provider, changes FROM domains WHERE domain = ?';

export const lookUpParameter = (domain: Domain): string => JSON.stringify(spellingsCovering(domain));

/**
 * @param row as a driver gives it: an object with `provider` and `changes`
 * @returns the row with what is in `changes` as columns of their own
 */
function expanded(row: unknown): Result<unknown, RowRefusal> {
  if (typeof row !== 'object' || row === null || !('changes' in row)) return ok(row);
  const { changes, ...rest } = row;
  const text = changes instanceof Uint8Array ? new TextDecoder().decode(changes) : changes;
  if (text === null || (typeof text === 'string' && text.trim() === '')) return ok(rest);
  const parsed = typeof text === 'string' ? parseJson(text) : undefined;
  if (typeof parsed === 'object' && !Array.isArray(parsed)) return ok({ ...parsed, ...rest });
  return refuse({ word: 'row-refused', flaw: 'not-json', column: 'changes' });
}

/** @returns the entry, or the value that cannot be used */
export function readTableRow(row: unknown): Result<Entry, RowRefusal> {
  // Nearly every row is as plain as that, and is read for each request that no cache answers.
  if (isPlain(row)) return ok({ provider: row.provider });
  const whole = expanded(row);
  return whole.ok ? readRow(whole.value) : whole;
}

const isPlain = (row: unknown): row is { readonly provider: string } =>
  typeof row === 'object' &&
  row !== null &&
  'changes' in row &&
  row.changes === null &&
  'provider' in row &&
  typeof row.provider === 'string' &&
  /^[a-z0-9.-]+$/.test(row.provider);

/**
 * @param row looks up the one row that covers a domain
 * @returns the store of the table
 */
export function tableStore(
  name: string,
  row: (domain: Domain) => Awaitable<unknown>,
  close?: () => Awaitable<void>,
): Store {
  const orThrow = <Value>(result: Result<Value, RowRefusal>): Value => {
    if (result.ok) return result.value;
    throw new StoreError(name, result.refusal);
  };
  return {
    name,
    find: (domain) =>
      whenReady(row(domain), (found) => (isNothing(found) ? undefined : orThrow(readTableRow(found)))),
    rows: (domain) => whenReady(row(domain), (found) => (isNothing(found) ? [] : [orThrow(expanded(found))])),
    ...(close ? { close } : {}),
  };
}

/** Drivers differ in what they give for no row. */
const isNothing = (row: unknown): row is null | undefined => row === null || row === undefined;

/** @returns the column `changes` of an entry */
export function changesOf({ provider: _, ...changes }: Entry): string | null {
  const text = JSON.stringify(changes);
  return text === '{}' ? null : text;
}
