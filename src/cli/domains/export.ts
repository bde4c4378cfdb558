/** `facteur domains export`: a store as a file for an import, for D1 or for KV, all of it or what has changed. */

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExitCode, type Stdio, writeAll } from '../shared/stdio.ts';
import { d1Sql } from './d1-sql.ts';
import { exported } from './export-rows.ts';
import type { ExportFormat } from './formats.ts';
import { kvFiles } from './kv-files.ts';
import { withRows } from './read-rows.ts';

export interface ExportOptions {
  readonly store: string;
  readonly format: ExportFormat;
  readonly json?: true;
  /** An older copy of the store. */
  readonly since?: string;
  /** The folder for the files of KV. */
  readonly output?: string;
}

/** @throws when the options do not fit each other */
export function exportDomains(options: ExportOptions, terminal: Stdio): Promise<ExitCode> {
  const { store, since, output } = options;
  const format = options.json ? 'json' : options.format;
  if (format === 'kv' ? output === undefined : output !== undefined) {
    throw new Error('--output is the folder for --format kv, which makes several files');
  }
  if (since !== undefined && format !== 'd1' && format !== 'kv') {
    throw new Error('--since is for --format d1 and kv, where a domain can be deleted');
  }
  return withRows(store, terminal, async (reader, readable) => {
    const { rows, removed } =
      since === undefined ? { rows: reader.rows('*'), removed: [] } : reader.changesSince(since);
    switch (format) {
      case 'd1':
        return await writeAll(terminal.stdout, d1Sql(readable(rows), removed));
      case 'kv':
        return await writeFiles(output ?? '', kvFiles(readable(rows), removed));
      default:
        return await writeAll(terminal.stdout, exported[format](readable(rows)));
    }
  });
}

/** @throws when something is in the folder: files of an earlier export would be written to KV as well */
async function writeFiles(
  folder: string,
  files: Iterable<{ readonly name: string; readonly text: string }>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) throw new Error(`${folder} is not empty`);
  for (const { name, text } of files) await writeFile(join(folder, name), text);
}
