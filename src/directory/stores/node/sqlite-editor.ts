/** Lists and edits the table `domains` in a SQLite file, for `facteur domains`; servers may read it meanwhile. */

import { DatabaseSync } from 'node:sqlite';
import type { Result } from '../../../model/result.ts';
import type { Entry } from '../../entry.ts';
import type { RowRefusal } from '../../failure.ts';
import type { Pattern } from '../../wildcard.ts';
import { changesOf, createTable, readTableRow } from '../domains-table.ts';
import { named, openToRead, prepared, rollBack, waiting } from './sqlite-file.ts';

/** A row by its pattern; its entry may be invalid. */
export interface StoredRow {
  readonly domain: string;
  readonly entry: Result<Entry, RowRefusal>;
}

export interface SqliteReader {
  /**
   * @param glob `*` matches anything, `?` for one character: `*.example.org`
   * @returns the rows in order of their names, as they are now, however long reading them takes
   */
  readonly rows: (glob: string, limit?: number) => Iterable<StoredRow>;
  /**
   * @param older a file with the same table
   * @returns the rows that are new or different since, and the names that are gone; each may be read once
   * @throws when that file is not there, or has no such table
   */
  readonly changesSince: (older: string) => StoreChanges;
  readonly close: () => void;
}

interface StoreChanges {
  readonly rows: Iterable<StoredRow>;
  readonly removed: Iterable<string>;
}

/** @throws when the file is not there, or has no such table */
export function readSqlite(file: string): SqliteReader {
  const database = openToRead(file);
  const select = 'SELECT domain, provider, changes FROM domains WHERE domain GLOB ? ORDER BY domain LIMIT ?';
  const statement = prepared(file, database, select);
  const read = function* (found: Iterable<Record<string, unknown>>): Iterable<StoredRow> {
    for (const row of found) yield { domain: String(row['domain']), entry: readTableRow(row) };
  };
  return {
    rows: (glob, limit = -1) => read(statement.iterate(glob, limit)),
    changesSince(older) {
      // Opened by itself first, for the errors that name the file.
      openToRead(older).close();
      named(older, () => database.prepare('ATTACH ? AS older').run(older));
      const changed = prepared(older, database, changedRows);
      const removed = prepared(older, database, removedNames);
      return {
        rows: read(changed.iterate()),
        removed: (function* () {
          for (const { domain } of removed.iterate()) yield String(domain);
        })(),
      };
    },
    close: () => database.close(),
  };
}

const changedRows = `
SELECT new.domain, new.provider, new.changes
FROM main.domains AS new LEFT JOIN older.domains AS old ON old.domain = new.domain
WHERE old.domain IS NULL OR old.provider IS NOT new.provider OR old.changes IS NOT new.changes
ORDER BY new.domain`;

const removedNames = `
SELECT domain FROM older.domains
WHERE domain NOT IN (SELECT domain FROM main.domains)
ORDER BY domain`;

/** The caller begins and ends the transactions. */
export interface SqliteEditor {
  readonly begin: () => void;
  readonly commit: () => void;
  /** Undoes all since `begin`, if there was one. */
  readonly rollback: () => void;
  readonly put: (pattern: Pattern, entry: Entry) => void;
  /** @returns whether it was there */
  readonly remove: (pattern: Pattern) => boolean;
  readonly clear: () => void;
  readonly count: () => number;
  readonly close: () => void;
}

/**
 * Opens a file to write, and creates it if it does not exist.
 *
 * @throws when it cannot be written, or is not a SQLite file
 */
export function editSqlite(file: string): SqliteEditor {
  const database = named(file, () => new DatabaseSync(file));
  named(file, () => database.exec(`${waiting(editorTimeoutMilliseconds)}; ${editorPragmas}; ${createTable}`));
  const put = database.prepare(
    'INSERT INTO domains VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET provider = excluded.provider, changes = excluded.changes',
  );
  const remove = database.prepare('DELETE FROM domains WHERE domain = ?');
  const count = database.prepare('SELECT count(*) AS rows FROM domains');
  return {
    begin: () => database.exec('BEGIN IMMEDIATE'),
    commit: () => database.exec('COMMIT'),
    rollback: () => rollBack(database),
    put: (pattern, entry) => put.run(pattern, entry.provider, changesOf(entry)),
    remove: (pattern) => remove.run(pattern).changes > 0,
    clear: () => database.exec('DELETE FROM domains'),
    count: () => Number(count.get()?.['rows']),
    close: () => leave(file, database),
  };
}

/** How long an editor waits for another one. */
const editorTimeoutMilliseconds = 5000;

/**
 * NORMAL: after a power cut the last transactions may be missing, and nothing is half done. 48 MB of cache hold the
 * table of a million domains, so that rows in no order find their place in it.
 */
const editorPragmas = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -49152';

/**
 * A process that may not write to the folder can read the file only while its `-wal` and `-shm` exist
 * (https://www.sqlite.org/wal.html#read_only_databases). The last connection that closes deletes them, unless it is
 * read-only. So a read-only connection is closed last, for servers with no write access.
 */
function leave(file: string, database: DatabaseSync): void {
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const last = openToRead(file);
  last.exec('SELECT 1 FROM domains LIMIT 1');
  database.close();
  last.close();
}
