/** Parses a domain from a file or the command line into a row of the table, or reports all errors. */

import * as z from 'zod/mini';
import { type Entry, fullEntrySchema } from '../../directory/entry.ts';
import { domainField } from '../../directory/fields.ts';
import { inEnglish, parsed } from '../../directory/schema-builders.ts';
import { type Pattern, parsePattern } from '../../directory/wildcard.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import type { CheckProvider } from './known-providers.ts';

/** The columns, in the order of a CSV file without a header. */
export const columns = [
  'domain',
  'provider',
  'imap',
  'pop3',
  'smtp',
  'username',
  'name',
  'shortName',
] as const;
export type Column = (typeof columns)[number];

/** zod reports a missing field as a wrong type. */
const text = z
  .string({ error: ({ input }) => (input === undefined ? 'is missing' : undefined) })
  .check(z.trim());

const patternField = parsed(text, (written) => {
  const pattern = parsePattern(written);
  return pattern.ok ? pattern : refuse(`"${written}" is not a domain, *.domain or *`);
});

const rowSchema = z
  .extend(fullEntrySchema, {
    domain: patternField,
    // A provider's id is a domain (config.ts), and `none` looks like one.
    provider: z.pipe(text, domainField),
  } satisfies Partial<Record<Column, z.ZodMiniType>>)
  .check(
    // What a decoder puts where there was no UTF-8: a file in Latin 1, most often.
    z.refine((row) => !Object.values(row).some((field) => field?.includes('\ufffd')), 'is not UTF-8'),
  );

export interface Row {
  readonly pattern: Pattern;
  readonly entry: Entry;
}

/**
 * @param document `null` and empty texts in it are taken for nothing
 * @returns the row, or everything that is wrong, in words
 */
export function parseRow(document: unknown, checkProvider: CheckProvider): Result<Row, readonly string[]> {
  const row = rowSchema.safeParse(withoutEmpty(document), inEnglish);
  if (row.success) {
    const { domain: pattern, ...entry } = row.data;
    const complaint = checkProvider(entry.provider);
    return complaint === undefined ? ok({ pattern, entry }) : refuse([complaint]);
  }
  return refuse(row.error.issues.map(({ path, message }) => [...path, message].map(String).join(': ')));
}

function withoutEmpty(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return document;
  const filled = Object.entries(document).filter(
    ([, value]) => value !== null && !(typeof value === 'string' && value.trim() === ''),
  );
  return Object.fromEntries(filled);
}

/**
 * @param fields a line of CSV; what is empty is not there
 * @param order the columns of the fields
 */
export function rowOfFields(
  fields: readonly string[],
  order: readonly Column[],
  checkProvider: CheckProvider,
): Result<Row, readonly string[]> {
  if (fields.length > order.length)
    return refuse([`has ${fields.length} fields, of ${order.length} at most`]);
  const document: Partial<Record<Column, string>> = {};
  for (const [at, column] of order.entries()) {
    if (fields[at]?.trim()) document[column] = fields[at];
  }
  return parseRow(document, checkProvider);
}

/** The inverse of `rowOfFields`. */
export const fieldsOf = (domain: string, entry: Entry): readonly string[] =>
  columns.map((column) => (column === 'domain' ? domain : (entry[column] ?? '')));

/**
 * A header names a domain and a provider, in any order and letter case, which no row does.
 *
 * @returns the order of columns, or an error message; undefined when the first line is a row
 */
export function readHeader(fields: readonly string[]): Result<readonly Column[], string> | undefined {
  const names = fields.map((field) => field.trim().toLowerCase());
  if (!names.includes('domain') || !names.includes('provider')) return undefined;
  const order: Column[] = [];
  for (const name of names) {
    const column = columns.find((known) => known.toLowerCase() === name);
    if (column === undefined) return refuse(`"${name}" is not a column; there are ${columns.join(', ')}`);
    if (order.includes(column)) return refuse(`the column "${column}" is listed twice`);
    order.push(column);
  }
  return ok(order);
}
