/**
 * Look-ups by address: after the domain is found, the stores with `by: address` are asked for the person. An address
 * that no store knows gets exactly the answer of its domain, so an answer tells a stranger no more than the operator
 * chose to publish.
 */

import type { Account } from '../model/account.ts';
import { type Address, parseAddress } from '../model/address.ts';
import { type Awaitable, whenReady } from '../model/result.ts';
import { isInNetworks } from '../util/ip.ts';
import type { Known, LookUp } from './directory.ts';
import { StoreError } from './failure.ts';
import type { Person, PersonAccount } from './person.ts';
import type { AddressStore } from './stores/address-store.ts';

/** The client, as far as look-ups by address depend on it. */
export interface Client {
  /** Its IP address, if the runtime knows it. */
  readonly ip: () => string | undefined;
  /** Takes a look-up from the budget of the client's network; false when there is none left. */
  readonly takeLookUp: () => Awaitable<boolean>;
}

/** A client of a runtime that neither knows addresses nor limits look-ups. */
export const anyClient: Client = { ip: () => undefined, takeLookUp: () => true };

type PersonFound = Known<Person> | 'rate-limited';

export interface People {
  /** Looks an address up for a client; nothing for a client that may not look addresses up. */
  readonly find: (address: Address, client: Client) => Awaitable<PersonFound>;
  /** @returns the settings of a person in a domain; nothing when the person's provider is not described */
  readonly accountOf: (domainAccount: Account, person: Person, address: Address) => PersonAccount | undefined;
}

/** An address in lower case, the key of the cache. */
type AddressKey = string;

/** One store with its rules. */
export interface PeopleStore {
  readonly persons: LookUp<Person, AddressKey>;
  /** The networks of the clients for which it is asked; all of them when empty. */
  readonly from: readonly string[];
  /** Whether a failing store gives 503 or the answer of the domain. */
  readonly onFailure: 'unavailable' | 'domain';
}

/** @param stores the first that knows the address answers */
export function peopleOf(stores: readonly PeopleStore[], accountOf: People['accountOf']): People {
  const findFrom = (at: number, key: AddressKey, client: Client): Awaitable<Known<Person>> => {
    const store = stores[at];
    if (!store) return undefined;
    if (!mayAsk(store, client)) return findFrom(at + 1, key, client);
    return whenReady(store.persons.find(key), (found) => {
      const isIgnored = found === undefined || (found === 'unavailable' && store.onFailure === 'domain');
      return isIgnored ? findFrom(at + 1, key, client) : found;
    });
  };
  return {
    accountOf,
    find(address, client) {
      if (!stores.some((store) => mayAsk(store, client))) return undefined;
      return whenReady(client.takeLookUp(), (allowed) =>
        allowed ? findFrom(0, address.text.toLowerCase(), client) : 'rate-limited',
      );
    },
  };
}

function mayAsk({ from }: PeopleStore, client: Client): boolean {
  if (from.length === 0) return true;
  const ip = client.ip();
  return ip !== undefined && isInNetworks(ip, from);
}

/**
 * @param isDescribed whether the configuration describes a provider
 * @returns the persons of a store, for a cache
 */
export function storePersons(
  store: AddressStore,
  isDescribed: (provider: string) => boolean,
): LookUp<Person, AddressKey> {
  const known = (person: Person | undefined): Known<Person> => {
    if (person?.provider === undefined) return person;
    if (person.provider === 'none') return 'never';
    if (!isDescribed(person.provider)) throw new StoreError(store.name, { word: 'unknown-provider' });
    return person;
  };
  return {
    find(key) {
      const address = parseAddress(key);
      return address.ok ? whenReady(store.find(address.value), known) : undefined;
    },
  };
}
