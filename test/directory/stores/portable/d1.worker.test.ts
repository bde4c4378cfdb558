/** The table of domains in D1, as workerd has it. */

import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { entrySchema } from '../../../../src/directory/entry.ts';
import { changesOf, createTable } from '../../../../src/directory/stores/domains-table.ts';
import { type D1Binding, openD1 } from '../../../../src/directory/stores/portable/d1.ts';
import { describePatterned, domainOf, secret } from '../../../support/wildcard-cases.ts';

declare global {
  namespace Cloudflare {
    interface Env {
      readonly DOMAINS_D1: D1Database;
    }
  }
}

const database = env.DOMAINS_D1;

beforeEach(async () => {
  await database.exec(createTable.replaceAll('\n', ' '));
  await database.exec('DELETE FROM domains');
});

type Columns = readonly [domain: string, provider: string | number, changes: string | number | null];

async function put(...rows: readonly Columns[]): Promise<void> {
  const insert = database.prepare('INSERT OR REPLACE INTO domains VALUES (?, ?, ?)');
  if (rows.length > 0) await database.batch(rows.map((row) => insert.bind(...row)));
}

describePatterned(async (contents) => {
  const entries = Object.entries(contents).map(
    ([domain, entry]) => [domain, entrySchema.parse(entry)] as const,
  );
  await put(...entries.map(([domain, entry]) => [domain, entry.provider, changesOf(entry)] as const));
  return openD1(database);
});

describe('a row that makes no sense', () => {
  test.each<[why: string, flaw: string, provider: string, changes: string | number]>([
    ['an empty provider', 'provider is missing', '', 'null'],
    ['changes that are no JSON', 'changes is not a JSON object', 'example.net', `{"imap": "${secret}`],
    ['changes in a number', 'changes is not a JSON object', 'example.net', 5],
    ['a host that is none', 'imap is not a host name', 'example.net', `{"imap": "${secret} x"}`],
  ])(
    'is %s: an error that tells the store and the column, and nobody’s name',
    async (_, flaw, provider, changes) => {
      await put([`${secret}.example`, provider, changes]);
      const found = openD1(database).find(domainOf(`${secret}.example`));
      await expect(found).rejects.toMatchObject({ message: `d1 holds a row whose ${flaw}` });
    },
  );
});

test('a database without the table is an error, and not an answer', async () => {
  await database.exec('DROP TABLE domains');
  await expect(openD1(database).find(domainOf('example.org'))).rejects.toMatchObject({
    message: 'd1 rejects the query',
    failure: { word: 'query-refused' },
  });
});

test('a domain is data and never SQL', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: fc.constantFrom("'", '"', '.', '*', ';', '-', '%', '\\', 'a') }),
      async (name) => {
        await put([name, 'hostile', null], ['sentinel.example', 'alive', null]);
        expect(await openD1(database).find(domainOf('sentinel.example'))).toEqual({ provider: 'alive' });
        await database.exec('DELETE FROM domains');
      },
    ),
    { numRuns: 50 },
  );
});

describe('rows that are read, which are paid for,', () => {
  /** The same database, and what D1 says it has read. */
  function metered() {
    const state = { rowsRead: 0 };
    const session = (): ReturnType<D1Binding['withSession']> => ({
      prepare: (query) => ({
        bind: (parameter) => ({
          async first() {
            const { results, meta } = await database.prepare(query).bind(parameter).all();
            state.rowsRead += meta.rows_read;
            return results[0] ?? null;
          },
        }),
      }),
    });
    return { state, store: openD1({ withSession: session }) };
  }

  test.each<[what: string, domain: string, provider: string | undefined, rows: number]>([
    ['one for the very domain', 'customer.example', 'exact', 1],
    ['one for the very domain, below many labels', `${'a.'.repeat(60)}customer.example`, 'deep', 1],
    ['two for a pattern', 'a.b.pattern.example', 'below', 2],
    ['none for a domain that is unknown', 'a.b.c.unknown.test', undefined, 0],
    ['none for a domain of many labels that is unknown', `${'a.'.repeat(100)}unknown.test`, undefined, 0],
  ])('are %s', async (_, domain, provider, rows) => {
    await put(
      ['customer.example', 'exact', null],
      [`${'a.'.repeat(60)}customer.example`, 'deep', null],
      ['*.pattern.example', 'below', null],
      ['*.example', 'above', null],
    );
    const { state, store } = metered();
    expect(await store.find(domainOf(domain))).toEqual(provider && { provider });
    expect(state.rowsRead).toBe(rows);
  });
});

test('its name in the log is d1', () => {
  expect(openD1(database).name).toBe('d1');
});
