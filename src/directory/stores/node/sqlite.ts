/**
 * The table `domains` in a SQLite file, on Node. `facteur domains` may write it (sqlite-editor.ts) while the server
 * reads: with a write-ahead log, a reader sees the table as it was before a transaction or after it.
 */

import { type Stats, statSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Domain } from '../../../model/address.ts';
import { codeOf, type Outage, StoreError } from '../../failure.ts';
import { type AddressStore, addressRowStore } from '../address-store.ts';
import { lookUp, lookUpExact, lookUpParameter, tableStore } from '../domains-table.ts';
import type { AddressStoreOptions, StoreOptions } from '../options.ts';
import { bindParameters } from '../sql-parameters.ts';
import type { Store } from '../store.ts';
import { openToRead, prepared, rollBack } from './sqlite-file.ts';

const name = 'sqlite';

/** @throws when the file is not there, or has no such table */
export function openSqlite({ file }: StoreOptions<'sqlite'>): Store {
  const { read, close } = readingInTurns(file, (prepare) => ({
    exact: prepare(lookUpExact),
    covering: prepare(lookUp),
  }));
  const row = (domain: Domain): unknown =>
    read(({ exact, covering }) => exact.get(domain) ?? covering.get(lookUpParameter(domain)));
  return tableStore(name, row, close);
}

/**
 * People in a SQLite file, by the administrator's own query.
 *
 * @throws when the file is not there, or the query cannot be prepared
 */
export function openSqliteByAddress({ file, query }: AddressStoreOptions<'sqlite'>): AddressStore {
  const { text, values } = bindParameters(query, 'numbered');
  const { read, close } = readingInTurns(file, (prepare) => prepare(text));
  return addressRowStore(name, (given) => read((statement) => statement.all(...values(given))), close);
}

/** An open file, and which one it is. */
interface OpenFile<Statements> {
  readonly database: DatabaseSync;
  readonly begin: StatementSync;
  readonly statements: Statements;
  readonly identity: Stats;
}

/**
 * All that is looked up in one turn of the event loop is read in one transaction: to lock and unlock the file for
 * each look-up costs more than the look-ups. The next turn sees what was written meanwhile, and opens the file again
 * when another one is there in its place: the connection would go on reading the one that was replaced or removed.
 */
function readingInTurns<Statements>(file: string, prepareAll: PrepareAll<Statements>) {
  let current: OpenFile<Statements> | undefined = openFile(file, prepareAll);
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
  const reopen = (identity: Stats): OpenFile<Statements> => {
    close();
    // SQLite would read rows of the old file out of its log.
    if (inode !== identity.ino && hasOldLog(file, identity)) {
      throw new StoreError(name, { word: 'file-damaged', code: 'OLD_WAL' });
    }
    // A page that is cut off reads as a page of zeros: rows would be missing without an error.
    if (identity.size % smallestPageBytes !== 0) throw new StoreError(name, { word: 'file-damaged' });
    const next = openFile(file, prepareAll);
    inode = identity.ino;
    current = next;
    return next;
  };
  const opened = (): OpenFile<Statements> => {
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
    read<Value>(work: (statements: Statements) => Value): Value {
      try {
        return work(opened().statements);
      } catch (error) {
        // A file that was damaged for a moment, such as by a copy into it, is read anew.
        close();
        throw error instanceof StoreError ? error : new StoreError(name, failureIn(error));
      }
    },
  };
}

type PrepareAll<Statements> = (prepare: (sql: string) => StatementSync) => Statements;

function openFile<Statements>(file: string, prepareAll: PrepareAll<Statements>): OpenFile<Statements> {
  const identity = statOf(file);
  const database = openToRead(file);
  try {
    if (!identity) throw new Error(`${file} is not there`);
    return {
      database,
      begin: prepared(file, database, 'BEGIN'),
      statements: prepareAll((sql) => prepared(file, database, sql)),
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
