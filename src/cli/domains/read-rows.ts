/** Reads the rows of a store for a command, and complains of those that cannot be read. */

import { rowRefusalText } from '../../directory/failure.ts';
import { readSqlite, type SqliteReader, type StoredRow } from '../../directory/stores/node/sqlite-editor.ts';
import { type ExitCode, printable, type Stdio } from '../shared/stdio.ts';
import type { ExportedRow } from './export-rows.ts';

/**
 * @param work gets the store, and a function that leaves out the rows that cannot be read
 * @returns 1 when some were left out
 */
export async function withRows(
  store: string,
  { stderr }: Stdio,
  work: (
    reader: SqliteReader,
    readable: (rows: Iterable<StoredRow>) => Iterable<ExportedRow>,
  ) => Promise<void>,
): Promise<ExitCode> {
  const reader = readSqlite(store);
  let exitCode: ExitCode = 0;
  function* readable(rows: Iterable<StoredRow>): Iterable<ExportedRow> {
    for (const { domain, entry } of rows) {
      if (entry.ok) yield { domain, entry: entry.value };
      else {
        exitCode = 1;
        stderr.write(`${printable(domain)}: ${rowRefusalText(entry.refusal)}\n`);
      }
    }
  }
  try {
    await work(reader, readable);
    return exitCode;
  } finally {
    reader.close();
  }
}
