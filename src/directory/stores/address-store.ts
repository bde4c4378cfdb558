/** Stores that are looked up by address (`by: address`): what a person has apart from the settings of the domain. */

import type { Address } from '../../model/address.ts';
import { type Awaitable, whenReady } from '../../model/result.ts';
import { inUnicode } from '../../model/u-labels.ts';
import { failureOf, StoreError } from '../failure.ts';
import { type Person, readPerson } from '../person.ts';
import type { Rows } from './row-store.ts';
import type { SqlValues } from './sql-parameters.ts';

export interface AddressStore {
  /** For the log: `ldap`, `postgres`. */
  readonly name: string;
  /**
   * @returns what the store has about the address, or nothing
   * @throws StoreError when the store does not answer, or its row cannot be used
   */
  find(address: Address): Awaitable<Person | undefined>;
  /** The same as it is stored, for `facteur validate --connect`. */
  readonly rows: (address: Address) => Awaitable<Rows>;
  /** Closes connections and files. */
  readonly close?: (() => Awaitable<void>) | undefined;
}

/** The values that a look-up may use. */
export type AddressValues = Required<SqlValues>;

/**
 * Looks an address up in lower case, with its domain in A-labels, and then with the domain in its own script.
 *
 * @param rowsOf looks one spelling up; throws a StoreError when the store does not answer
 */
export function addressRowStore(
  name: string,
  rowsOf: (values: AddressValues) => Awaitable<Rows>,
  close?: () => Awaitable<void>,
): AddressStore {
  const rows = ({ localPart, domain }: Address): Awaitable<Rows> => {
    const local = localPart.toLowerCase();
    const valuesWith = (spelling: string): AddressValues => ({
      address: `${local}@${spelling}`,
      localpart: local,
      domain: spelling,
    });
    const unicode = inUnicode(domain);
    return whenReady(rowsOf(valuesWith(domain)), (found) =>
      found.length > 0 || unicode === undefined ? found : inOwnScript(rowsOf, valuesWith(unicode)),
    );
  };
  return { name, rows, find: (address) => whenReady(rows(address), (found) => personOf(name, found)), close };
}

/** A database whose character set does not have the script has no such address. */
async function inOwnScript(
  rowsOf: (values: AddressValues) => Awaitable<Rows>,
  values: AddressValues,
): Promise<Rows> {
  try {
    return await rowsOf(values);
  } catch (error) {
    if (failureOf(error).word === 'query-refused') return [];
    throw error;
  }
}

/**
 * @returns the person that all rows are about, as a JOIN can return the same row twice; nothing when there is none
 * @throws StoreError on rows that differ, because their order can change, and on a row that cannot be used
 */
function personOf(store: string, rows: Rows): Person | undefined {
  const [first, ...others] = rows.map((row) => {
    const person = readPerson(row);
    if (person.ok) return person.value;
    throw new StoreError(store, person.refusal);
  });
  const text = JSON.stringify(first);
  if (others.some((other) => JSON.stringify(other) !== text)) {
    throw new StoreError(store, { word: 'two-entries' });
  }
  return first;
}
