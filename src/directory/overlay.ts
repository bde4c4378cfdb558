/** Combines directories: the first one that knows a domain answers. */

import type { Address, Domain } from '../model/address.ts';
import { type Awaitable, whenReady } from '../model/result.ts';
import type { Directory, Found } from './directory.ts';

/** @param directories in order of priority; `never` and `unavailable` end the search too */
export function overlay(directories: readonly Directory[]): Directory {
  const findFrom = (at: number, domain: Domain, address: Address | undefined): Awaitable<Found> => {
    const directory = directories[at];
    if (!directory) return undefined;
    return whenReady(directory.find(domain, address), (found) => found ?? findFrom(at + 1, domain, address));
  };
  return { find: (domain, address) => findFrom(0, domain, address) };
}
