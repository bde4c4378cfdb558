/** Stores with `by: address` on Workers: D1 by a query, KV by the address. */

import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { Person } from '../../../src/directory/person.ts';
import { openD1ByAddress } from '../../../src/directory/stores/portable/d1.ts';
import { openKvByAddress } from '../../../src/directory/stores/portable/kv.ts';
import { type Address, parseAddress } from '../../../src/model/address.ts';

const { DOMAINS_D1: database, DOMAINS_KV: namespace } = env;

function address(text: string): Address {
  const parsed = parseAddress(text);
  if (parsed.ok) return parsed.value;
  throw new Error(text);
}

beforeEach(async () => {
  await database.exec('CREATE TABLE IF NOT EXISTS users (mail TEXT PRIMARY KEY, login TEXT, full_name TEXT)');
  await database.exec("INSERT OR REPLACE INTO users VALUES ('jo@example.org', 'EXAMPLE\\jo', 'Jo Doe')");
  await namespace.put('jo@example.org', '{"username": "jo7", "aliases": ["j.doe@example.org"]}');
});

const query =
  'SELECT login AS username, full_name AS name FROM users WHERE mail = :address OR mail = :localpart';

test.each<[string, string, Person | undefined]>([
  ['D1', 'Jo@example.org', { username: 'EXAMPLE\\jo', name: 'Jo Doe' }],
  ['D1', 'nobody@example.org', undefined],
  ['D1', "'--@example.org", undefined],
  ['KV', 'JO@example.org', { username: 'jo7', aliases: ['j.doe@example.org'] }],
  ['KV', 'nobody@example.org', undefined],
])('%s knows of %s: %j', async (kind, text, person) => {
  const store = kind === 'D1' ? openD1ByAddress(database, query) : openKvByAddress(namespace);
  expect(await store.find(address(text))).toEqual(person);
});

test('a query that D1 refuses is a failure of the store', async () => {
  const store = openD1ByAddress(database, 'SELECT * FROM nowhere WHERE mail = :address');
  await expect(store.find(address('jo@example.org'))).rejects.toMatchObject({
    failure: { word: 'query-refused' },
  });
});
