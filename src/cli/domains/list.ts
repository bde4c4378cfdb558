/** `facteur domains list`: what is in a store, for people. */

import { type ExitCode, printable, type Stdio, writeAll } from '../shared/stdio.ts';
import { type ExportedRow, exported } from './export-rows.ts';
import { withRows } from './read-rows.ts';

export interface ListOptions {
  readonly store: string;
  readonly limit?: number;
  readonly json?: true;
}

export const listDomains = (
  pattern: string,
  { store, limit, json }: ListOptions,
  terminal: Stdio,
): Promise<ExitCode> =>
  withRows(store, terminal, (reader, readable) => {
    const rows = readable(reader.rows(pattern.toLowerCase(), limit));
    return writeAll(terminal.stdout, (json ? exported.json : listed)(rows));
  });

function* listed(rows: Iterable<ExportedRow>): Iterable<string> {
  for (const { domain, entry } of rows) {
    const { provider, ...changes } = entry;
    const words = Object.entries(changes).map(([name, value]) => `${name}=${value}`);
    yield `${printable([domain, provider, ...words].join('  '))}\n`;
  }
}
