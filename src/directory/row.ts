/**
 * From a row of a store to an entry. Databases pad values, hold '' for nothing and have columns for other programs;
 * whatever breaks no login is accepted. A host, a user name or a provider that cannot be used is an error with its
 * column and reason: the provider's own value in its place could be another server.
 */

import { ok, type Result, refuse } from '../model/result.ts';
import { isUsernamePlaceholder, parseUsername } from '../model/username.ts';
import { displayName, nameLimit, shortNameLimit } from './display-name.ts';
import type { Entry } from './entry.ts';
import type { Column, RefusedValue, RowRefusal, ValueFlaw } from './failure.ts';
import { parseHostPattern } from './host-pattern.ts';

type Field = keyof Entry;
type Read = Result<string | undefined, RefusedValue>;

/** The reader of each field, and the name of its column in messages. */
const fields = {
  provider: {
    column: 'provider',
    read: (text) => ok(/^none$/i.test(text) ? 'none' : text),
  },
  imap: { column: 'imap', read: (text) => hostIn(text, 'imap') },
  pop3: { column: 'pop3', read: (text) => hostIn(text, 'pop3') },
  smtp: { column: 'smtp', read: (text) => hostIn(text, 'smtp') },
  username: { column: 'username', read: usernameIn },
  name: { column: 'name', read: (text) => ok(displayName(text, nameLimit)) },
  shortName: { column: 'short_name', read: (text) => ok(displayName(text, shortNameLimit)) },
} as const satisfies Record<Field, { column: Column; read: (text: string) => Read }>;

/** Columns by their names in lower case without `_`: PostgreSQL folds `shortName` to `shortname`. */
export const fieldNames: ReadonlyMap<string, Field> = new Map([
  ['provider', 'provider'],
  ['imap', 'imap'],
  ['pop3', 'pop3'],
  ['smtp', 'smtp'],
  ['username', 'username'],
  ['name', 'name'],
  ['shortname', 'shortName'],
]);

/** A column of a row, and what it becomes. */
export interface ReadColumn {
  readonly name: string;
  readonly written: unknown;
  /** The field that it sets; other columns are not facteur's. */
  readonly field: Field | undefined;
  readonly value: Read;
}

/**
 * @param row the name of a provider, or an object with a property for each column
 * @returns the entry, or the first value that cannot be used
 */
export function readRow(row: unknown): Result<Entry, RowRefusal> {
  const fields = readFields(row);
  if (!fields.ok) return fields;
  const { provider } = fields.value;
  return provider === undefined ? refuse(flawOf('provider', 'missing')) : ok({ provider, ...fields.value });
}

/** @returns the fields of a row, none of them required, or the first value that cannot be used */
export function readFields(row: unknown): Result<Partial<Record<Field, string>>, RowRefusal> {
  const columns = readColumns(row);
  if (!columns) return refuse({ word: 'row-refused', flaw: 'row-malformed' });
  const fields: Partial<Record<Field, string>> = {};
  for (const { field, value } of columns) {
    if (field === undefined) continue;
    if (!value.ok) return value;
    if (value.value !== undefined) fields[field] ??= value.value;
  }
  return ok(fields);
}

/** @returns every column with its meaning; nothing for what is not a row */
export function readColumns(row: unknown): readonly ReadColumn[] | undefined {
  if (typeof row === 'string') return [readColumn('provider', row)];
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return undefined;
  return Object.entries(row).map(([name, written]) => readColumn(name, written));
}

function readColumn(name: string, written: unknown): ReadColumn {
  const field = fieldNames.get(name.toLowerCase().replaceAll('_', ''));
  return { name, written, field, value: field === undefined ? ok(undefined) : readValue(field, written) };
}

function readValue(field: Field, written: unknown): Read {
  const { column, read } = fields[field];
  const text = textIn(written, isShown(field));
  if (!text.ok) return refuse(flawOf(column, text.refusal));
  return text.value === undefined ? ok(undefined) : read(text.value);
}

/** No login depends on it. */
const isShown = (field: Field): boolean => field === 'name' || field === 'shortName';

/**
 * @param pickOne whether any of several values will do; it is always the same one
 * @returns the value without padding; nothing for NULL, '' and a list without values
 */
function textIn(
  value: unknown,
  pickOne: boolean,
): Result<string | undefined, 'several-values' | 'not-text' | 'not-utf-8'> {
  if (value === null || value === undefined) return ok(undefined);
  if (typeof value === 'string') return ok(unpadded(value));
  if (typeof value === 'number' || typeof value === 'bigint') return ok(String(value));
  if (value instanceof Uint8Array) {
    const text = decoded(value);
    return text === undefined ? refuse('not-utf-8') : ok(unpadded(text));
  }
  if (!Array.isArray(value)) return refuse('not-text');
  const texts = new Set<string>();
  for (const each of value) {
    const text = Array.isArray(each) ? refuse('not-text' as const) : textIn(each, pickOne);
    if (!text.ok) return text;
    if (text.value !== undefined) texts.add(text.value);
  }
  const [first, ...others] = [...texts].sort();
  return others.length === 0 || pickOne ? ok(first) : refuse('several-values');
}

/** PostgreSQL pads `CHAR(32)` with spaces, MySQL `BINARY(32)` with zeros. */
function unpadded(text: string): string | undefined {
  const plain = text.replace(/\0+$/, '').trim();
  return plain === '' ? undefined : plain;
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return undefined;
  }
}

function hostIn(text: string, column: Column): Read {
  const host = parseHostPattern(text);
  return host.ok ? host : refuse(flawOf(column, host.refusal));
}

function usernameIn(text: string): Read {
  const username = parseUsername(text);
  if (username.ok) return username;
  const { refusal } = username;
  if (refusal.flaw === 'empty') return ok(undefined);
  const meant =
    refusal.flaw === 'placeholder' && isUsernamePlaceholder(refusal.meant) ? refusal.meant : undefined;
  return refuse({ ...flawOf('username', `username-${refusal.flaw}`), meant });
}

const flawOf = (column: Column, flaw: ValueFlaw): RefusedValue => ({ word: 'row-refused', flaw, column });
