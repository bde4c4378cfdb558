/**
 * The contract of a directory: one method, from a domain to the account of its mailboxes. It is the only step of a
 * request that may wait for I/O. Stores implement it, and so do combinations of them.
 */

import type { Account } from '../model/account.ts';
import type { Address, Domain } from '../model/address.ts';
import type { Awaitable } from '../model/result.ts';

export interface Directory extends LookUp<Account> {
  /**
   * @param domain the mail domain of an address, or the one a Host names
   * @param address an address of the domain, for the operator's rules for single addresses; most requests have none
   * @throws when the store does not answer; the cache turns that into `unavailable`
   */
  find(domain: Domain, address?: Address): Awaitable<Found>;
}

/**
 * An account; `never` for a domain with `none`; `unavailable` when the store is down; `undefined` for an unknown
 * domain.
 */
export type Found = Known<Account>;

/** The result of a look-up; `Value` is an account, or an entry that describes one. */
export type Known<Value> = Value | 'never' | 'unavailable' | undefined;

/** A directory of anything, as a cache sees it. */
export interface LookUp<Value, Key extends string = Domain> {
  find(key: Key): Awaitable<Known<Value>>;
}

/** The configuration's result for the domains that a rule covers. */
export type Rule = Exclude<Found, undefined | 'unavailable'>;
