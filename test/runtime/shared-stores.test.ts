/** What a reload keeps of a store whose options stay the same: its connections, its cache and its counters. */

import { describe, expect, test } from 'vitest';
import type { Config, ConfigDocument } from '../../src/config/index.ts';
import type { Found } from '../../src/directory/directory.ts';
import type { Entry } from '../../src/directory/entry.ts';
import { StoreError } from '../../src/directory/failure.ts';
import type { Account } from '../../src/model/account.ts';
import type { OpenStore, StoreChoice, StoreRuntime } from '../../src/runtime/open-stores.ts';
import { openSharedStores, type SharedOpened } from '../../src/runtime/shared-stores.ts';
import { domainOf } from '../support/wildcard-cases.ts';
import { configOf } from '../support/world.ts';

const domain = domainOf('customer.example');

const provider = (host: string) => ({
  name: 'Example Mail',
  shortName: 'Example',
  incoming: [`imaps://${host}`],
  outgoing: [`smtps://${host}`],
});

const first = { sqlite: 'first.db' };
const second = { http: { url: 'https://second.example/%EMAILDOMAIN%', token: 'a' } };

const config = (
  directories: ConfigDocument['directories'],
  host = 'old.example.net',
  more: Partial<ConfigDocument> = {},
): Config => configOf({ directories, providers: { 'example.net': provider(host) }, ...more });

interface State {
  down: boolean;
  entry: Entry | undefined;
  /** How many are open now, and how many ever were. */
  open: number;
  opened: number;
  /** The kind of store that cannot be opened. */
  unusable: string;
  readonly lines: string[];
}

/** Stores that can be switched off; each says whether it is open. */
function world(entry: Entry = { provider: 'example.net' }) {
  let now = 0;
  const lines: string[] = [];
  const state: State = { down: false, entry, open: 0, opened: 0, unusable: '', lines };
  const open: OpenStore = (choice: StoreChoice) => {
    if (state.unusable !== '' && state.unusable in choice) throw new Error('cannot be opened');
    state.open++;
    state.opened++;
    return {
      name: 'shelf',
      find: () => {
        if (state.down) throw new StoreError('shelf', { word: 'refused' });
        return state.entry;
      },
      close: () => void state.open--,
    };
  };
  const runtime: StoreRuntime = {
    nowMilliseconds: () => now,
    timeout: () => ({ expired: new Promise<never>(() => {}), cancel: () => {} }),
    later: () => {},
    log: (store, { event }) => void state.lines.push(`${store}: ${event}`),
  };
  const reload = (next: Config, before?: SharedOpened) => openSharedStores(next, open, runtime, before);
  const pass = (milliseconds: number): void => {
    now += milliseconds;
  };
  return { state, reload, pass };
}

const hostOf = (found: Found): string | undefined => accountOf(found).incoming[0]?.host;
function accountOf(found: Found): Account {
  if (typeof found === 'object') return found;
  throw new Error(`${found} is no account`);
}

