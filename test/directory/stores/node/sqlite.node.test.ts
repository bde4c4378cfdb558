/** The table of domains in a SQLite file. */

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { entrySchema } from '../../../../src/directory/entry.ts';
import { StoreError } from '../../../../src/directory/failure.ts';
import { createTable, lookUp, lookUpParameter } from '../../../../src/directory/stores/domains-table.ts';
import { openSqlite } from '../../../../src/directory/stores/node/sqlite.ts';
import { editSqlite, readSqlite } from '../../../../src/directory/stores/node/sqlite-editor.ts';
import type { Store } from '../../../../src/directory/stores/store.ts';
import { parsePattern, patternsCovering } from '../../../../src/directory/wildcard.ts';
import type { Domain } from '../../../../src/model/address.ts';
import { forgivenRows, refusedRows, type TextRow } from '../../../support/row-cases.ts';
import { type Contents, describePatterned, domainOf, secret } from '../../../support/wildcard-cases.ts';

/** A name for a file that is gone after the test, and no file yet. */
function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'facteur-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'domains.db');
}

function patternOf(text: string) {
  const pattern = parsePattern(text);
  if (pattern.ok) return pattern.value;
  throw new Error(`${text} is not a pattern`);
}

function fileOf(contents: Contents): string {
  const file = newFile();
  const editor = editSqlite(file);
  for (const [text, entry] of Object.entries(contents)) editor.put(patternOf(text), entrySchema.parse(entry));
  editor.close();
  return file;
}

function opened(file: string): Store {
  const store = openSqlite({ file });
  onTestFinished(async () => await store.close?.());
  return store;
}

/** A file whose table was filled by another program. */
function fileOfRows(rows: readonly Columns[]): string {
  const file = newFile();
  const database = new DatabaseSync(file);
  database.exec(createTable);
  fill(database, rows);
  database.close();
  return file;
}

type Columns = readonly (string | number | Uint8Array | null)[];

/** Puts these rows in place of all that there are; a transaction, as each of them waits for the disk. */
function fill(database: DatabaseSync, rows: readonly Columns[]): void {
  database.exec('BEGIN; DELETE FROM domains');
  const insert = database.prepare('INSERT OR REPLACE INTO domains VALUES (?, ?, ?)');
  for (const row of rows) insert.run(...row);
  database.exec('COMMIT');
}

describePatterned(async (contents) => opened(fileOf(contents)));

describe('opening', () => {
  test('fails when the file is not there, and makes none', () => {
    const file = newFile();
    expect(() => openSqlite({ file })).toThrow(`${file} is not there; "facteur domains import" makes it`);
    expect(() => readSqlite(file)).toThrow('is not there');
    expect(existsSync(file)).toBe(false);
  });

  test('fails when the file is no database, and says which', () => {
    const file = newFile();
    writeFileSync(file, 'domain,provider\n'.repeat(100));
    expect(() => openSqlite({ file })).toThrow(`${file}: file is not a database`);
    expect(() => editSqlite(file)).toThrow(`${file}: file is not a database`);
  });

  test('fails when there is no such table, and says so', () => {
    const file = newFile();
    new DatabaseSync(file).exec('CREATE TABLE customers (name TEXT)');
    expect(() => openSqlite({ file })).toThrow(`${file}: no such table: domains`);
  });

  test('takes a view over tables of the operator’s own', () => {
    const file = newFile();
    const database = new DatabaseSync(file);
    database.exec(`CREATE TABLE customers (name TEXT PRIMARY KEY);
      INSERT INTO customers VALUES ('example.org');
      CREATE VIEW domains AS SELECT name AS domain, 'example.net' AS provider, NULL AS changes FROM customers`);
    database.close();
    expect(opened(file).find(domainOf('example.org'))).toEqual({ provider: 'example.net' });
  });
});

const columnsOf = ({ provider, PROVIDER, ...changes }: TextRow) =>
  ['example.org', provider ?? PROVIDER ?? '', JSON.stringify(changes)] as const;

