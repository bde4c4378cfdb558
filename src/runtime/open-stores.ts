/** Opens the stores that a configuration names, puts a memory before each, and lays them into its directory. */

import type { Config } from '../config/index.ts';
import {
  type CachedDirectory,
  type CacheRules,
  type CacheRuntime,
  cachedDirectory,
  cacheRules,
} from '../directory/cache.ts';
import { type Store, storeDirectory } from '../directory/stores/store.ts';
import type { Awaitable } from '../model/result.ts';

/** One entry of `directories`: an object with one key, the store's name, and its options. */
export type StoreChoice = Config['stores'][number];

/** @throws when a store cannot be opened, with words for the operator */
export type OpenStore = (choice: StoreChoice) => Awaitable<Store>;

export interface Opened {
  /** The configuration that knows what its stores know. */
  readonly config: Config;
  readonly caches: readonly CachedDirectory[];
  readonly close: () => Promise<void>;
}

/** @throws what the first store threw that cannot be opened; those opened before it are closed again */
export async function openStores(config: Config, open: OpenStore, runtime: CacheRuntime): Promise<Opened> {
  const stores: Store[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(stores.map((store) => store.close?.()));
  };
  try {
    for (const choice of config.stores) stores.push(await open(choice));
  } catch (error) {
    await close();
    throw error;
  }
  const caches = stores.map((store) =>
    cachedDirectory(storeDirectory(store, config.accountOf), rulesOf(config), runtime),
  );
  const mailExchanger = stores.flatMap((store) => store.mailExchanger ?? []).at(0);
  return { config: { ...config.withStores(caches), mailExchanger }, caches, close };
}

const rulesOf = ({ cache }: Config): CacheRules => ({
  limit: cache.limit ?? cacheRules.limit,
  foundSeconds: cache.foundSeconds ?? cacheRules.foundSeconds,
  unknownSeconds: cache.unknownSeconds ?? cacheRules.unknownSeconds,
  staleSeconds: cache.staleSeconds ?? cacheRules.staleSeconds,
  timeoutMilliseconds: cacheRules.timeoutMilliseconds,
});
