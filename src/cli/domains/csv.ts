/**
 * Comma-separated values by RFC 4180, strictly: a field that holds a comma, a quote or a line break stands in
 * quotes, and a quote in it is doubled. Lines may end in LF alone, and empty ones are passed over.
 */

import { ok, refuse } from '../../model/result.ts';
import {
  lineBreaksIn,
  type NumberedRecord,
  type RecordFlaw,
  type RecordReader,
  recordLimitCharacters,
} from './record-reader.ts';

type CsvRecord = NumberedRecord<readonly string[]>;

export function csvReader(): RecordReader<readonly string[]> {
  /** What has come and is not read yet. */
  let held = '';
  let line = 1;
  /** After a flaw the next line is read afresh. */
  let passingOver = false;

  return { push: (text) => read(text, false), end: () => read('', true) };

  function read(text: string, final: boolean): readonly CsvRecord[] {
    held += text;
    const records: CsvRecord[] = [];
    let at = 0;
    for (;;) {
      const next = passingOver ? nextLine(held, at) : nextRecord(held, at, final);
      switch (next.kind) {
        case 'unfinished':
          held = passingOver ? '' : held.slice(at);
          return records;
        case 'record':
          records.push({ line, content: ok(next.fields) });
          break;
        case 'flaw':
          records.push({ line, content: refuse(next.flaw) });
          passingOver = true;
          break;
        case 'line':
          passingOver = false;
      }
      line += lineBreaksIn(held.slice(at, next.end));
      at = next.end;
    }
  }
}

/** Writes a record that `csvReader` gives back, whatever is in its fields. */
export const csvLine = (fields: readonly string[]): string => `${fields.map(writtenField).join(',')}\r\n`;

/** Spaces at the ends are part of a field (RFC 4180 §2.4), which not every reader believes without quotes. */
const needsQuotes = /[",\r\n]|^\s|\s$/;

/** An only field that is empty needs quotes as well, or the line would be an empty one. */
const writtenField = (field: string, _: number, fields: readonly string[]): string =>
  needsQuotes.test(field) || (field === '' && fields.length === 1)
    ? `"${field.replaceAll('"', '""')}"`
    : field;

/** What stands at some place of a text, and where it ends. */
type Next =
  | { readonly kind: 'record'; readonly fields: readonly string[]; readonly end: number }
  | { readonly kind: 'line'; readonly end: number }
  /** It ends on the line that is to be passed over: the one of the flawed field, not all that a quote swallowed. */
  | { readonly kind: 'flaw'; readonly flaw: RecordFlaw; readonly end: number }
  /** More text is needed to tell, or nothing is left. */
  | { readonly kind: 'unfinished' };

function nextLine(text: string, begin: number): Next {
  const lineEnd = text.indexOf('\n', begin);
  return lineEnd === -1 ? { kind: 'unfinished' } : { kind: 'line', end: lineEnd + 1 };
}

/** Most lines hold no quote, and are cut at their commas. */
function nextRecord(text: string, begin: number, final: boolean): Next {
  const lineEnd = text.indexOf('\n', begin);
  const unended = lineEnd === -1;
  if (begin === text.length || (unended && !final)) return unfinishedOrTooLong(text, begin, text.length);
  const end = unended ? text.length : lineEnd + 1;
  const line = text.slice(begin, end);
  if (line.includes('"')) return recordWithQuotes(text, begin, final);
  const content = line.replace(lineBreak, '');
  return content === '' ? { kind: 'line', end } : { kind: 'record', fields: content.split(','), end };
}

const lineBreak = /\r?\n$|\r$/;
/** A field in quotes or without, and what ends it: a comma, a line break, or the end of what has come. */
const fieldWithEnd = /(?:"([^"]*(?:""[^"]*)*)"|([^",\n]*?))(,|\r?\n|\r?$)/y;
/** The same where it is not ended: the quote is closed, and something else follows. */
const closedField = /"[^"]*(?:""[^"]*)*"(?!")/y;

function recordWithQuotes(text: string, begin: number, final: boolean): Next {
  const fields: string[] = [];
  for (let at = begin; ; ) {
    const match = matchAt(fieldWithEnd, text, at);
    if (!match) {
      const flaw = flawAt(text, at);
      if (flaw === 'quote-open' && !final) return unfinishedOrTooLong(text, begin, at);
      return { kind: 'flaw', flaw, end: at };
    }
    const [all, quoted, plain = '', ending] = match;
    at += all.length;
    fields.push(quoted?.replaceAll('""', '"') ?? plain);
    if (ending === ',') continue;
    // A quote at the very end may be the first of two.
    if (!ending?.endsWith('\n') && !final) return unfinishedOrTooLong(text, begin, at);
    return { kind: 'record', fields, end: at };
  }
}

function flawAt(text: string, at: number): RecordFlaw {
  if (text[at] !== '"') return 'quote-inside';
  return matchAt(closedField, text, at) ? 'text-after-quote' : 'quote-open';
}

function unfinishedOrTooLong(text: string, begin: number, end: number): Next {
  const tooLong = text.length - begin > recordLimitCharacters;
  return tooLong ? { kind: 'flaw', flaw: 'too-long', end } : { kind: 'unfinished' };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