describe('a store whose options stay the same', () => {
  test('keeps its cache and its counters, also while it is down', async () => {
    const { state, reload } = world();
    const before = await reload(config([first]));
    await before.config.directory.find(domain);
    state.down = true;
    const after = await reload(
      config([first], 'old.example.net', { domains: { 'a.example': 'ovh.net' } }),
      before,
    );
    await before.close();
    expect(hostOf(await after.config.directory.find(domain))).toBe('old.example.net');
    expect(after.stores[0]?.cache.figures()).toMatchObject({ hits: 1, misses: 1, failures: 0, size: 1 });
    expect(state).toMatchObject({ open: 1, opened: 1 });
  });

  test('keeps its stale entries', async () => {
    const { state, reload, pass } = world();
    const before = await reload(config([first]));
    await before.config.directory.find(domain);
    state.down = true;
    const after = await reload(config([first], 'new.example.net'), before);
    pass(301_000);
    expect(hostOf(await after.config.directory.find(domain))).toBe('new.example.net');
    expect(after.stores[0]?.cache.figures()).toMatchObject({ stale: 1, failures: 1 });
    expect(state.lines).toEqual(['sqlite: a store is down']);
  });

  test.each<[what: string, entry: Entry, host: string]>([
    ['the provider alone', { provider: 'example.net' }, 'new.example.net'],
    ['changes of its own', { provider: 'example.net', imap: 'own.example.org' }, 'own.example.org'],
  ])('means what the new configuration says of its provider: %s', async (_, entry, host) => {
    const { reload } = world(entry);
    const before = await reload(config([first]));
    await before.config.directory.find(domain);
    const after = await reload(config([first], 'new.example.net'), before);
    const found = accountOf(await after.config.directory.find(domain));
    expect(found.incoming[0]?.host).toBe(host);
    expect(found.outgoing[0]?.host).toBe('new.example.net');
    // Documents are built and kept by the account, so it must be one object.
    expect(await after.config.directory.find(domain)).toBe(found);
    expect(after.stores[0]?.cache.figures()).toMatchObject({ misses: 1 });
  });

  test('says nothing of a domain whose provider the new configuration has lost', async () => {
    const { reload } = world();
    const before = await reload(config([first]));
    await before.config.directory.find(domain);
    const after = await reload(configOf({ directories: [first] }), before);
    expect(await after.config.directory.find(domain)).toBe('unavailable');
  });

  test('goes by the new rules of the cache', async () => {
    const { state, reload, pass } = world();
    const before = await reload(config([first]));
    await before.config.directory.find(domain);
    const after = await reload(config([first], 'old.example.net', { cache: { foundSeconds: 10 } }), before);
    state.entry = undefined;
    pass(11_000);
    expect(await after.config.directory.find(domain)).toBeUndefined();
  });

  test('may be written with its keys in another order, and stand elsewhere', async () => {
    const { state, reload } = world();
    const before = await reload(config([first, second]));
    const { url, token } = second.http;
    const after = await reload(config([{ http: { token, url } }, first]), before);
    await before.close();
    expect(state).toMatchObject({ open: 2, opened: 2 });
    expect(after.stores.map(({ name }) => name)).toEqual(['http', 'sqlite']);
  });

  test('is two stores when it stands there twice', async () => {
    const { state, reload } = world();
    const before = await reload(config([first, first]));
    const after = await reload(config([first, first]), before);
    expect(after.stores.map(({ name }) => name)).toEqual(['sqlite', 'sqlite-2']);
    expect(state).toMatchObject({ open: 2, opened: 2 });
  });
});

describe('a store is closed', () => {
  test('when the next configuration has other options for it, once those before are done', async () => {
    const { state, reload } = world();
    const before = await reload(config([second]));
    const after = await reload(config([{ http: { ...second.http, token: 'b' } }]), before);
    expect(state.open).toBe(2);
    await before.close();
    await before.close();
    expect(state.open).toBe(1);
    await after.close();
    expect(state.open).toBe(0);
  });

  test('by the last configuration that uses it, in whichever order they end', async () => {
    const { state, reload } = world();
    const one = await reload(config([first]));
    const two = await reload(config([first]), one);
    const three = await reload(config([first]), two);
    await three.close();
    await one.close();
    expect(state.open).toBe(1);
    await two.close();
    expect(state.open).toBe(0);
  });
});

test('a configuration whose stores cannot be opened changes nothing', async () => {
  const { state, reload } = world();
  const before = await reload(config([first]));
  await before.config.directory.find(domain);
  state.unusable = 'http';
  await expect(reload(config([first, second], 'new.example.net'), before)).rejects.toThrow(
    'cannot be opened',
  );
  expect(state.open).toBe(1);
  expect(hostOf(await before.config.directory.find(domain))).toBe('old.example.net');
  expect(before.stores.map(({ name }) => name)).toEqual(['sqlite']);
});
