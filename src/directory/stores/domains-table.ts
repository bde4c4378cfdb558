/**
 * The table `domains`, the same in a SQLite file and in D1: the domain or pattern, its provider, and what it does
 * differently as a JSON object.
 */

import * as z from 'zod/mini';
import type { Domain } from '../../model/address.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import { type Entry, fullEntrySchema } from '../entry.ts';
import { StoreError } from '../failure.ts';
import { parseJson } from '../read-answer.ts';
import { patternsCovering } from '../wildcard.ts';

export const createTable = `
CREATE TABLE IF NOT EXISTS domains (
  domain TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  changes TEXT
) WITHOUT ROWID`;

/**
 * The most exact row that covers a domain. One statement, because several could see the table before and after a
 * replacement, and answer what stood in neither. Its one parameter is a JSON array, because D1 takes 100 parameters
 * at most and a domain can have more labels. It has no number: Node 22.16 takes `?1` for a name.
 */
export const lookUp = `
SELECT domains.provider, domains.changes
FROM json_each(?) AS covering CROSS JOIN domains ON domains.domain = covering.value
ORDER BY covering.key
LIMIT 1`;

/** The row of the very domain, which is what most look-ups find; the other one answers when there is none. */
export const lookUpExact = 'SELECT provider, changes FROM domains WHERE domain = ?';

export const lookUpParameter = (domain: Domain): string => JSON.stringify(patternsCovering(domain));

/** The column that is not what it should be. */
export type RowFlaw = 'provider' | 'changes';

const changesSchema = z.omit(fullEntrySchema, { provider: true });

const isRow = (row: unknown): row is { readonly provider: string; readonly changes: unknown } =>
  typeof row === 'object' &&
  row !== null &&
  'changes' in row &&
  'provider' in row &&
  typeof row.provider === 'string';

/** @param row as a driver gives it: an object with `provider` and `changes` */
export function readRow(row: unknown): Result<Entry, RowFlaw> {
  // Looked at by hand: nearly every row is as plain as that, and is read for each request that no cache answers.
  if (!isRow(row) || row.provider === '') return refuse('provider');
  const { provider, changes } = row;
  if (changes === null) return ok({ provider });
  const parsed = changesSchema.safeParse(typeof changes === 'string' ? parseJson(changes) : undefined);
  return parsed.success ? ok({ provider, ...parsed.data }) : refuse('changes');
}

/** @throws StoreError on a row that cannot be read */
export function entryOfRow(store: string, row: unknown): Entry {
  const entry = readRow(row);
  if (entry.ok) return entry.value;
  throw new StoreError(store, { word: 'row-refused', flaw: 'unreadable', column: entry.refusal });
}

/** @returns the column `changes` of an entry */
export function changesOf({ provider: _, ...changes }: Entry): string | null {
  const text = JSON.stringify(changes);
  return text === '{}' ? null : text;
}
