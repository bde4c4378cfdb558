/** The contract of the file readers: they take text in chunks of any size and return each record at its end. */

import type { Result } from '../../model/result.ts';

export interface RecordReader<Value> {
  /** @returns the records that end in this chunk */
  readonly push: (text: string) => readonly NumberedRecord<Value>[];
  /** @returns the last records, at the end of the text */
  readonly end: () => readonly NumberedRecord<Value>[];
}

export interface NumberedRecord<Value> {
  /** The line it begins on; the first is 1. */
  readonly line: number;
  readonly content: Result<Value, RecordFlaw>;
}

/** Why a record is invalid. */
export type RecordFlaw =
  | 'quote-inside'
  | 'text-after-quote'
  | 'quote-open'
  | 'not-json'
  | 'text-after-array'
  | 'cut-short'
  | 'too-long';

/**
 * Without a limit, a forgotten quote would make one record of the rest of the file and hold it in memory. Real entries
 * are far shorter.
 */
export const recordLimitCharacters = 65_536;

/** @returns the number of line breaks in a text */
export function lineBreaksIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
