/**
 * The table `domains` in a SQLite file, on Node. The server reads it and `facteur domains` writes it, both at once
 * if need be: with a write-ahead log, a reader sees the table as it was before a transaction or after it.
 */

import { existsSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Result } from '../../../model/result.ts';
import type { Entry } from '../../entry.ts';
import type { Pattern } from '../../wildcard.ts';
import {
  changesOf,
  createTable,
  entryOfRow,
  lookUp,
  lookUpExact,
  lookUpParameter,
  type RowFlaw,
  readRow,
} from '../domains-table.ts';
import type { StoreOptions } from '../options.ts';
import type { Store } from '../store.ts';

/** @throws when the file is not there, or has no such table */
export function openSqlite({ file }: StoreOptions<'sqlite'>): Store {
  const database = openToRead(file);
  const exact = prepared(file, database, lookUpExact);
  const covering = prepared(file, database, lookUp);
  const turn = readingInTurns(database);
  return {
    name: 'sqlite',
    find(domain) {
      turn.begin();
      const row = exact.get(domain) ?? covering.get(lookUpParameter(domain));
      return row === undefined ? undefined : entryOfRow('sqlite', row);
    },
    close: () => {
      turn.end();
      database.close();
    },
  };
}

/**
 * All that is looked up in one turn of the event loop is read in one transaction: to lock and unlock the file for
 * each look-up costs more than the look-ups. The next turn sees what was written meanwhile.
 */
function readingInTurns(database: DatabaseSync) {
  const begin = database.prepare('BEGIN');
  let immediate: NodeJS.Immediate | undefined;
  const end = (): void => {
    if (immediate === undefined) return;
    clearImmediate(immediate);
    immediate = undefined;
    // It has only read, so there is nothing to keep.
    rollBack(database);
  };
  return {
    begin(): void {
      if (immediate !== undefined) return;
      begin.run();
      immediate = setImmediate(end);
    },
    end,
  };
}

/** A row under its pattern, whether it makes sense or not. */
export interface StoredRow {
  readonly domain: string;
  readonly entry: Result<Entry, RowFlaw>;
}

export interface SqliteReader {
  /**
   * @param glob `*` stands for anything, `?` for one character: `*.example.org`
   * @returns the rows in order of their names, as they are at this moment, however long it takes to read them
   */
  readonly rows: (glob: string, limit?: number) => Iterable<StoredRow>;
  readonly close: () => void;
}

/** @throws when the file is not there, or has no such table */
export function readSqlite(file: string): SqliteReader {
  const database = openToRead(file);
  const select = 'SELECT domain, provider, changes FROM domains WHERE domain GLOB ? ORDER BY domain LIMIT ?';
  const statement = prepared(file, database, select);
  return {
    *rows(glob, limit = -1) {
      for (const row of statement.iterate(glob, limit)) {
        yield { domain: String(row['domain']), entry: readRow(row) };
      }
    },
    close: () => database.close(),
  };
}

/** Whoever writes says where a transaction begins and ends. */
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
 * Opens a file to write; it is made when it is not there.
 *
 * @throws when it cannot be written, or is no SQLite file
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

/** A reader waits for nobody but a connection that is mending the file after a crash. */
const readerTimeoutMilliseconds = 250;
/** How long one editor waits for another. */
const editorTimeoutMilliseconds = 5000;

/**
 * NORMAL: after a power cut the last transactions may be missing, and nothing is half done. 48 MB of cache hold the
 * table of a million domains, so that rows in no order find their place in it.
 */
const editorPragmas = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -49152';

function openToRead(file: string): DatabaseSync {
  // SQLite says of a missing file that it is unable to open it, and of anything else as well.
  if (!existsSync(file)) throw new Error(`${file} is not there; "facteur domains import" makes it`);
  const database = named(file, () => new DatabaseSync(file, { readOnly: true }));
  database.exec(waiting(readerTimeoutMilliseconds));
  return database;
}

/** For whoever holds a lock; the option `timeout` says it as well, to Node since 22.16. */
const waiting = (milliseconds: number): string => `PRAGMA busy_timeout = ${milliseconds}`;

/** One that failed in the middle may be over already; Node tells since 22.16 whether it is (`isTransaction`). */
function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // There was none.
  }
}

const prepared = (file: string, database: DatabaseSync, sql: string): StatementSync =>
  named(file, () => database.prepare(sql));

/** SQLite's errors do not tell the file: "no such table: domains". */
function named<Value>(file: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

/**
 * Who may not write to the directory can read the file only while its `-wal` and `-shm` are there
 * (https://www.sqlite.org/wal.html#read_only_databases), and the last connection that closes deletes them, unless
 * it could only read. So one like that is the last here, for servers that may do no more.
 */
function leave(file: string, database: DatabaseSync): void {
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const last = openToRead(file);
  last.exec('SELECT 1 FROM domains LIMIT 1');
  database.close();
  last.close();
}
