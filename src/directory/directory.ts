/**
 * Who is served. A directory is the only step of a request that may wait for I/O: one method, from a domain to
 * what its mailboxes need. Stores are further implementations of it, compositions too.
 */

import type { Account } from '../account.ts';
import type { Domain } from '../address.ts';
import type { Awaitable } from '../result.ts';

export interface Directory {
  /** @param domain the mail domain of an address, or the one a Host names */
  find(domain: Domain): Awaitable<Found>;
}

/** An account; `never` when the operator has ruled the domain out; `undefined` when nobody has heard of it. */
export type Found = Account | 'never' | undefined;
