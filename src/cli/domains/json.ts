/**
 * Reads many JSON values from one file as a stream: the elements of an array (RFC 8259), or one value per line (NDJSON,
 * JSON Lines). The first character that is not white space decides which.
 */

import { ok, type Result, refuse } from '../../model/result.ts';
import {
  lineBreaksIn,
  type NumberedRecord,
  type RecordFlaw,
  type RecordReader,
  recordLimitCharacters,
} from './record-reader.ts';

type JsonRecord = NumberedRecord<unknown>;

export function jsonReader(): RecordReader<unknown> {
  let line = 1;
  let reader: RecordReader<unknown> | undefined;
  return {
    push(text) {
      const first = /\S/.exec(text);
      if (!reader && first) reader = first[0] === '[' ? arrayReader(line) : linesReader(line);
      else line += lineBreaksIn(text);
      return reader?.push(text) ?? [];
    },
    end: () => reader?.end() ?? [],
  };
}

/** @param line the number of the first one */
function linesReader(line: number): RecordReader<unknown> {
  let held = '';
  return {
    push(text) {
      const lines = (held + text).split('\n');
      // No more of a line than it takes to see that it is too long.
      held = lines.pop()?.slice(0, recordLimitCharacters + 1) ?? '';
      const records = lines.flatMap((each, index) => recordOn(line + index, each));
      line += lines.length;
      return records;
    },
    end: () => recordOn(line, held),
  };
}

const recordOn = (line: number, text: string): readonly JsonRecord[] =>
  text.trim() === '' ? [] : [{ line, content: parsed(text) }];

/**
 * Finds the commas between elements; JSON.parse reads each element.
 *
 * @param line the number of the first one
 */
function arrayReader(line: number): RecordReader<unknown> {
  /** The text of the current element, and how far it has been scanned. */
  let held = '';
  let at = 0;
  /** Number of open brackets: 1 between elements. */
  let depth = 0;
  let inString = false;
  let elements = 0;
  let state: 'open' | 'too-long' | 'closed' | 'text-after' = 'open';

  return {
    push(text) {
      held += text;
      const records: JsonRecord[] = [];
      while (state === 'open' || state === 'too-long') {
        const mark = nextMark();
        if (mark === undefined) break;
        if (endsElement(mark)) records.push(...element(mark));
      }
      records.push(...leftOver());
      return records;
    },
    end: () =>
      state === 'open' || state === 'too-long' ? [{ line: lineOf(held), content: refuse('cut-short') }] : [],
  };

  /** Moves past the next quote, bracket or comma. */
  function nextMark(): string | undefined {
    const pattern = inString ? /"|\\[\s\S]/g : /["[\]{},]/g;
    pattern.lastIndex = at;
    const mark = pattern.exec(held)?.[0];
    if (mark !== undefined) at = pattern.lastIndex;
    // A backslash at the end of the text waits for the character that it escapes.
    else at = inString && held.endsWith('\\') ? Math.max(at, held.length - 1) : held.length;
    return mark;
  }

  /** Tracks strings and brackets. */
  function endsElement(mark: string): boolean {
    if (mark === '"') inString = !inString;
    if (inString) return false;
    if (mark === '[' || mark === '{') {
      depth++;
      if (depth === 1) drop(at);
    }
    if ((mark === ']' || mark === '}') && depth > 1) {
      depth--;
      return false;
    }
    return depth === 1 && (mark === ',' || mark === ']');
  }

  function element(mark: string): readonly JsonRecord[] {
    const text = held.slice(0, at - 1);
    const content = parsed(text);
    const begins = lineOf(text);
    const told = state === 'too-long';
    drop(at);
    state = mark === ']' ? 'closed' : 'open';
    elements++;
    const emptyArray = mark === ']' && elements === 1 && text.trim() === '';
    return told || emptyArray ? [] : [{ line: begins, content }];
  }

  /** Keeps the text of an unfinished element, unless it is too long or after the array. */
  function leftOver(): readonly JsonRecord[] {
    const begins = lineOf(held);
    if (state === 'open') {
      if (held.length <= recordLimitCharacters) return [];
      state = 'too-long';
      drop(at);
      return [{ line: begins, content: refuse('too-long') }];
    }
    const isTextAfter = state === 'closed' && held.trim() !== '';
    if (isTextAfter) state = 'text-after';
    drop(state === 'too-long' ? at : held.length);
    return isTextAfter ? [{ line: begins, content: refuse('text-after-array') }] : [];
  }

  /** The line of the first character that is not white space; `held` begins with the text. */
  function lineOf(text: string): number {
    return line + lineBreaksIn(text.slice(0, text.search(/\S|$/)));
  }

  function drop(end: number): void {
    line += lineBreaksIn(held.slice(0, end));
    held = held.slice(end);
    at = 0;
  }
}

function parsed(text: string): Result<unknown, RecordFlaw> {
  if (text.length > recordLimitCharacters) return refuse('too-long');
  try {
    return ok(JSON.parse(text));
  } catch {
    return refuse('not-json');
  }
}
