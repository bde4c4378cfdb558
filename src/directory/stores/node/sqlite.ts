/**
 * The table `domains` in a SQLite file, on Node. The server reads it and `facteur domains` writes it, both at once
 * if need be: with a write-ahead log, a reader sees the table as it was before a transaction or after it.
 */

import { existsSync, type Stats, statSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Domain } from '../../../model/address.ts';
import type { Result } from '../../../model/result.ts';
import type { Entry } from '../../entry.ts';
import { codeOf, type Outage, StoreError } from '../../failure.ts';
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

const name = 'sqlite';

/** @throws when the file is not there, or has no such table */
export function openSqlite({ file }: StoreOptions<'sqlite'>): Store {
  const reading = readingInTurns(file);
  return {
    name,
    find(domain) {
      const row = reading.row(domain);
      return row === undefined ? undefined : entryOfRow(name, row);
    },
    close: reading.close,
  };
}

/** An open file, and which one it is. */
interface OpenFile {
  readonly database: DatabaseSync;
  readonly begin: StatementSync;
  readonly exact: StatementSync;
  readonly covering: StatementSync;
  readonly identity: Stats;
}

/**
 * All that is looked up in one turn of the event loop is read in one transaction: to lock and unlock the file for
 * each look-up costs more than the look-ups. The next turn sees what was written meanwhile, and opens the file again
 * when another one is there in its place: the connection would go on reading the one that was replaced or removed.
 */
function readingInTurns(file: string) {
  let current: OpenFile | undefined = openFile(file);
  let inode: number | undefined = current.identity.ino;
  let immediate: NodeJS.Immediate | undefined;

  const endTurn = (): void => {
    if (immediate === undefined) return;
    clearImmediate(immediate);
    immediate = undefined;
    // It has only read, so there is nothing to keep.
    if (current) rollBack(current.database);
  };
  const close = (): void => {
    endTurn();
    current?.database.close();
    current = undefined;
  };
  const reopen = (identity: Stats): OpenFile => {
    close();
    // SQLite would read rows of the old file out of its log.
    if (inode !== identity.ino && hasOldLog(file, identity)) {
      throw new StoreError(name, { word: 'file-damaged', code: 'OLD_WAL' });
    }
    // A page that is cut off reads as a page of zeros: rows would be missing without an error.
    if (identity.size % smallestPageBytes !== 0) throw new StoreError(name, { word: 'file-damaged' });
    const next = openFile(file);
    inode = identity.ino;
    current = next;
    return next;
  };
  const opened = (): OpenFile => {
    if (current && immediate !== undefined) return current;
    const identity = statOf(file);
    if (!identity) {
      close();
      // The next file may get the inode of this one.
      inode = undefined;
      throw new StoreError(name, { word: 'file-missing' });
    }
    const open = current && isSame(current.identity, identity) ? current : reopen(identity);
    open.begin.run();
    immediate = setImmediate(endTurn);
    return open;
  };
  return {
    close,
    row(domain: Domain): unknown {
      try {
        const { exact, covering } = opened();
        return exact.get(domain) ?? covering.get(lookUpParameter(domain));
      } catch (error) {
        // A file that was damaged for a moment, such as by a copy into it, is read anew.
        close();
        throw error instanceof StoreError ? error : new StoreError(name, failureIn(error));
      }
    },
  };
}

function openFile(file: string): OpenFile {
  const identity = statOf(file);
  const database = openToRead(file);
  try {
    if (!identity) throw new Error(`${file} is not there`);
    return {
      database,
      begin: prepared(file, database, 'BEGIN'),
      exact: prepared(file, database, lookUpExact),
      covering: prepared(file, database, lookUp),
      identity,
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

const smallestPageBytes = 512;

const statOf = (file: string): Stats | undefined => statSync(file, { throwIfNoEntry: false });

/** A file that is written into has another time of change, one that another is moved over has another inode. */
const isSame = (one: Stats, other: Stats | undefined): boolean =>
  one.ino === other?.ino && one.ctimeMs === other.ctimeMs && one.size === other.size && one.dev === other.dev;

/** Whether the write-ahead log beside a file holds something, and was written before that file came there. */
function hasOldLog(file: string, moved: Stats): boolean {
  const log = statOf(`${file}-wal`);
  return log !== undefined && log.size > 0 && log.mtimeMs <= moved.ctimeMs;
}

/** By the result codes of https://www.sqlite.org/rescode.html, whose low byte is the kind. */
function failureIn(error: unknown): Outage {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const number =
    cause instanceof Error && 'errcode' in cause && typeof cause.errcode === 'number'
      ? cause.errcode & 0xff
      : undefined;
  // Of the file system: EACCES, or ENOTDIR where a folder was.
  const code = codeOf(cause);
  if (number === undefined)
    return { word: /^E[A-Z]+$/.test(code ?? '') ? 'file-unreadable' : 'failed', code };
  const [word] = resultCodes.find(([, codes]) => codes.includes(number)) ?? [];
  return { word: word ?? 'failed', code: `SQLITE_${number}` };
}

const resultCodes: readonly (readonly [Outage['word'], readonly number[]])[] = [
  // ERROR: the table or a column is missing.
  ['query-refused', [1]],
  // BUSY, LOCKED
  ['timeout', [5, 6]],
  // PERM, READONLY, IOERR, CANTOPEN, AUTH
  ['file-unreadable', [3, 8, 10, 14, 23]],
  // CORRUPT, NOTADB
  ['file-damaged', [11, 26]],
];

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
