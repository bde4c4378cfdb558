/** What stores of rows have in common: reads the rows of a domain, and the name of a domain in its own script. */

import type { Domain } from '../../model/address.ts';
import { type Awaitable, whenReady } from '../../model/result.ts';
import { inUnicode } from '../../model/u-labels.ts';
import type { Entry } from '../entry.ts';
import { failureOf, StoreError } from '../failure.ts';
import { readRow } from '../row.ts';
import type { Store } from './store.ts';

/** Rows of one domain, as a driver gives them: objects with a property for each column. */
export type Rows = readonly unknown[];

/** @param rows looks a domain up; throws a StoreError when the store does not answer */
export function rowStore(
  name: string,
  rows: (domain: Domain) => Awaitable<Rows>,
  close?: () => Awaitable<void>,
): Store {
  return {
    name,
    rows,
    find: (domain) => whenReady(rows(domain), (found) => entryOfRows(name, found)),
    ...(close ? { close } : {}),
  };
}

/**
 * @returns the entry that all rows mean, as a JOIN can give the same one twice; nothing when there is none
 * @throws StoreError on rows that differ, because their order can change, and on a row that cannot be used
 */
export function entryOfRows(store: string, rows: Rows): Entry | undefined {
  const [first, ...others] = rows.map((row) => entryOfRow(store, row));
  const text = JSON.stringify(first);
  if (others.some((other) => JSON.stringify(other) !== text)) {
    throw new StoreError(store, { word: 'two-entries' });
  }
  return first;
}

/** @throws StoreError on a row that cannot be used */
function entryOfRow(store: string, row: unknown): Entry {
  const entry = readRow(row);
  if (entry.ok) return entry.value;
  throw new StoreError(store, entry.refusal);
}

/**
 * Looks a name up as A-labels, as clients send it, and then in its own script, as people write it into databases.
 *
 * @param rowsOf looks one spelling up
 */
export async function rowsOfEitherSpelling(
  domain: Domain,
  rowsOf: (name: string) => Promise<Rows>,
): Promise<Rows> {
  const rows = await rowsOf(domain);
  const unicode = rows.length === 0 ? inUnicode(domain) : undefined;
  return unicode === undefined ? rows : rowsOf(unicode).catch(noneIfRejected);
}

/** A database whose character set does not have the script holds no such name. */
function noneIfRejected(error: unknown): Rows {
  if (failureOf(error).word === 'query-refused') return [];
  throw error;
}
