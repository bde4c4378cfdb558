/**
 * Domains in Workers KV. A key is a domain or a pattern; its value is the provider's id, or an entry as JSON:
 * `example.org` -> `example.net`, `*.example.org` -> `{"provider": "example.net", "imap": "mail.example.org"}`.
 */

import { failureOf, failureOfStatus, StoreError } from '../../failure.ts';
import { parseJson } from '../../read-answer.ts';
import { spellingsCovering } from '../../wildcard.ts';
import { type AddressStore, addressRowStore } from '../address-store.ts';
import { rowStore } from '../row-store.ts';
import type { Store } from '../store.ts';

/** The part of a KV binding that is used here; the core does not import the types of Workers. */
export interface KvBinding {
  get(key: string): Promise<string | null>;
  get(keys: string[]): Promise<Map<string, string | null>>;
}

/** https://developers.cloudflare.com/kv/api/read-key-value-pairs/: a bulk read takes 100 keys at most. */
const bulkLimit = 100;

const name = 'kv';

/** JSON's `null`: a domain that is unknown, also when a pattern covers it. */
const unknown = 'null';

export function openKv(namespace: KvBinding): Store {
  return rowStore(name, async (domain) => {
    const [exact, ...above] = spellingsCovering(domain);
    // Each key of a bulk read is charged, and most requested domains have a key of their own.
    const value = await answered(
      async () => (await namespace.get(exact)) ?? (await firstOf(namespace, above)),
    );
    return value === null || value.trim() === unknown ? [] : [rowOf(value)];
  });
}

/**
 * People in Workers KV. A key is an address in lower case, its value an entry as JSON:
 * `jo@example.org` -> `{"username": "EXAMPLE\\jo"}`.
 */
export function openKvByAddress(namespace: KvBinding): AddressStore {
  return addressRowStore(name, async ({ address }) => {
    const value = await answered(() => namespace.get(address));
    return value === null ? [] : [rowOf(value)];
  });
}

/** KV has no codes: its errors begin with `KV GET failed: ` and the status of its own service. */
async function answered<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    const [, status] = /^KV \w+ failed: (\d{3})\b/.exec(error instanceof Error ? error.message : '') ?? [];
    throw new StoreError(name, status === undefined ? failureOf(error) : failureOfStatus(Number(status)));
  }
}

/** @param keys in order of priority */
async function firstOf(namespace: KvBinding, keys: readonly string[]): Promise<string | null> {
  for (let at = 0; at < keys.length; at += bulkLimit) {
    const some = keys.slice(at, at + bulkLimit);
    const values = await namespace.get(some);
    const key = some.find((one) => typeof values.get(one) === 'string');
    if (key !== undefined) return values.get(key) ?? null;
  }
  return null;
}

/**
 * Reads JSON, or the name of a provider alone.
 *
 * @throws StoreError on a value that begins like JSON and is not JSON
 */
function rowOf(value: string): unknown {
  const text = value.trim();
  if (!/^[{["]/.test(text)) return text;
  const row = parseJson(text);
  if (row === undefined) throw new StoreError(name, { word: 'row-refused', flaw: 'row-not-json' });
  return row;
}
