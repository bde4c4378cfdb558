/** What the readers of files have in common: text comes in pieces of any size, records come out as they end. */

import type { Result } from '../../model/result.ts';

export interface RecordReader<Value> {
  /** @returns the records that end in this piece */
  readonly push: (text: string) => readonly NumberedRecord<Value>[];
  /** @returns what is left when no more text comes */
  readonly end: () => readonly NumberedRecord<Value>[];
}

export interface NumberedRecord<Value> {
  /** The line it begins on; the first is 1. */
  readonly line: number;
  readonly content: Result<Value, RecordFlaw>;
}

/** Why a record cannot be read. */
export type RecordFlaw =
  | 'quote-inside'
  | 'text-after-quote'
  | 'quote-open'
  | 'not-json'
  | 'text-after-array'
  | 'cut-short'
  | 'too-long';

/**
 * A forgotten quote would otherwise make one record of all that follows, and hold it in memory. No entry comes near
 * this length.
 */
export const recordLimitCharacters = 65_536;

/** @returns how many lines end in a text */
export function lineBreaksIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