describe('a row that makes no sense', () => {
  test.each<[why: string, flaw: string, provider: string | Uint8Array, changes: string | number | null]>([
    ['an empty provider', 'provider is missing', '', null],
    ['a provider of bytes', 'provider is not UTF-8', new Uint8Array([0xff]), null],
    ['changes that are no JSON', 'changes is not a JSON object', 'example.net', `{"imap": "${secret}`],
    ['changes in an array', 'changes is not a JSON object', 'example.net', '[]'],
    ['changes in a number', 'changes is not a JSON object', 'example.net', 5],
    ['a host that is none', 'imap is not a host name', 'example.net', `{"imap": "${secret} x"}`],
  ])(
    'is %s: an error that tells the store and the column, and nobody’s name',
    (_, flaw, provider, changes) => {
      const store = opened(fileOfRows([[`${secret}.example`, provider, changes]]));
      const find = () => store.find(domainOf(`${secret}.example`));
      expect(find).toThrow(`sqlite holds a row whose ${flaw}`);
      expect(find).not.toThrow(secret);
    },
  );

  test.each(forgivenRows)('may have %s', (_, row, entry) => {
    expect(opened(fileOfRows([columnsOf(row)])).find(domainOf('example.org'))).toEqual(entry);
  });

  test.each(refusedRows)('is refused that has %s', (_, row, sentence) => {
    const find = () => opened(fileOfRows([columnsOf(row)])).find(domainOf('example.org'));
    expect(find).toThrow(`sqlite ${sentence}`);
  });

  test('is found in its own script, after its A-labels', () => {
    const store = opened(
      fileOfRows([
        ['bücher.example', 'own.example', null],
        ['*.bücher.example', 'below.example', null],
        ['xn--strae-oqa.example', 'labels.example', null],
        ['straße.example', 'own.example', null],
      ]),
    );
    const providers = ['bücher.example', 'a.bücher.example', 'straße.example'].map((of) =>
      store.find(domainOf(of)),
    );
    expect(providers).toEqual([
      { provider: 'own.example' },
      { provider: 'below.example' },
      { provider: 'labels.example' },
    ]);
  });

  test('does not affect other rows', () => {
    const store = opened(
      fileOfRows([
        ['a.example', 'example.net', 'nonsense'],
        ['b.example', 'example.net', null],
      ]),
    );
    expect(store.find(domainOf('b.example'))).toEqual({ provider: 'example.net' });
  });
});

describe('a file that is changed under an open store', () => {
  const name = domainOf('example.org');
  const old = { 'example.org': 'old.example' };
  const other = { 'example.org': 'new.example' };
  /** A store that has read the file, in the next turn of the event loop. */
  async function reading(file = fileOf(old)) {
    const store = opened(file);
    expect(store.find(name)).toEqual({ provider: 'old.example' });
    await nextTurn();
    return { file, find: () => store.find(name), later: () => nextTurn() };
  }
  const failureOf = (find: () => unknown): unknown => {
    try {
      return find();
    } catch (error) {
      return error instanceof StoreError ? error.failure : error;
    }
  };

  test.each<[how: string, change: (file: string, by: string) => void]>([
    ['another is moved over it', (file, by) => renameSync(by, file)],
    [
      'it is removed, and another is moved there',
      (file, by) => {
        rmSync(file);
        renameSync(by, file);
      },
    ],
    ['a backup is copied into it', (file, by) => copyFileSync(by, file)],
    [
      'it is a link, which then leads to another',
      (file, by) => {
        symlinkSync(by, `${file}.link`);
        renameSync(`${file}.link`, file);
      },
    ],
  ])('is read anew when %s', async (_, change) => {
    const { file, find } = await reading();
    change(file, fileOf(other));
    expect(find()).toEqual({ provider: 'new.example' });
  });

  test('is read anew each time, and the files before are let go', async () => {
    const { file, find, later } = await reading();
    const before = readdirSync('/proc/self/fd').length;
    for (let at = 0; at < 50; at++) {
      renameSync(fileOf({ 'example.org': `p${at}.example` }), file);
      expect(find()).toEqual({ provider: `p${at}.example` });
      await later();
    }
    expect(readdirSync('/proc/self/fd').length).toBeLessThan(before + 10);
  });

  test('is the same within one turn of the event loop', async () => {
    const { file, find, later } = await reading();
    find();
    renameSync(fileOf(other), file);
    expect(find()).toEqual({ provider: 'old.example' });
    await later();
    expect(find()).toEqual({ provider: 'new.example' });
  });

  test.each<[what: string, word: string, change: (file: string) => void, whole: (file: string) => void]>([
    [
      'is removed',
      'file-missing',
      (file) => renameSync(file, `${file}.away`),
      (file) => renameSync(`${file}.away`, file),
    ],
    [
      'becomes something else',
      'file-damaged',
      (file) => writeFileSync(file, 'no database, but a text of some length'.repeat(100)),
      (file) => renameSync(fileOf(old), file),
    ],
    [
      'is cut off in the middle',
      'file-damaged',
      (file) => truncateSync(file, 5000),
      (file) => renameSync(fileOf(old), file),
    ],
    [
      'loses its table',
      'query-refused',
      (file) => {
        const database = new DatabaseSync(file);
        database.exec('ALTER TABLE domains RENAME TO customers; PRAGMA wal_checkpoint(TRUNCATE)');
        database.close();
      },
      (file) => renameSync(fileOf(old), file),
    ],
    [
      'becomes a folder',
      'file-unreadable',
      (file) => {
        rmSync(file);
        mkdirSync(file);
      },
      (file) => {
        rmSync(file, { recursive: true });
        renameSync(fileOf(old), file);
      },
    ],
  ])('fails when it %s, by the word %s, and is read again afterwards', async (_, word, change, whole) => {
    const { file, find, later } = await reading();
    change(file);
    for (const _again of [1, 2]) {
      expect(failureOf(find)).toMatchObject({ word });
      await later();
    }
    whole(file);
    expect(find()).toEqual({ provider: 'old.example' });
  });

  test('is not read with the write-ahead log of the file before, which would bring its rows back', async () => {
    const file = newFile();
    const writer = new DatabaseSync(file);
    writer.exec(
      `PRAGMA journal_mode = WAL; ${createTable}; INSERT INTO domains VALUES ('example.org', 'old.example', NULL)`,
    );
    const { find, later } = await reading(file);
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    renameSync(fileOf(other), file);
    for (const _ of [1, 2]) {
      expect(failureOf(find)).toEqual({ word: 'file-damaged', code: 'OLD_WAL' });
      await later();
    }
    writer.close();
    for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
    expect(find()).toEqual({ provider: 'new.example' });
  });

  test('fails in words that may be logged', async () => {
    const { file, find } = await reading();
    writeFileSync(file, `${secret}.example`.repeat(1000));
    expect(find).toThrow(/^sqlite has a damaged file( \(SQLITE_\d+\))?$/);
  });
});

