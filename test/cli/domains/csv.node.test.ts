/** CSV by RFC 4180, in pieces of any size. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvLine, csvReader, csvReaderOfAnyDelimiter } from '../../../src/cli/domains/csv.ts';
import { type RecordReader, recordLimitCharacters } from '../../../src/cli/domains/record-reader.ts';

/** Each record as `[line, fields]` or `[line, flaw]`. */
function read(...pieces: readonly string[]): unknown[] {
  return readBy(csvReader(), ...pieces);
}

function readBy(reader: RecordReader<readonly string[]>, ...pieces: readonly string[]): unknown[] {
  const records = [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
  return records.map(({ line, content }) => [line, content.ok ? content.value : content.refusal]);
}

describe('a line', () => {
  test.each<[why: string, text: string, ...fields: string[]]>([
    ['is cut at its commas', 'a,b,c\n', 'a', 'b', 'c'],
    ['may end in CRLF', 'a,b\r\n', 'a', 'b'],
    ['need not end (RFC 4180 §2.2)', 'a,b', 'a', 'b'],
    ['need not end after a quote', 'a,"b"', 'a', 'b'],
    ['may end in half a line break', '"a",b\r', 'a', 'b'],
    ['may have empty fields', ',a,,\n', '', 'a', '', ''],
    ['keeps its spaces (§2.4)', ' a , b\n', ' a ', ' b'],
    ['may have a comma in quotes (§2.6)', '"a,b",c\n', 'a,b', 'c'],
    ['may have a line break in quotes', '"a\r\nb",c\n', 'a\r\nb', 'c'],
    ['may have a quote, doubled (§2.7)', '"a ""b"" c",d\n', 'a "b" c', 'd'],
    ['may have nothing but a quote', '""""\n', '"'],
    ['may have an empty field in quotes', '"",a\n', '', 'a'],
    ['may be an empty field in quotes', '""\n', ''],
    ['may end with an empty field after quotes', '"a",\n', 'a', ''],
    ['may have a carriage return amidst', 'a\rb,"c"\n', 'a\rb', 'c'],
  ])('%s', (_, text, ...fields) => {
    expect(read(text)).toEqual([[1, fields]]);
    expect(read(...text)).toEqual([[1, fields]]);
  });

  test('that is empty is passed over, and counted', () => {
    expect(read('\n\r\na\n\n"b"\n\n')).toEqual([
      [3, ['a']],
      [5, ['b']],
    ]);
  });

  test('has the number it begins on, whatever its fields hold', () => {
    expect(read('a\n"b\n\n"\nc\n')).toEqual([
      [1, ['a']],
      [2, ['b\n\n']],
      [5, ['c']],
    ]);
  });
});

describe('the delimiter is the first one of the file:', () => {
  test.each<[name: string, text: string, ...records: unknown[]]>([
    ['a comma', 'a,b;c\td\n', [1, ['a', 'b;c\td']]],
    ['a semicolon', 'a;b,c\r\n"d;e";"f ""g"""\r\n', [1, ['a', 'b,c']], [2, ['d;e', 'f "g"']]],
    ['a tab', '\n"a"\tb;c\n"d\te"\tf\n', [2, ['a', 'b;c']], [3, ['d\te', 'f']]],
    ['none, in lines of one field', 'a\nb\n', [1, ['a']], [2, ['b']]],
    ['one in a later line', 'a\nb;c\n', [1, ['a']], [2, ['b', 'c']]],
    ['a semicolon, with flaws', 'a;b"c\n"d"e;f\n', [1, 'quote-inside'], [2, 'text-after-quote']],
    ['nothing', ''],
  ])('%s', (_, text, ...records) => {
    expect(readBy(csvReaderOfAnyDelimiter(), text)).toEqual(records);
    expect(readBy(csvReaderOfAnyDelimiter(), ...text)).toEqual(records);
  });

  test('a text without one is not held for ever', () => {
    const reader = csvReaderOfAnyDelimiter();
    expect(reader.push('x'.repeat(recordLimitCharacters))).toEqual([]);
    expect(reader.push('x')).toEqual([{ line: 1, content: { ok: false, refusal: 'too-long' } }]);
  });
});

describe('a flaw', () => {
  test.each<[why: string, flaw: string, text: string]>([
    ['a quote amidst a field', 'quote-inside', 'a"b,c'],
    ['a quote at the end of a field', 'quote-inside', 'a",c'],
    ['a quote in the second field', 'quote-inside', '"a",b"c'],
    ['text after a quote', 'text-after-quote', '"a"b,c'],
    ['a space after a quote', 'text-after-quote', '"a" ,b'],
    ['a carriage return after a quote', 'text-after-quote', '"a"\r,b'],
  ])('is %s, which spoils no other line', (_, flaw, text) => {
    const whole = `first\n${text}\nlast\n`;
    const records = [
      [1, ['first']],
      [2, flaw],
      [3, ['last']],
    ];
    expect(read(whole)).toEqual(records);
    expect(read(...whole)).toEqual(records);
  });

  test('is a quote that nothing closes, and the lines after it are read all the same', () => {
    const records = [
      [1, 'quote-open'],
      [2, ['c']],
      [3, ['d']],
    ];
    expect(read('a,"b\nc\nd')).toEqual(records);
    expect(read(...'a,"b\nc\nd')).toEqual(records);
    expect(read('"a""')).toEqual([[1, 'quote-open']]);
  });

  test('is a quote that is closed lines after, by the next field in quotes', () => {
    expect(read('a,"b\nc\n"d",e\nf\n')).toEqual([
      [1, 'text-after-quote'],
      [2, ['c']],
      [3, ['d', 'e']],
      [4, ['f']],
    ]);
  });

  test.each([
    ['a line', 'x'.repeat(recordLimitCharacters + 1)],
    ['a field in quotes', `"${'x'.repeat(recordLimitCharacters)}`],
  ])('is %s that goes on and on, which nobody waits for', (_, text) => {
    const reader = csvReader();
    expect(reader.push(text)).toEqual([{ line: 1, content: { ok: false, refusal: 'too-long' } }]);
    expect(reader.push(`${text}\nlast\n`)).toEqual([{ line: 2, content: { ok: true, value: ['last'] } }]);
  });
});

describe('whatever is written', () => {
  const field = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', ' ', 'a') }),
  );
  const table = fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 6 });

  test('is read again, in whichever pieces it comes', () => {
    fc.assert(
      fc.property(table, fc.array(fc.nat(20)), (records, lengths) => {
        const text = records.map(csvLine).join('');
        const pieces: string[] = [];
        let at = 0;
        for (const length of lengths) {
          pieces.push(text.slice(at, at + length));
          at += length;
        }
        expect(read(...pieces, text.slice(at)).map((record) => Object(record)[1])).toEqual(records);
      }),
      { numRuns: 2000 },
    );
  });

  test('ends in CRLF, and has quotes where RFC 4180 asks for them', () => {
    expect(csvLine(['a', 'b c', 'd,e', 'f"g', 'h\ni', ' j', ''])).toBe('a,b c,"d,e","f""g","h\ni"," j",\r\n');
    expect(csvLine([''])).toBe('""\r\n');
  });
});

test('any text is read alike in one piece and in many', () => {
  const text = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a'), maxLength: 40 });
  fc.assert(
    fc.property(text, (whole) => {
      expect(read(...whole)).toEqual(read(whole));
    }),
    { numRuns: 5000 },
  );
});
