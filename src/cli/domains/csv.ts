/**
 * Reads and writes CSV strictly by RFC 4180: a field with a comma, a quote or a line break is in quotes, and quotes in
 * it are doubled. Lines may end in LF alone; empty lines are skipped. Excel separates fields by a semicolon where the
 * comma is the decimal separator, and by tabs in its text format, so the reader accepts these too.
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

const delimiters = [',', ';', '\t'] as const;
type Delimiter = (typeof delimiters)[number];

/**
 * Reads CSV with any of the delimiters. The first one in the text is that of the file, because the first field, a domain
 * or the name of a column, contains none.
 */
export function csvReaderOfAnyDelimiter(): RecordReader<readonly string[]> {
  let held = '';
  let reader: RecordReader<readonly string[]> | undefined;
  return {
    push(text) {
      if (reader) return reader.push(text);
      held += text;
      const delimiter = delimiterIn(held);
      if (!delimiter && held.length <= recordLimitCharacters) return [];
      reader = csvReader(delimiter);
      return reader.push(held);
    },
    end() {
      if (reader) return reader.end();
      reader = csvReader();
      return [...reader.push(held), ...reader.end()];
    },
  };
}

/** @returns the first delimiter of the text; undefined while there is none */
function delimiterIn(text: string): Delimiter | undefined {
  const [found] = /[,;\t]/.exec(text) ?? [];
  return delimiters.find((delimiter) => delimiter === found);
}

export function csvReader(delimiter: Delimiter = ','): RecordReader<readonly string[]> {
  const fieldWithEnd = fieldPatterns[delimiter];
  /** Text that has arrived and is not parsed yet. */
  let held = '';
  let line = 1;
  /** After a flaw, the rest of its line is skipped. */
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

  /** Most lines have no quotes and are split at their delimiters. */
  function nextRecord(text: string, begin: number, final: boolean): Next {
    const lineEnd = text.indexOf('\n', begin);
    const unended = lineEnd === -1;
    if (begin === text.length || (unended && !final)) return unfinishedOrTooLong(text, begin, text.length);
    const end = unended ? text.length : lineEnd + 1;
    const line = text.slice(begin, end);
    if (line.includes('"')) return recordWithQuotes(text, begin, final);
    const content = line.replace(lineBreak, '');
    return content === '' ? { kind: 'line', end } : { kind: 'record', fields: content.split(delimiter), end };
  }

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
      if (ending === delimiter) continue;
      // A quote at the end of the text may be the first half of a doubled one.
      if (!ending?.endsWith('\n') && !final) return unfinishedOrTooLong(text, begin, at);
      return { kind: 'record', fields, end: at };
    }
  }

  function flawAt(text: string, at: number): RecordFlaw {
    if (text[at] !== '"') return 'quote-inside';
    return matchAt(closedField, text, at) ? 'text-after-quote' : 'quote-open';
  }
}

/** Writes a record that `csvReader` reads back, for any content of the fields. */
export const csvLine = (fields: readonly string[]): string => `${fields.map(writtenField).join(',')}\r\n`;

/** Spaces at the ends belong to the field (RFC 4180 §2.4), but some readers drop them without quotes. */
const needsQuotes = /[",\r\n]|^\s|\s$/;

/** A single empty field needs quotes too, because an empty line is skipped. */
const writtenField = (field: string, _: number, fields: readonly string[]): string =>
  needsQuotes.test(field) || (field === '' && fields.length === 1)
    ? `"${field.replaceAll('"', '""')}"`
    : field;

/** The next part of the text, and where it ends. */
type Next =
  | { readonly kind: 'record'; readonly fields: readonly string[]; readonly end: number }
  | { readonly kind: 'line'; readonly end: number }
  /** Ends on the line to skip: the line of the flawed field, not all the text after an open quote. */
  | { readonly kind: 'flaw'; readonly flaw: RecordFlaw; readonly end: number }
  /** More text is needed, or none is left. */
  | { readonly kind: 'unfinished' };

function nextLine(text: string, begin: number): Next {
  const lineEnd = text.indexOf('\n', begin);
  return lineEnd === -1 ? { kind: 'unfinished' } : { kind: 'line', end: lineEnd + 1 };
}

const lineBreak = /\r?\n$|\r$/;

/** A field with or without quotes, and its end: a delimiter, a line break, or the end of the text. */
const fieldPatterns: Readonly<Record<Delimiter, RegExp>> = {
  ',': /(?:"([^"]*(?:""[^"]*)*)"|([^",\n]*?))(,|\r?\n|\r?$)/y,
  ';': /(?:"([^"]*(?:""[^"]*)*)"|([^";\n]*?))(;|\r?\n|\r?$)/y,
  '\t': /(?:"([^"]*(?:""[^"]*)*)"|([^"\t\n]*?))(\t|\r?\n|\r?$)/y,
};

/** A closed quote with other text after it. */
const closedField = /"[^"]*(?:""[^"]*)*"(?!")/y;

function unfinishedOrTooLong(text: string, begin: number, end: number): Next {
  const tooLong = text.length - begin > recordLimitCharacters;
  return tooLong ? { kind: 'flaw', flaw: 'too-long', end } : { kind: 'unfinished' };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
