/** Opens a SQLite file, and adds the file name to its errors. */

import { existsSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** A reader waits only for a connection that recovers the file after a crash. */
const readerTimeoutMilliseconds = 250;
export function openToRead(file: string): DatabaseSync {
  // SQLite has one message, unable to open, for a missing file and for other causes.
  if (!existsSync(file)) throw new Error(`${file} is not there; "facteur domains import" makes it`);
  const database = named(file, () => new DatabaseSync(file, { readOnly: true }));
  database.exec(waiting(readerTimeoutMilliseconds));
  return database;
}

/** How long to wait for a lock; the option `timeout` does the same, in Node since 22.16. */
export const waiting = (milliseconds: number): string => `PRAGMA busy_timeout = ${milliseconds}`;

/** A transaction that failed may be over already; only Node since 22.16 has `isTransaction` to ask. */
export function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // No transaction is open.
  }
}

export const prepared = (file: string, database: DatabaseSync, sql: string): StatementSync =>
  named(file, () => database.prepare(sql));

/** SQLite's errors do not name the file: "no such table: domains". */
export function named<Value>(file: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}
