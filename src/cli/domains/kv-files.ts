/** The table as files for `wrangler kv bulk put` and `wrangler kv bulk delete`. */

import { type Entry, isPlain } from '../../directory/entry.ts';
import { type ExportedRow, mapped } from './export-rows.ts';

/** https://developers.cloudflare.com/kv/api/write-key-value-pairs/: as many as one request may write. */
const pairsPerFile = 10_000;

interface KvFile {
  /** `put-0001.json`; in the order in which they should be written */
  readonly name: string;
  readonly text: string;
}

export function* kvFiles(rows: Iterable<ExportedRow>, removed: Iterable<string>): Iterable<KvFile> {
  const pairs = mapped(rows, ({ domain, entry }) => JSON.stringify({ key: domain, value: kvValue(entry) }));
  yield* files('put', pairs);
  yield* files(
    'delete',
    mapped(removed, (domain) => JSON.stringify(domain)),
  );
}

/** As the `kv` store reads it: the provider alone, or an entry as JSON. */
const kvValue = (entry: Entry): string => (isPlain(entry) ? entry.provider : JSON.stringify(entry));

function* files(kind: string, items: Iterable<string>): Iterable<KvFile> {
  let number = 0;
  let held: string[] = [];
  const file = (): KvFile => {
    number++;
    return { name: `${kind}-${String(number).padStart(4, '0')}.json`, text: `[\n${held.join(',\n')}\n]\n` };
  };
  for (const item of items) {
    held.push(item);
    if (held.length < pairsPerFile) continue;
    yield file();
    held = [];
  }
  if (held.length > 0) yield file();
}
