/** `facteur domains export` for D1 and KV: after a full export or an export of changes, D1 and KV hold what the store holds. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Readable, Writable } from 'node:stream';
import { Command } from 'commander';
import fc from 'fast-check';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { describeDomains } from '../../../src/cli/domains/command.ts';
import { d1Sql } from '../../../src/cli/domains/d1-sql.ts';
import type { ExportedRow } from '../../../src/cli/domains/export-rows.ts';
import { kvFiles } from '../../../src/cli/domains/kv-files.ts';
import type { Entry } from '../../../src/directory/entry.ts';
import { createTable } from '../../../src/directory/stores/domains-table.ts';
import { editSqlite } from '../../../src/directory/stores/node/sqlite-editor.ts';
import { openKv } from '../../../src/directory/stores/portable/kv.ts';
import { type Pattern, parsePattern } from '../../../src/directory/wildcard.ts';
import { domainOf } from '../../support/wildcard-cases.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'facteur-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

function patternOf(text: string): Pattern {
  const pattern = parsePattern(text);
  if (pattern.ok) return pattern.value;
  throw new Error(`${text} is no pattern`);
}

/** @returns the file of a store with these entries */
function storeOf(name: string, entries: Readonly<Record<string, Entry>>): string {
  const file = join(folder, name);
  rmSync(file, { force: true });
  const editor = editSqlite(file);
  editor.begin();
  for (const [domain, entry] of Object.entries(entries)) editor.put(patternOf(domain), entry);
  editor.commit();
  editor.close();
  return file;
}

async function exporting(...args: readonly string[]) {
  const texts = { out: '', err: '' };
  const stream = (to: 'out' | 'err') =>
    new Writable({
      write(chunk, _encoding, done) {
        texts[to] += chunk;
        done();
      },
    });
  const terminal = {
    stdin: Readable.from([]),
    stdout: stream('out'),
    stderr: stream('err'),
    exitCode: undefined,
  };
  const program = new Command();
  describeDomains(program, terminal);
  await program.parseAsync(['domains', 'export', ...args], { from: 'user' });
  return { code: terminal.exitCode, ...texts };
}

/** A database that runs SQL as D1 does: without transactions of the file's own. */
function database() {
  const open = new DatabaseSync(':memory:');
  return {
    run(sql: string): void {
      expect(sql).not.toMatch(/^\s*(BEGIN|COMMIT|PRAGMA)/m);
      open.exec(sql);
    },
    rows: () =>
      open
        .prepare('SELECT domain, provider, changes FROM domains ORDER BY domain')
        .all()
        .map(({ domain, provider, changes }) => [domain, provider, changes]),
  };
}

const contents: Readonly<Record<string, Entry>> = {
  'a.example': { provider: 'example.net' },
  'b.example': { provider: 'example.net', imap: 'mail.b.example', name: "It's B; --" },
  '*.c.example': { provider: 'none' },
  '*': { provider: 'other.example' },
};
const held = [
  ['*', 'other.example', null],
  ['*.c.example', 'none', null],
  ['a.example', 'example.net', null],
  ['b.example', 'example.net', '{"imap":"mail.b.example","name":"It\'s B; --"}'],
];

