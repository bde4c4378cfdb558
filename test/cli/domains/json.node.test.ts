/** Many JSON values in one file: an array, or one on each line. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonReader } from '../../../src/cli/domains/json.ts';
import { recordLimitCharacters } from '../../../src/cli/domains/record-reader.ts';

/** Each record as `[line, value]` or `[line, flaw]`. */
function read(...pieces: readonly string[]): unknown[] {
  const reader = jsonReader();
  const records = [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
  return records.map(({ line, content }) => [line, content.ok ? content.value : content.refusal]);
}

const inPieces = fc.array(fc.nat(30));

function cut(text: string, lengths: readonly number[]): string[] {
  const ends = lengths.map((_, index) => lengths.slice(0, index + 1).reduce((sum, length) => sum + length));
  return [0, ...ends].map((begin, index) => text.slice(begin, ends[index]));
}

describe('an array', () => {
  test.each<[why: string, text: string, ...records: unknown[]]>([
    [
      'gives its elements',
      '[1,"a",{"b":[2,{}]},[[]],null]',
      [1, 1],
      [1, 'a'],
      [1, { b: [2, {}] }],
      [1, [[]]],
      [1, null],
    ],
    [
      'gives them with the lines they begin on',
      '\n[\n1,\n\n{"a":\n2}\n, 3]\n',
      [3, 1],
      [5, { a: 2 }],
      [7, 3],
    ],
    ['may be empty', ' [ \n ] '],
    ['is not misled by what stands in a string', '["a,]}\\"[{","\\\\"]', [1, 'a,]}"[{'], [1, '\\']],
    [
      'may have an element that is none',
      '[1,nonsense,{"a"},2]',
      [1, 1],
      [1, 'not-json'],
      [1, 'not-json'],
      [1, 2],
    ],
    ['has no comma before its end', '[1,]', [1, 1], [1, 'not-json']],
    ['has no comma at its beginning', '[,1]', [1, 'not-json'], [1, 1]],
    ['is not closed by a brace', '[1},2]', [1, 'not-json'], [1, 2]],
    ['has to end', '[1,\n{"a":2', [1, 1], [2, 'cut-short']],
    ['has to end, even before it begins', '[', [1, 'cut-short']],
    ['is all that there is', '[1]\n\n[2] 3\n4', [1, 1], [3, 'text-after-array']],
  ])('%s', (_, text, ...records) => {
    expect(read(text)).toEqual(records);
  });

  test('is read alike in one piece and in many', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.nat(2), inPieces, (values, indent, lengths) => {
        const text = JSON.stringify(values, undefined, indent);
        const written: unknown = JSON.parse(text);
        expect(read(...cut(text, lengths)).map((record) => Object(record)[1])).toEqual(written);
      }),
      { numRuns: 1000 },
    );
  });

  test('may have an element that goes on and on, which nobody waits for', () => {
    const reader = jsonReader();
    const text = 'x'.repeat(recordLimitCharacters);
    expect(reader.push(`["${text}`)).toEqual([{ line: 1, content: { ok: false, refusal: 'too-long' } }]);
    expect(reader.push(text)).toEqual([]);
    expect(reader.push('",\n2]')).toEqual([{ line: 2, content: { ok: true, value: 2 } }]);
    expect(reader.end()).toEqual([]);
  });
});

describe('lines', () => {
  test.each<[why: string, text: string, ...records: unknown[]]>([
    ['give a value each', '{"a":1}\n2\r\n"b"', [1, { a: 1 }], [2, 2], [3, 'b']],
    ['may be empty', '\n\n1\n \n2\n\n', [3, 1], [5, 2]],
    ['spoil no other line', '1\n{"a":\n3\n', [1, 1], [2, 'not-json'], [3, 3]],
    ['of nothing are nothing', ' \n\n'],
  ])('%s', (_, text, ...records) => {
    expect(read(text)).toEqual(records);
    expect(read(...text)).toEqual(records);
  });

  test('are read alike in one piece and in many', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.string())), inPieces, (values, lengths) => {
        const text = values.map((value) => `${JSON.stringify(value)}\n`).join('');
        expect(read(...cut(text, lengths)).map((record) => Object(record)[1])).toEqual(
          values.map((value) => JSON.parse(JSON.stringify(value))),
        );
      }),
    );
  });

  test('may go on and on, and no more of one is held than the limit', () => {
    const text = 'x'.repeat(recordLimitCharacters);
    expect(read('1\n', text, text, '\n2\n')).toEqual([
      [1, 1],
      [2, 'too-long'],
      [3, 2],
    ]);
  });
});
