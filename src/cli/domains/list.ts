/** `facteur domains list` and `export`: what stands in a store, for people and for an import. */

import { rowRefusalText } from '../../directory/failure.ts';
import { readSqlite, type StoredRow } from '../../directory/stores/node/sqlite-editor.ts';
import { type ExitCode, printable, type Stdio, writeAll } from '../shared/stdio.ts';
import { type ExportedRow, exported } from './export-rows.ts';
import type { Format } from './formats.ts';

export interface ListOptions {
  readonly store: string;
  readonly limit?: number;
  readonly json?: true;
}

export const listDomains = (
  pattern: string,
  { store, limit, json }: ListOptions,
  terminal: Stdio,
): Promise<ExitCode> => print(store, pattern.toLowerCase(), limit, json ? exported.json : listed, terminal);

export interface ExportOptions {
  readonly store: string;
  readonly format: Format;
  readonly json?: true;
}

export const exportDomains = ({ store, format, json }: ExportOptions, terminal: Stdio): Promise<ExitCode> =>
  print(store, '*', undefined, exported[json ? 'json' : format], terminal);

async function print(
  store: string,
  glob: string,
  limit: number | undefined,
  written: (rows: Iterable<ExportedRow>) => Iterable<string>,
  { stdout, stderr }: Stdio,
): Promise<ExitCode> {
  const reader = readSqlite(store);
  let exitCode: ExitCode = 0;
  const complain = ({ domain }: StoredRow, reason: string): void => {
    exitCode = 1;
    stderr.write(`${printable(domain)}: ${reason}\n`);
  };
  try {
    await writeAll(stdout, written(readable(reader.rows(glob, limit), complain)));
    return exitCode;
  } finally {
    reader.close();
  }
}

/** @param complain is told of the rows that are left out */
function* readable(
  rows: Iterable<StoredRow>,
  complain: (row: StoredRow, reason: string) => void,
): Iterable<ExportedRow> {
  for (const row of rows) {
    const { domain, entry } = row;
    if (entry.ok) yield { domain, entry: entry.value };
    else complain(row, rowRefusalText(entry.refusal));
  }
}

function* listed(rows: Iterable<ExportedRow>): Iterable<string> {
  for (const { domain, entry } of rows) {
    const { provider, ...changes } = entry;
    const words = Object.entries(changes).map(([name, value]) => `${name}=${value}`);
    yield `${printable([domain, provider, ...words].join('  '))}\n`;
  }
}
