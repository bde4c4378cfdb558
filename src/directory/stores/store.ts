/**
 * Where an operator keeps many domains: a database, an LDAP tree, a service of their own. A store knows which
 * provider a domain belongs to, and what it does differently; the configuration describes the providers.
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
   * @returns what is known of the domain, or nothing
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
   * Who takes the domain's mail, for a store that knows; an operator who has such a store lets people be told.
   *
   * @throws when DNS does not answer
   */
  readonly mailExchanger?: (domain: Domain) => Promise<Domain | undefined>;
  /** Gives back what it holds: connections, files. */
  readonly close?: () => Awaitable<void>;
}

/** What an entry means: nothing when its provider is not known. */
export type AccountOf = (entry: Entry) => Account | undefined;

/**
 * What is remembered of a store: entries and not accounts. An entry is a tenth of the account it means, and the
 * documents that are built of an account are ten times as much again.
 *
 * @param accountOf what an entry means, by the configuration's providers
 * @returns the entries; a provider that the configuration does not describe is an error of the store
 */
export function storeEntries(store: Store, accountOf: AccountOf): LookUp<Entry> {
  /** Nearly all entries are a provider alone: one object for all of them. */
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

/** There are few providers, each in some spellings. */
const plainEntriesKept = 1000;

/** @returns the accounts that entries mean; `unavailable` when their provider is no longer described */
export function accountsOf(entries: LookUp<Entry>, accountOf: AccountOf): Directory {
  const found = (entry: Known<Entry>): Found =>
    typeof entry === 'object' ? (accountOf(entry) ?? 'unavailable') : entry;
  return { find: (domain) => whenReady(entries.find(domain), found) };
}
