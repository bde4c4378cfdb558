/** Opens the stores that a configuration names, puts a cache in front of each, and adds them to its directory. */

import type { Config } from '../config/index.ts';
import {
  type CachedDirectory,
  type CacheRules,
  type CacheRuntime,
  cachedDirectory,
  cacheRules,
} from '../directory/cache.ts';
import { type StoreLogRuntime, storeLog } from '../directory/store-log.ts';
import type { StoreName, StoreOptions } from '../directory/stores/options.ts';
import { type AccountOf, type Store, storeDirectory } from '../directory/stores/store.ts';
import type { Awaitable } from '../model/result.ts';

/** One entry of `directories`: an object with one key, the store's name, and its options. */
export type StoreChoice = Config['stores'][number];

/** @throws when a store cannot be opened, with words for the operator */
export type OpenStore = (choice: StoreChoice) => Awaitable<Store>;

type OptionsByName = { readonly [Name in StoreName]: StoreOptions<Name> };
type OptionalOptions = { readonly [Name in StoreName]?: OptionsByName[Name] | undefined };

/** The openers of a runtime: one for each of its stores, so that one that is missing does not compile. */
export type StoreOpeners<Names extends StoreName> = {
  readonly [Name in Names]: (options: OptionsByName[Name]) => Awaitable<Store>;
};

/**
 * @param where the runtime, for the message
 * @returns a function that opens the store a configuration names, and throws when this runtime does not have it
 */
export function openBy<Names extends StoreName>(openers: StoreOpeners<Names>, where: string): OpenStore {
  const names = Object.keys(openers).filter((key): key is Names => key in openers);
  return (choice: OptionalOptions) => {
    for (const name of names) {
      const options: OptionalOptions[Names] = choice[name];
      if (options !== undefined) return openers[name](options);
    }
    throw new Error(`there is no ${Object.keys(choice).join()} ${where}`);
  };
}

export type StoreRuntime = CacheRuntime & StoreLogRuntime;

/** An open store with its cache, as logs, metrics and `/readyz` see it. */
export interface CachedStore {
  /** `sqlite`, or `sqlite-2` for the second of its kind. */
  readonly name: string;
  readonly cache: CachedDirectory;
  readonly mailExchanger: Store['mailExchanger'];
  readonly close: () => Awaitable<void>;
  /** Goes on under this name and by these rules, with all that the cache knows. */
  readonly use: (name: string, rules: CacheRules) => void;
}

export interface Opened {
  /** The configuration that knows what its stores know. */
  readonly config: Config;
  readonly stores: readonly CachedStore[];
  readonly close: () => Promise<void>;
}

export type Make = (accountOf: AccountOf) => Promise<CachedStore>;

/**
 * @param choose gives the store of a choice: the one that `make` opens, or one that is open already
 * @throws what the first store threw that cannot be opened; those opened before it are closed again
 */
export async function openStores(
  config: Config,
  open: OpenStore,
  runtime: StoreRuntime,
  choose: (choice: StoreChoice, make: Make) => Promise<CachedStore> = (_, make) => make(config.accountOf),
): Promise<Opened> {
  const stores: CachedStore[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(stores.map((store) => store.close()));
  };
  try {
    for (const [at, name] of storeNames(config.stores).entries()) {
      const choice = config.stores[at];
      const make: Make = async (accountOf) =>
        cachedStore(name, await open(choice ?? {}), accountOf, rulesOf(config), runtime);
      stores.push(await choose(choice ?? {}, make));
    }
  } catch (error) {
    await close();
    throw error;
  }
  const mailExchanger = stores.flatMap((store) => store.mailExchanger ?? []).at(0);
  return { config: { ...config.withStores(stores.map(({ cache }) => cache)), mailExchanger }, stores, close };
}

function cachedStore(
  firstName: string,
  { mailExchanger, ...store }: Store,
  accountOf: AccountOf,
  rules: CacheRules,
  runtime: StoreRuntime,
): CachedStore {
  let name = firstName;
  const log = storeLog(() => name, runtime);
  const cache = cachedDirectory(storeDirectory(store, accountOf), rules, runtime, log);
  return {
    get name() {
      return name;
    },
    cache,
    mailExchanger,
    close: () => store.close?.(),
    use(as, by) {
      name = as;
      cache.use(by);
    },
  };
}

/** By their kind, and a number from the second of a kind on. */
export function storeNames(choices: readonly StoreChoice[]): readonly string[] {
  const kinds = choices.flatMap(Object.keys);
  return kinds.map((kind, at) => {
    const before = kinds.slice(0, at).filter((other) => other === kind).length;
    return before === 0 ? kind : `${kind}-${before + 1}`;
  });
}

export const rulesOf = ({ cache }: Config): CacheRules => ({
  limit: cache.limit ?? cacheRules.limit,
  foundSeconds: cache.foundSeconds ?? cacheRules.foundSeconds,
  unknownSeconds: cache.unknownSeconds ?? cacheRules.unknownSeconds,
  staleSeconds: cache.staleSeconds ?? cacheRules.staleSeconds,
  timeoutMilliseconds: cacheRules.timeoutMilliseconds,
});
