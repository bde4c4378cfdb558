/** The same rows in each store, as its driver gives them, and what clients are answered. */

import { describe, expect, test } from 'vitest';
import { createApp } from '../../../src/app.ts';
import { type CacheRuntime, cachedDirectory, cacheRules } from '../../../src/directory/cache.ts';
import { accountsByEntry } from '../../../src/directory/entry.ts';
import { sqlStore } from '../../../src/directory/stores/node/sql-rows.ts';
import { openD1 } from '../../../src/directory/stores/portable/d1.ts';
import { httpStore } from '../../../src/directory/stores/portable/http.ts';
import { type KvBinding, openKv } from '../../../src/directory/stores/portable/kv.ts';
import type { Store } from '../../../src/directory/stores/store.ts';
import { readBody } from '../../../src/http/fetch-adapter.ts';
import { account } from '../../support/account.ts';
import { forgivenRows, refusedRows, type TextRow } from '../../support/row-cases.ts';
import { storeDirectory } from '../../support/store-directory.ts';
import { domainOf } from '../../support/wildcard-cases.ts';
import { poxRequest } from '../../support/world.ts';

const changesOf = ({ provider, PROVIDER, ...changes }: TextRow): TextRow => ({
  provider: provider ?? PROVIDER ?? null,
  changes: JSON.stringify(changes),
});

function kvOf(row: TextRow | undefined): KvBinding {
  function get(key: string): Promise<string | null>;
  function get(keys: string[]): Promise<Map<string, string | null>>;
  async function get(keys: string | string[]) {
    if (typeof keys !== 'string') return new Map();
    return row ? JSON.stringify(row) : null;
  }
  return { get };
}

/** Each store with this row for every domain, or without a row. */
const stores = {
  sql: (row) => sqlStore('shelf', { ask: async () => (row ? [row] : []), close: async () => {} }),
  http: (row) =>
    httpStore(
      { url: 'https://service.example/%EMAILDOMAIN%' },
      async () => new Response(JSON.stringify(row ?? null)),
    ),
  kv: (row) => openKv(kvOf(row)),
  d1: (row) =>
    openD1({
      withSession: () => ({
        prepare: () => ({ bind: () => ({ first: async () => (row ? changesOf(row) : null) }) }),
      }),
    }),
} as const satisfies Record<string, (row?: TextRow) => Store>;

describe.each(Object.entries(stores))('a row in %s', (name, storeOf) => {
  const find = async (row?: TextRow) => storeOf(row).find(domainOf('example.org'));

  test('is nothing where there is none', async () => {
    expect(await find()).toBeUndefined();
  });

  test.each(forgivenRows)('may have %s', async (_, row, entry) => {
    expect(await find(row)).toEqual(entry);
  });

  test.each(refusedRows)('is refused that has %s', async (_, row, sentence) => {
    await expect(find(row)).rejects.toThrow(`${name === 'sql' ? 'shelf' : name} ${sentence}`);
  });
});

describe('clients are answered', () => {
  const runtime: CacheRuntime = {
    nowMilliseconds: () => 0,
    timeout: () => ({ expired: new Promise(() => {}), cancel: () => {} }),
  };
  const app = (row: TextRow | undefined) =>
    createApp(
      {
        directory: cachedDirectory(
          storeDirectory(stores.sql(row), accountsByEntry(new Map([['example.net', account()]]))),
          cacheRules,
          runtime,
        ),
        origin: undefined,
        names: new Set(),
        defaultAccount: undefined,
        pacc: { smtp: true },
        soap: false,
        brand: {},
      },
      {
        now: () => new Date(0),
        cameOverHttp: () => false,
        readBody,
        httpsBeside: false,
        clock: () => 0,
        report: () => {},
      },
    );
  const statuses = async (row?: TextRow): Promise<readonly number[]> => {
    const requests = [
      new Request('https://autoconfig.example.org/mail/config-v1.1.xml'),
      new Request('https://autoconfig.example.org/mail/config-v1.1.xml?emailaddress=jo@example.org'),
      new Request('https://autodiscover.example.org/autodiscover/autodiscover.xml', {
        method: 'POST',
        body: poxRequest('jo@example.org'),
      }),
      new Request('https://autoconfig.example.org/profile.mobileconfig?emailaddress=jo@example.org'),
      new Request('https://ua-auto-config.example.org/.well-known/user-agent-configuration.json'),
    ];
    const answers = requests.map(async (request) => {
      request.headers.set('host', new URL(request.url).host);
      return (await app(row).fetch(request)).status;
    });
    return Promise.all(answers);
  };
  const served = forgivenRows.filter(([, , { provider }]) => provider !== 'none');

  test.each(served)('in every dialect, with %s', async (_, row) => {
    expect(await statuses(row)).toEqual([200, 200, 200, 200, 200]);
  });

  test('with 404 where there is no row, and with 503 where a value cannot be used', async () => {
    expect(await statuses()).toEqual([404, 404, 404, 404, 404]);
    expect(await statuses({ provider: 'example.net', imap: 'no host' })).toEqual([503, 503, 503, 503, 503]);
  });
});
