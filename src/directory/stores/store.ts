/**
 * The contract of a store: an operator's database, LDAP tree or service with many domains. It has the provider of each
 * domain and what differs from it; the configuration describes the providers.
 */

import type { Account } from '../../model/account.ts';
import type { Domain } from '../../model/address.ts';
import { type Awaitable, whenReady } from '../../model/result.ts';
import { boundedMap, getOrCreate } from '../../util/memo.ts';
import type { Directory, Found, Known, LookUp } from '../directory.ts';
import { type Entry, isPlain } from '../entry.ts';
import { StoreError } from '../failure.ts';

export interface Store {
  /** For the log: `sqlite`, `postgres`. */
  readonly name: string;
  /**
   * @returns the entry of the domain, if there is one
   * @throws StoreError when the store does not answer, or its entry cannot be used
   */
  find(domain: Domain): Awaitable<Entry | undefined>;
  /**
   * The same as it is stored, for `facteur validate --connect`.
   *
   * @throws StoreError when the store does not answer
   */
  readonly rows?: (domain: Domain) => Awaitable<readonly unknown[]>;
  /**
   * Looks up the domain's mail exchanger, in a store that can; the page then names it for unknown domains.
   *
   * @throws when DNS does not answer
   */
  readonly mailExchanger?: (domain: Domain) => Promise<Domain | undefined>;
  /** Closes connections and files. */
  readonly close?: () => Awaitable<void>;
}

/** Resolves an entry to an account; nothing when its provider is unknown. */
export type AccountOf = (entry: Entry) => Account | undefined;

/**
 * The values for the cache of a store: entries, not accounts. An entry takes a tenth of the memory of its account, and
 * the documents that are built from an account take ten times as much again.
 *
 * @param accountOf resolves an entry by the configuration's providers
 * @returns the entries; a provider that the configuration does not describe is an error of the store
 */
export function storeEntries(store: Store, accountOf: AccountOf): LookUp<Entry> {
  /** Nearly all entries have a provider only, so they share one object per provider. */
  const plain = boundedMap<Entry>(plainEntriesKept);
  const known = (entry: Entry | undefined): Known<Entry> => {
    if (entry === undefined) return undefined;
    const { provider } = entry;
    if (provider === 'none') return 'never';
    if (!accountOf(entry)) throw new StoreError(store.name, { word: 'unknown-provider' });
    return isPlain(entry) ? getOrCreate(plain, provider, () => ({ provider })) : entry;
  };
  return { find: (domain) => whenReady(store.find(domain), known) };
}

/** There are few providers, each with some spellings. */
const plainEntriesKept = 1000;

/** @returns the accounts of entries; `unavailable` when their provider is no longer described */
export function accountsOf(entries: LookUp<Entry>, accountOf: AccountOf): Directory {
  const found = (entry: Known<Entry>): Found =>
    typeof entry === 'object' ? (accountOf(entry) ?? 'unavailable') : entry;
  return { find: (domain) => whenReady(entries.find(domain), found) };
}
