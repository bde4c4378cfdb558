/** Apple property lists, written and read back by another parser. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePlist } from '../../src/check/parsers/plist.ts';
import { escapePlist, type PlistDictionary, type PlistValue, writePlist } from '../../src/format/plist.ts';

test('a property list is a document with Apple’s DOCTYPE, its keys in the order they were given', () => {
  const list = writePlist({
    Zoo: 'text',
    Name: 993,
    Yes: true,
    No: false,
    Empty: {},
    List: ['a', { Key: 'b' }],
  });
  expect(list).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
	<dict>
		<key>Zoo</key>
		<string>text</string>
		<key>Name</key>
		<integer>993</integer>
		<key>Yes</key>
		<true/>
		<key>No</key>
		<false/>
		<key>Empty</key>
		<dict/>
		<key>List</key>
		<array>
			<string>a</string>
			<dict>
				<key>Key</key>
				<string>b</string>
			</dict>
		</array>
	</dict>
</plist>
`);
});

/** The first line of a dictionary's content. */
const written = (value: PlistValue): string => writePlist({ K: value }).split('\n')[5]?.trim() ?? '';

describe('a value is written', () => {
  test.each<[why: string, value: PlistValue, xml: string]>([
    ['as a string', 'text', '<string>text</string>'],
    ['as a string when it is empty', '', '<string/>'],
    ['as a string when it looks like a number', '00123', '<string>00123</string>'],
    ['as a string when it looks like a truth value', 'true', '<string>true</string>'],
    ['as a string with its white space', ' text ', '<string> text </string>'],
    ['as a string of white space', '  ', '<string>  </string>'],
    ['as a string with its markup escaped', '<&>"\'', '<string>&lt;&amp;&gt;&quot;&apos;</string>'],
    ['as an integer', 993, '<integer>993</integer>'],
    ['as an integer when it is zero', 0, '<integer>0</integer>'],
    ['as a real when it is said to be one', { '#real': 2_592_000 }, '<real>2592000</real>'],
    ['as a string in ASCII', 'Gerät 飯👩', '<string>Ger&#228;t &#39151;&#128105;</string>'],
    ['as true', true, '<true/>'],
    ['as false', false, '<false/>'],
    ['as an empty array', [], '<array/>'],
    ['as an empty dictionary', {}, '<dict/>'],
  ])('%s', (_, value, xml) => {
    expect(written(value)).toBe(xml);
  });
});

test('a filled value is escaped in the same way', () => {
  const filled = writePlist({ K: 'x' }).replace('>x<', `>${escapePlist('<é>&👩')}<`);
  expect(filled).toBe(writePlist({ K: '<é>&👩' }));
});

describe('a key', () => {
  test('is left out with a value that is undefined', () => {
    expect(parsePlist(writePlist({ A: undefined, B: 'b', C: { D: undefined } }))).toEqual({ B: 'b', C: {} });
  });

  test('is escaped', () => {
    expect(writePlist({ 'A<&>': 'b' })).toContain('<key>A&lt;&amp;&gt;</key>');
  });
});

test('a dictionary may be empty', () => {
  expect(parsePlist(writePlist({}))).toEqual({});
});

/**
 * XML 1.0 §2.2 without the carriage return, and without four that xmldom treats differently: it reads
 * U+0085, U+2028 and U+2029 as line feeds, similar to XML 1.1, and U+FFFD as a sign of a wrong encoding.
 */
const character = fc
  .oneof(
    fc.constantFrom(...'<&>"\'%]\t\n '),
    fc.integer({ min: 0x20, max: 0xd7ff }).map((point) => String.fromCodePoint(point)),
    fc.integer({ min: 0xe000, max: 0xfffc }).map((point) => String.fromCodePoint(point)),
    fc.integer({ min: 0x10000, max: 0x10ffff }).map((point) => String.fromCodePoint(point)),
  )
  .filter((one) => !/[\u0085\u2028\u2029]/.test(one));
const text = fc.string({ unit: character, maxLength: 20 });
const leaf = fc.oneof(text, fc.integer(), fc.boolean());
const dictionary = fc.letrec<{ value: PlistValue; dictionary: PlistDictionary }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    tie('dictionary'),
    fc.array(tie('value'), { maxLength: 4 }),
  ),
  dictionary: fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
})).dictionary;

test('another reader reads back any value', () => {
  fc.assert(
    fc.property(dictionary, (value) => {
      expect(parsePlist(writePlist(value))).toEqual(value);
    }),
  );
});