/** What could come in if a parser let it by. */
const hostile = fc.oneof(
  fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
  fc.constantFrom(
    "'; DROP TABLE domains; --",
    "' OR '1'='1",
    '" OR 1=1 --',
    '"]',
    '","*","',
    '?1',
    '%',
    '*',
    '*.',
    '..',
    '_',
    '__proto__',
    "x' UNION SELECT 'evil', NULL --",
  ),
  fc.string({ unit: fc.constantFrom("'", '"', '.', '*', ';', '-', '%', '\\', 'a'), maxLength: 6 }),
);

/** Not true, which is what the test is about. */
const passesForDomain = (_: string): _ is Domain => true;

test('a domain is data and never SQL', async () => {
  const file = fileOf({});
  const database = new DatabaseSync(file);
  const store = opened(file);
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(hostile, { minLength: 1 }), hostile, async (names, other) => {
      await nextTurn();
      fill(database, [...names.map((name) => [name, `of ${name}.`, null]), ['sentinel', 'alive', null]]);
      const expected = new Map(names.map((name) => [name, `of ${name}.`]));
      for (const name of [...names, other]) {
        if (!passesForDomain(name)) throw new Error();
        const key = patternsCovering(name).find((pattern) => expected.has(pattern));
        expect(store.find(name)).toEqual(key === undefined ? undefined : { provider: expected.get(key) });
      }
      expect(store.find(domainOf('sentinel'))).toEqual({ provider: 'alive' });
    }),
    { numRuns: 500 },
  );
  database.close();
});

