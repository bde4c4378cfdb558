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
import { type AccountOf, accountsOf, type Store, storeEntries } from '../directory/stores/store.ts';
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

export interface StoreRuntime extends CacheRuntime, StoreLogRuntime {
  /** How many domains a cache remembers at least when the configuration does not say so; fewer where memory is short. */
  readonly cacheLimit?: number;
}

/** An open store with its cache, as logs, metrics and `/readyz` see it. */
export interface CachedStore {
  /** `sqlite`, or `sqlite-2` for the second of its kind. */
  readonly name: string;
  readonly cache: CachedDirectory;
  readonly mailExchanger: Store['mailExchanger'];
  readonly close: () => Awaitable<void>;
  /** Goes on under this name and by the rules and providers of this configuration, with all that the cache knows. */
  readonly use: (name: string, config: Config) => void;
}

export interface Opened {
  /** The configuration that knows what its stores know. */
  readonly config: Config;
  readonly stores: readonly CachedStore[];
  readonly close: () => Promise<void>;
}

export type Make = () => Promise<CachedStore>;

/**
 * @param choose gives the store of a choice: the one that `make` opens, or one that is open already
 * @throws what the first store threw that cannot be opened; those opened before it are closed again
 */
export async function openStores(
  config: Config,
  open: OpenStore,
  runtime: StoreRuntime,
  choose: (choice: StoreChoice, make: Make) => Promise<CachedStore> = (_, make) => make(),
): Promise<Opened> {
  const stores: CachedStore[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(stores.map((store) => store.close()));
  };
  try {
    for (const [at, name] of storeNames(config.stores).entries()) {
      const choice = config.stores[at];
      const make: Make = async () => cachedStore(name, await open(choice ?? {}), config, runtime);
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
  config: Config,
  runtime: StoreRuntime,
): CachedStore {
  let name = firstName;
  let inUse = config.accountOf;
  const accountOf: AccountOf = (entry) => inUse(entry);
  const log = storeLog(() => name, runtime);
  const entries = cachedDirectory(storeEntries(store, accountOf), rulesOf(config, runtime), runtime, log);
  return {
    get name() {
      return name;
    },
    cache: { ...entries, ...accountsOf(entries, accountOf) },
    mailExchanger,
    close: () => store.close?.(),
    use(as, by) {
      name = as;
      inUse = by.accountOf;
      entries.use(rulesOf(by, runtime));
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

const rulesOf = ({ cache }: Config, { cacheLimit }: StoreRuntime): CacheRules => ({
  limit: cache.limit ?? cacheLimit ?? cacheRules.limit,
  foundSeconds: cache.foundSeconds ?? cacheRules.foundSeconds,
  unknownSeconds: cache.unknownSeconds ?? cacheRules.unknownSeconds,
  staleSeconds: cache.staleSeconds ?? cacheRules.staleSeconds,
  timeoutMilliseconds: cacheRules.timeoutMilliseconds,
});
