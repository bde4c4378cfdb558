/** Writes the table as a file that `import` reads. */

import type { Entry } from '../../directory/entry.ts';
import { csvLine } from './csv.ts';
import type { Format } from './formats.ts';
import { columns, fieldsOf } from './rows.ts';

export interface ExportedRow {
  readonly domain: string;
  readonly entry: Entry;
}

/** @returns the file in pieces, in the order of the rows */
export const exported = {
  *csv(rows) {
    yield csvLine(columns);
    for (const { domain, entry } of rows) yield csvLine(fieldsOf(domain, entry));
  },

  *json(rows) {
    let before = '[\n';
    for (const row of rows) {
      yield before + objectOf(row);
      before = ',\n';
    }
    yield before === '[\n' ? '[]\n' : '\n]\n';
  },

  *ndjson(rows) {
    for (const row of rows) yield `${objectOf(row)}\n`;
  },
} as const satisfies Record<Format, (rows: Iterable<ExportedRow>) => Iterable<string>>;

export function* mapped<From, To>(items: Iterable<From>, to: (item: From) => To): Iterable<To> {
  for (const item of items) yield to(item);
}

const objectOf = ({ domain, entry }: ExportedRow): string => JSON.stringify({ domain, ...entry });
