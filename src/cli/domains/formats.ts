/** The file formats of domains; the file name selects one. */

import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Stdio } from '../shared/stdio.ts';

/** `json` is an array, `ndjson` one object per line; the reader accepts either for both. */
export const formats = ['csv', 'json', 'ndjson'] as const;
export type Format = (typeof formats)[number];

/** Besides, an export can be for a store of a Worker. */
export const exportFormats = [...formats, 'd1', 'kv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface Source {
  readonly format: Format;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Size of the source, if it is known. */
  readonly totalBytes: number | undefined;
}

const byExtension: Readonly<Record<string, Format>> = {
  '.csv': 'csv',
  '.json': 'json',
  '.jsonl': 'ndjson',
  '.ndjson': 'ndjson',
};

const chunkBytes = 32_768;

/**
 * @param file `-` is standard input
 * @throws when the file cannot be opened, or its format is unknown
 */
export async function openSource(file: string, named: Format | undefined, { stdin }: Stdio): Promise<Source> {
  const format = named ?? byExtension[extname(file).toLowerCase()];
  if (format === undefined) throw new Error(`--format is needed: ${formats.join(', ')}`);
  if (file === '-') return { format, chunks: stdin, totalBytes: undefined };
  const handle = await open(file);
  const status = await handle.stat();
  const totalBytes = status.isFile() ? status.size : undefined;
  return { format, chunks: handle.createReadStream({ highWaterMark: chunkBytes }), totalBytes };
}