describe('--format d1', () => {
  test('is SQL that makes the table, and makes it once more without harm', async () => {
    const { code, out, err } = await exporting('--format', 'd1', '--store', storeOf('a.db', contents));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const d1 = database();
    d1.run(out);
    d1.run(out);
    expect(d1.rows()).toEqual(held);
  });

  test('has statements of at most 1,000 rows and 100,000 bytes, however long the rows are', () => {
    const rows = function* (bytes: number): Iterable<ExportedRow> {
      for (let at = 0; at < 5000; at++) {
        yield { domain: `${at}.example`, entry: { provider: 'example.net', name: 'ü'.repeat(bytes / 2) } };
      }
    };
    for (const bytes of [2, 60, 400, 4000]) {
      const statements = [...d1Sql(rows(bytes), [])].slice(1);
      const sizes = statements.map((statement) => Buffer.byteLength(statement));
      expect(Math.max(...sizes)).toBeLessThan(100_000);
      const counts = statements.map((statement) => statement.match(/^\('/gm)?.length ?? 0);
      expect(Math.max(...counts)).toBeLessThanOrEqual(1000);
      expect(counts.reduce((sum, count) => sum + count)).toBe(5000);
    }
  });

  test('with --since has what is new, different or gone, and no more', async () => {
    const older = storeOf('older.db', {
      ...contents,
      'gone.example': { provider: 'example.net' },
      'b.example': { provider: 'example.net', imap: 'old.b.example' },
    });
    const store = storeOf('newer.db', { ...contents, 'new.example': { provider: 'example.net' } });
    const { code, out } = await exporting('--format', 'd1', '--since', older, '--store', store);
    expect(code).toBe(0);
    expect(out.match(/'[*a-z.]+\.example'/g)).toEqual(["'b.example'", "'new.example'", "'gone.example'"]);
  });

  test('with --since makes of the older store the newer one, whatever they hold', async () => {
    const entry: fc.Arbitrary<Entry> = fc.record(
      {
        provider: fc.constantFrom('example.net', 'none', 'other.example'),
        imap: fc.constantFrom('a.example', 'b.example'),
        name: fc.string({ minLength: 1, maxLength: 20 }).filter((name) => name.trim() !== ''),
      },
      { requiredKeys: ['provider'] },
    );
    const names = fc.constantFrom(
      'a.example',
      'b.example',
      '*.a.example',
      '*',
      'xn--bcher-kva.example',
      'c.test',
    );
    const store = fc.dictionary(names, entry, { maxKeys: 6 });
    await fc.assert(
      fc.asyncProperty(store, store, async (before, after) => {
        const older = storeOf('older.db', before);
        const newer = storeOf('newer.db', after);
        const [first, changes, whole] = [database(), database(), database()];
        const sql = (await exporting('--format', 'd1', '--store', older)).out;
        first.run(sql);
        changes.run(sql);
        changes.run((await exporting('--format', 'd1', '--since', older, '--store', newer)).out);
        whole.run((await exporting('--format', 'd1', '--store', newer)).out);
        expect(changes.rows()).toEqual(whole.rows());
      }),
      { numRuns: 40 },
    );
  });
});

describe('--format kv', () => {
  const output = () => join(folder, 'pairs');
  const read = (name: string): unknown => JSON.parse(readFileSync(join(output(), name), 'utf8'));

  test('is files for wrangler, which the store of KV reads', async () => {
    const { code, out } = await exporting(
      '--format',
      'kv',
      '--output',
      output(),
      '--store',
      storeOf('a.db', contents),
    );
    expect({ code, out, files: readdirSync(output()) }).toEqual({
      code: 0,
      out: '',
      files: ['put-0001.json'],
    });
    expect(read('put-0001.json')).toEqual([
      { key: '*', value: 'other.example' },
      { key: '*.c.example', value: 'none' },
      { key: 'a.example', value: 'example.net' },
      {
        key: 'b.example',
        value: '{"provider":"example.net","imap":"mail.b.example","name":"It\'s B; --"}',
      },
    ]);
    const pairs = new Map<string, string>();
    for (const { key, value } of JSON.parse(readFileSync(join(output(), 'put-0001.json'), 'utf8'))) {
      pairs.set(key, value);
    }
    function get(key: string): Promise<string | null>;
    function get(keys: string[]): Promise<Map<string, string | null>>;
    async function get(keys: string | string[]): Promise<unknown> {
      if (typeof keys === 'string') return pairs.get(keys) ?? null;
      return new Map(keys.map((key) => [key, pairs.get(key) ?? null]));
    }
    const store = openKv({ get });
    expect(await store.find(domainOf('b.example'))).toEqual(contents['b.example']);
    expect(await store.find(domainOf('x.c.example'))).toEqual({ provider: 'none' });
  });

  test('has 10,000 pairs in a file', () => {
    const rows = function* (): Iterable<ExportedRow> {
      for (let at = 0; at < 20_001; at++)
        yield { domain: `${at}.example`, entry: { provider: 'example.net' } };
    };
    const files = [...kvFiles(rows(), ['gone.example'])];
    expect(files.map(({ name, text }) => [name, JSON.parse(text).length])).toEqual([
      ['put-0001.json', 10_000],
      ['put-0002.json', 10_000],
      ['put-0003.json', 1],
      ['delete-0001.json', 1],
    ]);
  });

  test('with --since has what is new or different, and the keys that are gone', async () => {
    const older = storeOf('older.db', { ...contents, 'gone.example': { provider: 'example.net' } });
    const store = storeOf('newer.db', { ...contents, 'a.example': { provider: 'none' } });
    await exporting('--format', 'kv', '--output', output(), '--since', older, '--store', store);
    expect(read('put-0001.json')).toEqual([{ key: 'a.example', value: 'none' }]);
    expect(read('delete-0001.json')).toEqual(['gone.example']);
  });

  test('writes no file when nothing has changed', async () => {
    const store = storeOf('a.db', contents);
    expect(
      (await exporting('--format', 'kv', '--output', output(), '--since', store, '--store', store)).code,
    ).toBe(0);
    expect(readdirSync(output())).toEqual([]);
  });
});

describe('it ends with 2, writes nothing and says why', () => {
  test.each<[why: string, args: readonly string[], reason: RegExp]>([
    ['kv without a folder', ['--format', 'kv'], /--output is the folder for --format kv/],
    [
      'a folder for another format',
      ['--format', 'd1', '--output', 'x'],
      /--output is the folder for --format kv/,
    ],
    ['changes as CSV', ['--since', 'older.db'], /--since is for --format d1 and kv/],
    ['an older store that is not there', ['--format', 'd1', '--since', 'no.db'], /no\.db is not there/],
  ])('%s', async (_, args, reason) => {
    const { code, out, err } = await exporting(...args, '--store', storeOf('a.db', contents));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(reason);
    expect(existsSync('x')).toBe(false);
  });

  test('an older store that is none', async () => {
    const older = join(folder, 'older.db');
    writeFileSync(older, 'CSV');
    const { code, err } = await exporting(
      '--format',
      'd1',
      '--since',
      older,
      '--store',
      storeOf('a.db', contents),
    );
    expect(code).toBe(2);
    expect(err).toContain('older.db: ');
  });

  test('a folder with files of an earlier export', async () => {
    writeFileSync(join(folder, 'put-0007.json'), '[]');
    const { code, err } = await exporting(
      '--format',
      'kv',
      '--output',
      folder,
      '--store',
      storeOf('a.db', contents),
    );
    expect(code).toBe(2);
    expect(err).toMatch(/is not empty/);
  });
});

test('migrations/ makes the table that the stores read', () => {
  const migration = readFileSync('migrations/0001_domains.sql', 'utf8');
  expect(migration.replace(/^--.*\n/gm, '')).toBe(`${createTable.trim()};\n`);
});
