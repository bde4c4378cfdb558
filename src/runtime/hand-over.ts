/**
 * A reload that keeps stores open. A store whose options are the same in the next configuration goes on in it, with
 * its connections, its cache and its counters: a reload while the store is down loses nothing that the cache knows.
 */

import type { Config } from '../config/index.ts';
import type { Found } from '../directory/directory.ts';
import type { Entry } from '../directory/entry.ts';
import type { AccountOf } from '../directory/stores/store.ts';
import type { Account } from '../model/account.ts';
import type { Domain } from '../model/address.ts';
import { whenReady } from '../model/result.ts';
import {
  type CachedStore,
  type Make,
  type Opened,
  type OpenStore,
  openStores,
  rulesOf,
  type StoreChoice,
  type StoreRuntime,
  storeNames,
} from './open-stores.ts';

export interface SharedOpened extends Opened {
  readonly shared: readonly SharedStore[];
}

interface SharedStore {
  /** Equal for equal options. */
  readonly options: string;
  readonly store: CachedStore;
  readonly retain: () => void;
  readonly use: (name: string, config: Config) => void;
}

/**
 * @param before what is open already; closing it leaves open what is used here
 * @throws what the first store threw that cannot be opened; then nothing has changed
 */
export async function openSharing(
  config: Config,
  open: OpenStore,
  runtime: StoreRuntime,
  before?: SharedOpened,
): Promise<SharedOpened> {
  const shared: SharedStore[] = [];
  const opened = await openStores(config, open, runtime, async (choice, make) => {
    const options = optionsOf(choice);
    const same = before?.shared.find((one) => one.options === options && !shared.includes(one));
    same?.retain();
    const one = same ?? (await sharedStore(options, make, config.accountOf));
    shared.push(one);
    return one.store;
  });
  for (const [at, name] of storeNames(config.stores).entries()) shared[at]?.use(name, config);
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await opened.close();
  };
  return { ...opened, shared, close };
}

/** Closed by the last configuration that uses it. */
async function sharedStore(options: string, make: Make, firstAccountOf: AccountOf): Promise<SharedStore> {
  const accounts = accountsAcrossReloads(firstAccountOf);
  const made = await make(accounts.accountOf);
  let users = 1;
  const cache = {
    ...made.cache,
    find: (domain: Domain) => whenReady(made.cache.find(domain), accounts.current),
  };
  const store: CachedStore = {
    get name() {
      return made.name;
    },
    cache,
    mailExchanger: made.mailExchanger,
    use: made.use,
    close: () => (--users === 0 ? made.close() : undefined),
  };
  return {
    options,
    store,
    retain: () => void users++,
    use(name, config) {
      made.use(name, rulesOf(config));
      accounts.use(config.accountOf);
    },
  };
}

/** What a cache holds are accounts of the configuration by which it learnt them; a later one may describe them otherwise. */
function accountsAcrossReloads(firstAccountOf: AccountOf) {
  let inUse = firstAccountOf;
  /** An account is one object for all entries that mean the same, so there are few of them. */
  const entries = new WeakMap<Account, Entry>();
  let meanings: WeakMap<Account, Account | 'unavailable'> | undefined;
  const accountOf: AccountOf = (entry) => {
    const account = inUse(entry);
    if (account && !entries.has(account)) entries.set(account, entry);
    return account;
  };
  return {
    accountOf,
    /** The same by the configuration in use; `unavailable` when that does not describe the provider. */
    current(found: Found): Found {
      if (meanings === undefined || typeof found !== 'object') return found;
      const known = meanings.get(found);
      if (known !== undefined) return known;
      const entry = entries.get(found);
      const meaning = entry ? (accountOf(entry) ?? 'unavailable') : found;
      meanings.set(found, meaning);
      return meaning;
    },
    use(other: AccountOf): void {
      if (other === inUse) return;
      inUse = other;
      meanings = new WeakMap();
    },
  };
}

/** JSON in which the order of keys does not matter. */
const optionsOf = (choice: StoreChoice): string =>
  JSON.stringify(choice, (_key, inside: unknown) =>
    typeof inside === 'object' && inside !== null && !Array.isArray(inside)
      ? Object.fromEntries(Object.entries(inside).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inside,
  );
