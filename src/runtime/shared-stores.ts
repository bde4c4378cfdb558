/**
 * A reload that keeps stores open. A store whose options are the same in the next configuration goes on in it, with
 * its connections, its cache and its counters: a reload while the store is down loses nothing that the cache knows.
 */

import type { Config } from '../config/index.ts';
import {
  addressStoreNames,
  type CachedStore,
  type Make,
  type Opened,
  type OpenStore,
  openStores,
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
}

/**
 * @param before what is open already; closing it leaves open what is used here
 * @throws what the first store threw that cannot be opened; then nothing has changed
 */
export async function openSharedStores(
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
    const one = same ?? (await sharedStore(options, make));
    shared.push(one);
    return one.store;
  });
  const names = [...storeNames(config.stores), ...addressStoreNames(config.addressStores)];
  for (const [at, name] of names.entries()) shared[at]?.store.use(name, config);
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await opened.close();
  };
  return { ...opened, shared, close };
}

/** Closed by the last configuration that uses it. */
async function sharedStore(options: string, make: Make): Promise<SharedStore> {
  const made = await make();
  let users = 1;
  const store: CachedStore = {
    get name() {
      return made.name;
    },
    cache: made.cache,
    ...(made.directory && { directory: made.directory }),
    ...(made.people && { people: made.people }),
    mailExchanger: made.mailExchanger,
    use: made.use,
    close: () => (--users === 0 ? made.close() : undefined),
  };
  return { options, store, retain: () => void users++ };
}

/** JSON in which the order of keys does not matter. */
const optionsOf = (choice: object): string =>
  JSON.stringify(choice, (_key, inside: unknown) =>
    typeof inside === 'object' && inside !== null && !Array.isArray(inside)
      ? Object.fromEntries(Object.entries(inside).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inside,
  );
