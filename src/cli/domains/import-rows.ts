/** Reads rows from a file of any size into the table, with constant memory. */

import { TextDecoder } from 'node:util';
import type { SqliteEditor } from '../../directory/stores/node/sqlite-editor.ts';
import { type Result, refuse } from '../../model/result.ts';
import { csvReaderOfAnyDelimiter } from './csv.ts';
import type { Source } from './formats.ts';
import { jsonReader } from './json.ts';
import type { CheckProvider } from './known-providers.ts';
import {
  type NumberedRecord,
  type RecordFlaw,
  type RecordReader,
  recordLimitCharacters,
} from './record-reader.ts';
import { type Column, columns, parseRow, type Row, readHeader, rowOfFields } from './rows.ts';

interface ImportEvents {
  readonly refused: (line: number, complaints: readonly string[]) => void;
  readonly progress: (rows: number, bytes: number) => void;
}

export interface Imported {
  /** Lines that hold a row. Of two for the same domain the last one counts. */
  readonly rows: number;
  readonly refused: number;
  /** Whether the table is changed. */
  readonly written: boolean;
}

/** Large enough that few pages of the table are written twice, small enough to commit quickly. */
const batchRows = 200_000;

/**
 * @param replace whether the file replaces the whole table: in one transaction, and only if no line was refused, because
 * a domain whose line has a typing error would no longer be served
 * @throws when the file cannot be read to its end, or its header is wrong; the transaction is undone
 */
export async function importRows(
  source: Source,
  editor: SqliteEditor,
  replace: boolean,
  events: ImportEvents,
  checkProvider: CheckProvider,
): Promise<Imported> {
  let rows = 0;
  let refused = 0;
  try {
    editor.begin();
    if (replace) editor.clear();
    for await (const { records, bytes } of rowsIn(source, checkProvider)) {
      for (const { line, content } of records) {
        if (content.ok) {
          if (!replace && rows > 0 && rows % batchRows === 0) nextBatch(editor);
          editor.put(content.value.pattern, content.value.entry);
          rows++;
        } else {
          refused++;
          events.refused(line, content.refusal);
        }
      }
      events.progress(rows, bytes);
    }
    const written = !replace || (rows > 0 && refused === 0);
    if (written) editor.commit();
    return { rows, refused, written };
  } finally {
    editor.rollback();
  }
}

function nextBatch(editor: SqliteEditor): void {
  editor.commit();
  editor.begin();
}

interface NumberedRow {
  readonly line: number;
  readonly content: Result<Row, readonly string[]>;
}

/** @returns the rows of each chunk, and the number of bytes read so far */
async function* rowsIn(
  { format, chunks }: Source,
  checkProvider: CheckProvider,
): AsyncIterable<{ readonly records: readonly NumberedRow[]; readonly bytes: number }> {
  const reader =
    format === 'csv'
      ? rowReader(csvReaderOfAnyDelimiter(), csvRows(checkProvider))
      : rowReader(jsonReader(), (document) => parseRow(document, checkProvider));
  let decoder: TextDecoder | undefined;
  let bytes = 0;
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(encodingOf(chunk));
    bytes += chunk.length;
    yield { records: reader.push(decoder.decode(chunk, { stream: true })), bytes };
  }
  yield { records: [...reader.push(decoder?.decode() ?? ''), ...reader.end()], bytes };
}

/** UTF-8, or UTF-16 by its byte order mark: Excel's "Unicode Text". */
const encodingOf = ([first, second]: Uint8Array): 'utf-16le' | 'utf-8' =>
  first === 0xff && second === 0xfe ? 'utf-16le' : 'utf-8';

type RowOf<Value> = (value: Value) => NumberedRow['content'] | 'header';

function rowReader<Value>(reader: RecordReader<Value>, rowOf: RowOf<Value>) {
  const rowsOf = (records: readonly NumberedRecord<Value>[]): readonly NumberedRow[] =>
    records.flatMap(({ line, content }) => {
      const row = content.ok ? rowOf(content.value) : refuse([wordsOfFlaw[content.refusal]]);
      return row === 'header' ? [] : { line, content: row };
    });
  return { push: (text: string) => rowsOf(reader.push(text)), end: () => rowsOf(reader.end()) };
}

/** @throws on a header with unknown columns, because every line would be misread */
function csvRows(checkProvider: CheckProvider): RowOf<readonly string[]> {
  let order: readonly Column[] | undefined;
  return (fields) => {
    if (order) return rowOfFields(fields, order, checkProvider);
    const header = readHeader(fields);
    if (header && !header.ok) throw new Error(`the header cannot be used: ${header.refusal}`);
    order = header?.value ?? columns;
    return header ? 'header' : rowOfFields(fields, order, checkProvider);
  };
}

const wordsOfFlaw = {
  'quote-inside': 'has a quote inside a field that is not in quotes',
  'text-after-quote': 'has text after a field that is in quotes',
  'quote-open': 'opens a quote that is not closed',
  'not-json': 'is not JSON',
  'text-after-array': 'has text after the end of the array',
  'cut-short': 'is incomplete: the array is not closed',
  'too-long': `begins a record of more than ${recordLimitCharacters} characters`,
} as const satisfies Record<RecordFlaw, string>;
