/** The million domains of the benchmark, and the median. */

import { DatabaseSync } from 'node:sqlite';

export const domainsStored = 1_000_000;
/** How many of them are requested. */
export const domainsAsked = 100_000;

/** Names of equal length, so that requests and answers have equal size. */
export const domainOf = (index: number): string => `customer-${String(index).padStart(7, '0')}.example`;

/** @param provider of all domains */
export function storeDomains(to: string, provider: string): void {
  const database = new DatabaseSync(to);
  database.exec(`
    PRAGMA journal_mode = OFF;
    CREATE TABLE domains (domain TEXT PRIMARY KEY, provider TEXT NOT NULL, changes TEXT) WITHOUT ROWID;
    BEGIN`);
  const insert = database.prepare('INSERT INTO domains VALUES (?, ?, NULL)');
  for (let index = 0; index < domainsStored; index++) insert.run(domainOf(index), provider);
  database.exec('COMMIT');
  database.close();
}

/** The address of a person; all of them are in one domain. */
export const addressOf = (index: number): string => `person-${String(index).padStart(7, '0')}@example.org`;

/** People with a login of their own, beside the domains. */
export function storePeople(to: string): void {
  const database = new DatabaseSync(to);
  database.exec(`
    PRAGMA journal_mode = OFF;
    CREATE TABLE people (mail TEXT PRIMARY KEY, login TEXT NOT NULL) WITHOUT ROWID;
    BEGIN`);
  const insert = database.prepare('INSERT INTO people VALUES (?, ?)');
  for (let index = 0; index < domainsStored; index++) insert.run(addressOf(index), `EXAMPLE\\p${index}`);
  database.exec('COMMIT');
  database.close();
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
