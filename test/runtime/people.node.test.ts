/** Stores with `by: address`, from the configuration to the answer, on Node. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { storeRuntimeOf } from '../../src/cli/shared/cache-runtime.ts';
import type { ConfigDocument } from '../../src/config/index.ts';
import { facteur } from '../../src/index.ts';
import { openNodeStore } from '../../src/runtime/node/stores.ts';
import { openSharedStores } from '../../src/runtime/shared-stores.ts';
import { partsOf } from '../support/profiles.ts';
import { configOf } from '../support/world.ts';

const lines: string[] = [];
const runtime = storeRuntimeOf((line) => void lines.push(line));

function databaseFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'facteur-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'people.db');
  const database = new DatabaseSync(file);
  database.exec(`CREATE TABLE users (mail TEXT PRIMARY KEY, login TEXT, display TEXT);
    INSERT INTO users VALUES ('jo@example.org', 'EXAMPLE\\jo', 'Jo Doe'), ('ann@example.org', '', NULL)`);
  database.close();
  return file;
}

const document = (file: string): ConfigDocument => ({
  provider: 'ovh.net',
  domains: { 'example.org': 'ovh.net' },
  directories: [
    {
      sqlite: { file, query: 'SELECT login AS username, display AS name FROM users WHERE mail = :address' },
      by: 'address',
    },
  ],
});

const usernamesOf = async (config: Parameters<typeof facteur>[0], address: string): Promise<unknown[]> => {
  const url = `https://autoconfig.example.org/mail/config-v1.1.xml?emailaddress=${address}`;
  const answer = await facteur(config).request(url);
  return [
    answer.status,
    ...new Set([...(await answer.text()).matchAll(/<username>(.*?)</g)].map(([, one]) => one)),
  ];
};

test('SQLite by the administrator’s query', async () => {
  const opened = await openSharedStores(configOf(document(databaseFile())), openNodeStore, runtime);
  onTestFinished(opened.close);
  expect(opened.stores.map(({ name }) => name)).toEqual(['sqlite-addresses']);
  expect(await usernamesOf(opened.config, 'jo@example.org')).toEqual([200, 'EXAMPLE\\jo']);
  // NOT NULL DEFAULT '' is nothing.
  expect(await usernamesOf(opened.config, 'ann@example.org')).toEqual([200, '%EMAILADDRESS%']);
  expect(await usernamesOf(opened.config, 'nobody@example.org')).toEqual([200, '%EMAILADDRESS%']);
});

test('addresses have a cache of their own, which a reload keeps', async () => {
  const config = configOf(document(databaseFile()));
  const first = await openSharedStores(config, openNodeStore, runtime);
  await usernamesOf(first.config, 'jo@example.org');
  await usernamesOf(first.config, 'jo@example.org');
  const next = await openSharedStores(config, openNodeStore, runtime, first);
  await first.close();
  onTestFinished(next.close);
  await usernamesOf(next.config, 'jo@example.org');
  expect(next.stores[0]?.cache.figures()).toMatchObject({ hits: 2, misses: 1, size: 1 });
});

test('its bound is that of `cache.addresses`', async () => {
  const config = configOf({ ...document(databaseFile()), cache: { addresses: 2 } });
  const opened = await openSharedStores(config, openNodeStore, runtime);
  onTestFinished(opened.close);
  for (let count = 0; count < 20; count++) await usernamesOf(opened.config, `made-up-${count}@example.org`);
  expect(opened.stores[0]?.cache.figures().size).toBeLessThanOrEqual(4);
});

test('a store that fails is logged without the address', async () => {
  const file = databaseFile();
  const opened = await openSharedStores(configOf(document(file)), openNodeStore, runtime);
  onTestFinished(opened.close);
  const database = new DatabaseSync(file);
  database.exec('DROP TABLE users');
  database.close();
  lines.length = 0;
  expect((await usernamesOf(opened.config, 'jo.secret@example.org'))[0]).toBe(503);
  expect(lines.join()).toContain('sqlite-addresses');
  expect(lines.join()).not.toContain('secret');
});

test.each<[string, ConfigDocument['directories'], RegExp]>([
  [
    'a query that cannot be prepared',
    [{ sqlite: { file: 'FILE', query: 'SELECT nothing FROM users WHERE mail = :address' }, by: 'address' }],
    /nothing/,
  ],
  [
    'a binding of a Worker',
    [{ kv: { binding: 'PEOPLE' }, by: 'address' }],
    /kv cannot be looked up by address on Node/,
  ],
])('%s keeps the server from starting', async (_, directories = [], reason) => {
  const file = databaseFile();
  const written = JSON.parse(JSON.stringify(directories).replace('"FILE"', JSON.stringify(file)));
  const config = configOf({ ...document(file), directories: written });
  await expect(openSharedStores(config, openNodeStore, runtime)).rejects.toThrow(reason);
});

test.each<[aliases: boolean | undefined, address: string, emailAddress: string]>([
  [undefined, 'jo@example.org', 'jo@example.org'],
  [false, 'jo@example.org', 'jo@example.org'],
  [true, 'jo@example.org', 'jo@example.org, doe@example.org, jo.doe@example.org'],
  [true, 'Doe@example.org', 'Doe@example.org, jo.doe@example.org, jo@example.org'],
  [true, 'ann@example.org', 'ann@example.org'],
])('a profile with aliases: %s has, for %s, %s', async (aliases, address, emailAddress) => {
  const folder = mkdtempSync(join(tmpdir(), 'facteur-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'people.db');
  const database = new DatabaseSync(file);
  database.exec(`CREATE TABLE users (mail TEXT PRIMARY KEY, aliases TEXT);
    INSERT INTO users VALUES ('jo@example.org', 'jo@example.org jo.doe@example.org doe@example.org'),
      ('doe@example.org', 'jo@example.org jo.doe@example.org doe@example.org'), ('ann@example.org', '')`);
  database.close();
  const config = configOf({
    providers: {
      'example.net': {
        name: 'Example',
        shortName: 'Example',
        incoming: ['imaps://imap.example.net'],
        outgoing: ['smtps://smtp.example.net'],
        profile: aliases === undefined ? {} : { aliases },
      },
    },
    domains: { 'example.org': 'example.net' },
    directories: [
      { sqlite: { file, query: 'SELECT aliases FROM users WHERE mail = :address' }, by: 'address' },
    ],
  });
  const opened = await openSharedStores(config, openNodeStore, runtime);
  onTestFinished(opened.close);
  for (const more of ['', '&emailaddress=nobody@example.org']) {
    const url = `https://autoconfig.example.org/profile.mobileconfig?emailaddress=${address}${more}`;
    const { payloads } = partsOf(await (await facteur(opened.config).request(url)).text());
    expect(payloads[0]).toMatchObject({ EmailAddress: emailAddress, IncomingMailServerUsername: address });
  }
});

test('a profile of several mailboxes has the name that the store has for each', async () => {
  const opened = await openSharedStores(configOf(document(databaseFile())), openNodeStore, runtime);
  onTestFinished(opened.close);
  const namesOf = async (query: string): Promise<unknown[]> => {
    const url = `https://autoconfig.example.org/profile.mobileconfig?emailaddress=jo@example.org&email=ann@example.org${query}`;
    const { payloads } = partsOf(await (await facteur(opened.config).request(url)).text());
    return payloads
      .filter((payload) => payload['PayloadType'] === 'com.apple.mail.managed')
      .map((payload) => payload['EmailAccountName']);
  };
  expect(await namesOf('')).toEqual(['Jo Doe', undefined]);
  expect(await namesOf('&name=Al')).toEqual(['Al', 'Al']);
});
