/**
 * Who is served. A directory is the only step of a request that may wait for I/O: one method, from a domain to
 * what its mailboxes need. Stores are further implementations of it, compositions too.
 */

import type { Account } from '../model/account.ts';
import type { Address, Domain } from '../model/address.ts';
import type { Awaitable } from '../model/result.ts';

export interface Directory extends LookUp<Account> {
  /**
   * @param domain the mail domain of an address, or the one a Host names
   * @param address whose domain it is, for the operator's rules about single addresses; most requests have none
   * @throws when the store behind it does not answer; cache.ts makes `unavailable` of that
   */
  find(domain: Domain, address?: Address): Awaitable<Found>;
}

/**
 * An account; `never` when the operator has ruled the domain out; `unavailable` when the store that would know is
 * down; `undefined` when nobody has heard of it.
 */
export type Found = Known<Account>;

/** What is known of a domain: `Value` is an account, or an entry that means one. */
export type Known<Value> = Value | 'never' | 'unavailable' | undefined;

/** A directory of anything, as a cache sees it. */
export interface LookUp<Value, Key extends string = Domain> {
  find(key: Key): Awaitable<Known<Value>>;
}

/** What the configuration says of the domains that a rule of it covers. */
export type Rule = Exclude<Found, undefined | 'unavailable'>;
