/**
 * Domains in Workers KV. A key is a domain or a pattern; its value is the provider's id, or an entry as JSON:
 * `example.org` -> `example.net`, `*.example.org` -> `{"provider": "example.net", "imap": "mail.example.org"}`.
 */

import { type Entry, entrySchema } from '../../entry.ts';
import { patternsCovering } from '../../wildcard.ts';
import type { Store } from '../store.ts';

/** As much of a KV binding as is used here; the core knows no types of Workers. */
export interface KvBinding {
  get(key: string): Promise<string | null>;
  get(keys: string[]): Promise<Map<string, string | null>>;
}

/** https://developers.cloudflare.com/kv/api/read-key-value-pairs/: a bulk read takes 100 keys at most. */
const bulkLimit = 100;

export function openKv(namespace: KvBinding): Store {
  return {
    name: 'kv',
    async find(domain) {
      const [exact, ...above] = patternsCovering(domain);
      // Each key of a bulk read is paid for, and most domains that are asked about stand there by name.
      const value = (await namespace.get(exact)) ?? (await firstOf(namespace, above));
      return value === null ? undefined : entryOf(value);
    },
  };
}

/** @param keys the one that counts most first */
async function firstOf(namespace: KvBinding, keys: readonly string[]): Promise<string | null> {
  for (let at = 0; at < keys.length; at += bulkLimit) {
    const some = keys.slice(at, at + bulkLimit);
    const values = await namespace.get(some);
    const key = some.find((one) => typeof values.get(one) === 'string');
    if (key !== undefined) return values.get(key) ?? null;
  }
  return null;
}

/** @throws on nonsense; the error goes to the log, and so never says whose value it is */
function entryOf(value: string): Entry {
  const entry = entrySchema.safeParse(documentIn(value.trim()));
  if (entry.success) return entry.data;
  throw new Error('kv holds a value that is neither a provider nor an entry');
}

function documentIn(value: string): unknown {
  if (!value.startsWith('{')) return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
