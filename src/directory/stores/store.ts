/**
 * Where an operator keeps many domains: a database, an LDAP tree, a service of their own. A store knows which
 * provider a domain belongs to, and what it does differently; the configuration describes the providers.
 */

import type { Account } from '../../model/account.ts';
import type { Domain } from '../../model/address.ts';
import { type Awaitable, whenReady } from '../../model/result.ts';
import type { Directory, Found } from '../directory.ts';
import type { Entry } from '../entry.ts';
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
 * @param accountOf what an entry means, by the configuration's providers
 * @returns a directory; a provider that the configuration does not describe is an error of the store
 */
export function storeDirectory(store: Store, accountOf: AccountOf): Directory {
  const found = (entry: Entry | undefined): Found => {
    if (entry === undefined) return undefined;
    if (entry.provider === 'none') return 'never';
    const account = accountOf(entry);
    if (account) return account;
    throw new StoreError(store.name, { word: 'unknown-provider' });
  };
  return { find: (domain) => whenReady(store.find(domain), found) };
}
