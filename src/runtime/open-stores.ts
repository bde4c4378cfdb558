/** Opens the stores that a configuration names, puts a cache in front of each, and adds them to its directory. */

import type { AddressStoreChoice } from '../config/config.ts';
import type { Config } from '../config/index.ts';
import {
  type CachedDirectory,
  type CacheRules,
  type CacheRuntime,
  cachedDirectory,
  cacheRules,
} from '../directory/cache.ts';
import type { Directory, Known } from '../directory/directory.ts';
import { type PeopleStore, peopleOf, storePersons } from '../directory/people.ts';
import { accountsOfPeople } from '../directory/person.ts';
import { type StoreLogRuntime, storeLog } from '../directory/store-log.ts';
import type { AddressStore } from '../directory/stores/address-store.ts';
import type {
  AddressStoreName,
  AddressStoreOptions,
  StoreName,
  StoreOptions,
} from '../directory/stores/options.ts';
import { type AccountOf, accountsOf, type Store, storeEntries } from '../directory/stores/store.ts';
import type { Domain } from '../model/address.ts';
import type { Awaitable } from '../model/result.ts';

/** One entry of `directories`: an object with one key, the store's name, and its options. */
export type StoreChoice = Config['stores'][number];

/** Opens the stores of a runtime. */
export interface OpenStore {
  /** @throws when a store cannot be opened, with words for the operator */
  (choice: StoreChoice): Awaitable<Store>;
  /** Opens a store of people, which is looked up by address. */
  readonly byAddress?: (choice: AddressStoreChoice) => Awaitable<AddressStore>;
}

type AddressOptionsByName = { readonly [Name in AddressStoreName]: AddressStoreOptions<Name> };
type OptionalAddressOptions = {
  readonly [Name in AddressStoreName]?: AddressOptionsByName[Name] | undefined;
};

/** The openers of a runtime for stores of people. */
export type AddressStoreOpeners<Names extends AddressStoreName> = {
  readonly [Name in Names]: (options: AddressOptionsByName[Name]) => Awaitable<AddressStore>;
};

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

/** The same for stores of people. */
export function openByAddress<Names extends AddressStoreName>(
  openers: AddressStoreOpeners<Names>,
  where: string,
): NonNullable<OpenStore['byAddress']> {
  const names = Object.keys(openers).filter((key): key is Names => key in openers);
  return ({ by, from, onFailure, ...choice }) => {
    const chosen: OptionalAddressOptions = choice;
    for (const name of names) {
      const options: OptionalAddressOptions[Names] = chosen[name];
      if (options !== undefined) return openers[name](options);
    }
    throw new Error(`${Object.keys(choice).join()} cannot be looked up by ${by} ${where}`);
  };
}

export interface StoreRuntime extends CacheRuntime, StoreLogRuntime {
  /** How many domains a cache remembers at least when the configuration does not say so; fewer where memory is short. */
  readonly cacheLimit?: number;
  /** The same for addresses. */
  readonly addressCacheLimit?: number;
}

/** A cache as readiness and metrics see it. */
interface StoreCache extends Pick<CachedDirectory, 'figures' | 'failure'> {
  readonly find: (domain: Domain) => Awaitable<Known<object>>;
}

/** An open store with its cache, as logs, metrics and `/readyz` see it. */
export interface CachedStore {
  /** `sqlite`, or `sqlite-2` for the second of its kind. */
  readonly name: string;
  readonly cache: StoreCache;
  /** The domains of the store, for a store of domains. */
  readonly directory?: Directory;
  /** The people of the store, for a store that is looked up by address. */
  readonly people?: PeopleStore;
  readonly mailExchanger?: Store['mailExchanger'];
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
  choose: (choice: object, make: Make) => Promise<CachedStore> = (_, make) => make(),
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
    for (const [at, name] of addressStoreNames(config.addressStores).entries()) {
      const choice = config.addressStores[at];
      if (choice === undefined) continue;
      const make: Make = async () => {
        if (open.byAddress === undefined) throw new Error(`${name} cannot be looked up by address here`);
        return cachedAddressStore(name, await open.byAddress(choice), choice, config, runtime);
      };
      stores.push(await choose(choice, make));
    }
  } catch (error) {
    await close();
    throw error;
  }
  const mailExchanger = stores.flatMap((store) => store.mailExchanger ?? []).at(0);
  const directories = stores.map(({ directory }) => directory).filter((one) => one !== undefined);
  const peopleStores = stores.map((store) => store.people).filter((one) => one !== undefined);
  const people =
    peopleStores.length === 0 ? undefined : peopleOf(peopleStores, accountsOfPeople(config.accountOf));
  return { config: { ...config.withStores(directories, people), mailExchanger }, stores, close };
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
    cache: entries,
    directory: accountsOf(entries, accountOf),
    mailExchanger,
    close: () => store.close?.(),
    use(as, by) {
      name = as;
      inUse = by.accountOf;
      entries.use(rulesOf(by, runtime));
    },
  };
}

function cachedAddressStore(
  firstName: string,
  store: AddressStore,
  { from, onFailure }: AddressStoreChoice,
  config: Config,
  runtime: StoreRuntime,
): CachedStore {
  let name = firstName;
  let { accountOf } = config;
  const log = storeLog(() => name, runtime);
  const isDescribed = (provider: string): boolean => accountOf({ provider }) !== undefined;
  const persons = cachedDirectory(
    storePersons(store, isDescribed),
    addressRulesOf(config, runtime),
    runtime,
    log,
  );
  return {
    get name() {
      return name;
    },
    cache: { ...persons, find: (domain) => persons.find(`readiness@${domain}`) },
    people: { persons, from, onFailure },
    close: () => store.close?.(),
    use(as, by) {
      name = as;
      ({ accountOf } = by);
      persons.use(addressRulesOf(by, runtime));
    },
  };
}

/** `ldap-addresses`, so that logs and metrics tell it from a store of domains. */
export const addressStoreNames = (choices: readonly AddressStoreChoice[]): readonly string[] =>
  storeNames(choices.map(({ by, from, onFailure, ...store }) => store)).map((name) => `${name}-addresses`);

/** By their kind, and a number from the second of a kind on. */
export function storeNames(choices: readonly object[]): readonly string[] {
  const kinds = choices.flatMap(Object.keys);
  return kinds.map((kind, at) => {
    const before = kinds.slice(0, at).filter((other) => other === kind).length;
    return before === 0 ? kind : `${kind}-${before + 1}`;
  });
}

/** Made-up addresses must not evict domains, so people have a cache of their own; a person takes some 500 bytes. */
const addressLimit = 20_000;

const addressRulesOf = (config: Config, runtime: StoreRuntime): CacheRules => ({
  ...rulesOf(config, runtime),
  limit: config.cache.addresses ?? runtime.addressCacheLimit ?? addressLimit,
});

const rulesOf = ({ cache }: Config, { cacheLimit }: StoreRuntime): CacheRules => ({
  limit: cache.limit ?? cacheLimit ?? cacheRules.limit,
  foundSeconds: cache.foundSeconds ?? cacheRules.foundSeconds,
  unknownSeconds: cache.unknownSeconds ?? cacheRules.unknownSeconds,
  staleSeconds: cache.staleSeconds ?? cacheRules.staleSeconds,
  timeoutMilliseconds: cacheRules.timeoutMilliseconds,
});