test('a look-up searches by the key, and never goes through the table', () => {
  const database = new DatabaseSync(fileOf({}));
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${lookUp}`).all(lookUpParameter(domainOf('example.org')));
  const steps = plan.map(({ detail }) => String(detail)).filter((detail) => detail.includes('domains'));
  expect(steps).toEqual(['SEARCH domains USING PRIMARY KEY (domain=?)']);
  database.close();
});

describe('an editor', () => {
  test('makes the file and the table, with a write-ahead log', () => {
    const database = new DatabaseSync(fileOf({}));
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(database.prepare('SELECT count(*) AS rows FROM domains').get()).toEqual({ rows: 0 });
    database.close();
  });

  test('leaves a table as it was that is there already', () => {
    const file = fileOf({ 'example.org': 'example.net' });
    const editor = editSqlite(file);
    expect(editor.count()).toBe(1);
    editor.close();
  });

  test('puts one entry in place of another', () => {
    const file = fileOf({ 'example.org': { provider: 'example.net', imap: 'mail.example.org' } });
    const editor = editSqlite(file);
    editor.put(domainOf('example.org'), { provider: 'example.com' });
    expect(editor.count()).toBe(1);
    editor.close();
    expect(opened(file).find(domainOf('example.org'))).toEqual({ provider: 'example.com' });
  });

  test('removes, and tells whether there was anything', () => {
    const file = fileOf({ '*.example.org': 'a', '*': 'b' });
    const editor = editSqlite(file);
    expect(
      ['*.example.org', '*.example.org', 'example.org', '*'].map((text) => editor.remove(patternOf(text))),
    ).toEqual([true, false, false, true]);
    expect(editor.count()).toBe(0);
    editor.close();
  });

  test('is not seen by a reader before it commits, nor after it has rolled back', async () => {
    const file = fileOf({ 'a.example': 'before' });
    const store = opened(file);
    const seen = async () => {
      await nextTurn();
      return ['a.example', 'b.example'].map((domain) => store.find(domainOf(domain)));
    };
    const editor = editSqlite(file);
    const replace = () => {
      editor.begin();
      editor.clear();
      editor.put(domainOf('b.example'), { provider: 'after' });
    };
    replace();
    expect(await seen()).toEqual([{ provider: 'before' }, undefined]);
    editor.rollback();
    expect(await seen()).toEqual([{ provider: 'before' }, undefined]);
    replace();
    editor.commit();
    expect(await seen()).toEqual([undefined, { provider: 'after' }]);
    editor.rollback();
    expect(await seen()).toEqual([undefined, { provider: 'after' }]);
    await nextTurn();
    editor.close();
  });

  test('changes nothing for a reader within one turn of the event loop, and everything for the next one', async () => {
    const file = fileOf({ 'a.example': 'before', 'b.example': 'before' });
    const store = opened(file);
    const find = (domain: string) => store.find(domainOf(domain));
    expect(find('a.example')).toEqual({ provider: 'before' });
    const editor = editSqlite(file);
    for (const domain of ['a.example', 'b.example']) editor.put(patternOf(domain), { provider: 'after' });
    expect(find('b.example')).toEqual({ provider: 'before' });
    await nextTurn();
    editor.close();
    expect(find('b.example')).toEqual({ provider: 'after' });
  });

  test('leaves what a server needs that may not write beside the file', () => {
    const file = fileOf({ 'example.org': 'example.net' });
    expect(existsSync(`${file}-shm`)).toBe(true);
    // Empty, as all that was written is in the file itself.
    expect(statSync(`${file}-wal`).size).toBe(0);
  });
});

describe('the rows of a reader', () => {
  const file = () =>
    fileOf({ 'b.example': 'b', 'a.example': 'a', '*.a.example': 'below', 'x.a.example': 'x', '*': 'all' });
  const names = (glob: string, limit?: number): string[] => {
    const reader = readSqlite(file());
    onTestFinished(reader.close);
    return [...reader.rows(glob, limit)].map(({ domain }) => domain);
  };

  test.each<[glob: string, limit: number | undefined, ...domains: string[]]>([
    ['*', undefined, '*', '*.a.example', 'a.example', 'b.example', 'x.a.example'],
    ['*', 2, '*', '*.a.example'],
    ['*', 0],
    ['*.a.example', undefined, '*.a.example', 'x.a.example'],
    ['?.example', undefined, 'a.example', 'b.example'],
    ['a.example', undefined, 'a.example'],
    ['c*', undefined],
    ["' OR 1=1 --", undefined],
  ])('for %s, and %s at most, are these', (glob, limit, ...domains) => {
    expect(names(glob, limit)).toEqual(domains);
  });

  test('are those of the moment it began to read', () => {
    const path = file();
    const reader = readSqlite(path);
    const rows = reader.rows('*')[Symbol.iterator]();
    expect(rows.next().value).toMatchObject({ domain: '*' });
    const editor = editSqlite(path);
    editor.clear();
    const rest = [];
    for (let next = rows.next(); !next.done; next = rows.next()) rest.push(next.value.domain);
    expect(rest).toEqual(['*.a.example', 'a.example', 'b.example', 'x.a.example']);
    reader.close();
    editor.close();
  });
});
