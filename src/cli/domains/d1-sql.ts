/**
 * The table as SQL for D1. A dump of SQLite is of no use there: it has a transaction, which D1 refuses, and a statement
 * for each row, of which a million do not end. Limits: https://developers.cloudflare.com/d1/platform/limits/
 */

import { changesOf, createTable } from '../../directory/stores/domains-table.ts';
import { type ExportedRow, mapped } from './export-rows.ts';

const rowsPerStatement = 1000;
/** D1 takes statements of 100,000 bytes. */
const statementLimitBytes = 99_000;

/** @returns the statements, each on lines of its own: the table, the rows to put, and the names to delete */
export function* d1Sql(rows: Iterable<ExportedRow>, removed: Iterable<string>): Iterable<string> {
  yield `${createTable.trim()};\n`;
  const values = mapped(
    rows,
    ({ domain, entry }) => `(${quoted(domain)}, ${quoted(entry.provider)}, ${quoted(changesOf(entry))})`,
  );
  yield* statements('INSERT OR REPLACE INTO domains (domain, provider, changes) VALUES\n', values, ';\n');
  yield* statements('DELETE FROM domains WHERE domain IN (\n', mapped(removed, quoted), ');\n');
}

function* statements(begin: string, items: Iterable<string>, end: string): Iterable<string> {
  let held: string[] = [];
  let bytes = 0;
  const statement = (): string => `${begin}${held.join(',\n')}${end}`;
  for (const item of items) {
    const more = Buffer.byteLength(item) + 2;
    if (held.length === rowsPerStatement || bytes + more > statementLimitBytes) {
      yield statement();
      held = [];
      bytes = 0;
    }
    held.push(item);
    bytes += more;
  }
  if (held.length > 0) yield statement();
}

/** SQLite has no escapes in a string other than a doubled quote. */
const quoted = (text: string | null): string => (text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`);
