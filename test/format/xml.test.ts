/** XML: how documents are written, and how untrusted documents are parsed. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstText, parse, text } from '../../src/check/parsers/dom.ts';
import { child, escapeXml, readXml, writeXml, type XmlElement, type XmlNode } from '../../src/format/xml.ts';
import type { BodyFlaw } from '../../src/model/refusal.ts';
import { expectLinearGrowth } from '../support/growth.ts';

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

describe('a document is written', () => {
  test.each<[why: string, document: XmlElement, xml: string]>([
    ['with a declaration, and a line feed at the end', { a: 'text' }, '<a>text</a>\n'],
    [
      'with each child on a line of its own',
      { a: { b: '1', c: '2' } },
      '<a>\n  <b>1</b>\n  <c>2</c>\n</a>\n',
    ],
    [
      'with a list as that many children of the name',
      { a: { b: ['1', '2'] } },
      '<a>\n  <b>1</b>\n  <b>2</b>\n</a>\n',
    ],
    ['with numbers in digits', { a: { b: 993, c: 0 } }, '<a>\n  <b>993</b>\n  <c>0</c>\n</a>\n'],
    [
      'with attributes in their order',
      { a: { '@y': '1', '@x': '2', '#text': 't' } },
      '<a y="1" x="2">t</a>\n',
    ],
    ['with an attribute on an empty element', { a: { '@x': '1' } }, '<a x="1"/>\n'],
    ['without what is undefined', { a: { b: undefined, c: '1' } }, '<a>\n  <c>1</c>\n</a>\n'],
    ['without an empty list', { a: { b: [], c: '1' } }, '<a>\n  <c>1</c>\n</a>\n'],
    ['with an empty element for an empty object', { a: { b: {} } }, '<a>\n  <b/>\n</a>\n'],
    ['with an empty element for an empty text', { a: { b: '' } }, '<a>\n  <b/>\n</a>\n'],
    ['with the white space of a text, and no other in it', { a: { b: ' t ' } }, '<a>\n  <b> t </b>\n</a>\n'],
    ['with the text of an element escaped', { a: '<&>"\'' }, '<a>&lt;&amp;&gt;&quot;&apos;</a>\n'],
    [
      'with the value of an attribute escaped',
      { a: { '@x': '<&>"\'' } },
      '<a x="&lt;&amp;&gt;&quot;&apos;"/>\n',
    ],
    ['with a reference escaped like any other text', { a: '&lt;&#65;' }, '<a>&amp;lt;&amp;#65;</a>\n'],
    ['with the end of a CDATA section escaped', { a: ']]>' }, '<a>]]&gt;</a>\n'],
    ['with placeholders as they are', { a: '%EMAILADDRESS%' }, '<a>%EMAILADDRESS%</a>\n'],
  ])('%s', (_, document, xml) => {
    expect(writeXml(document)).toBe(declaration + xml);
  });

  // XMLBuilder would leave such a value out, as HTML does.
  test('with an attribute whose value is "true"', () => {
    expect(writeXml({ a: { '@x': 'true' } })).toBe(`${declaration}<a x="true"/>\n`);
  });
});

describe('an escaped text', () => {
  test.each<[why: string, raw: string, safe: string]>([
    ['has its markup escaped', '<&>', '&lt;&amp;&gt;'],
    ['has both quotation marks escaped', '"\'', '&quot;&apos;'],
    ['has each of them escaped, not the first alone', '&&<<', '&amp;&amp;&lt;&lt;'],
    ['is itself without them', 'jo+a@example.org', 'jo+a@example.org'],
    ['is itself beyond ASCII', 'żółw 例 👩', 'żółw 例 👩'],
    ['is empty when it was', '', ''],
  ])('%s', (_, raw, safe) => {
    expect(escapeXml(raw)).toBe(safe);
  });
});

/**
 * XML 1.0 §2.2 without the carriage return, and without three that xmldom treats differently: it reads
 * U+0085 and U+2028 as line feeds, as XML 1.1 does, and U+FFFD as a sign of a wrong encoding.
 */
const character = fc
  .oneof(
    { arbitrary: fc.constantFrom(...'<&>"\'%;#]=\t\n '), weight: 2 },
    {
      arbitrary: fc.integer({ min: 0x20, max: 0xd7ff }).map((point) => String.fromCodePoint(point)),
      weight: 2,
    },
    fc.integer({ min: 0xe000, max: 0xfffc }).map((point) => String.fromCodePoint(point)),
    fc.integer({ min: 0x10000, max: 0x10ffff }).map((point) => String.fromCodePoint(point)),
  )
  .filter((one) => one !== '\u0085' && one !== '\u2028');
const legal = fc.string({ unit: character, maxLength: 50 });

describe('another parser reads back', () => {
  test('any text of an element', () => {
    fc.assert(
      fc.property(legal, (written) => {
        expect(firstText(parse(writeXml({ a: { b: written } })), 'b')).toBe(written);
      }),
    );
  });

  test('any value of an attribute, but for tabs and line feeds, which are spaces there (XML 1.0 §3.3.3)', () => {
    fc.assert(
      fc.property(legal, (written) => {
        const root = parse(writeXml({ a: { '@x': written, '#text': 't' } }));
        expect(root.getAttribute('x')).toBe(written.replace(/[\t\n]/g, ' '));
      }),
    );
  });

  test('any escaped text, in elements and in attributes', () => {
    fc.assert(
      fc.property(legal, (written) => {
        expect(text(parse(`<a>${escapeXml(written)}</a>`))).toBe(written);
        const line = written.replace(/[\t\n]/g, ' ');
        expect(parse(`<a x="${escapeXml(line)}" y='${escapeXml(line)}'/>`).getAttribute('y')).toBe(line);
      }),
    );
  });
});

test('we read back any text that we write', () => {
  fc.assert(
    fc.property(legal, (written) => {
      const read = readXml(writeXml({ a: { b: written } }));
      expect(read.ok && child(read.value, 'b')?.text).toBe(written);
    }),
  );
});

const leaf = (name: string, characters: string): XmlNode => ({ name, children: [], text: characters });

describe('a document is read', () => {
  test.each<[why: string, xml: string, root: XmlNode]>([
    ['as its root element', '<a>t</a>', leaf('a', 't')],
    ['as its root element, empty', '<a/>', leaf('a', '')],
    [
      'with children in their order',
      '<a><c>1</c><b>2</b></a>',
      { name: 'a', children: [leaf('c', '1'), leaf('b', '2')], text: '' },
    ],
    [
      'with all children of one name',
      '<a><b>1</b><b>2</b></a>',
      { name: 'a', children: [leaf('b', '1'), leaf('b', '2')], text: '' },
    ],
    [
      'with an element that has the name of its parent',
      '<a><a>1</a></a>',
      { name: 'a', children: [leaf('a', '1')], text: '' },
    ],
    [
      'with the text of an element, not of its children',
      '<a>x<b>y</b>z</a>',
      { name: 'a', children: [leaf('b', 'y')], text: 'xz' },
    ],
    [
      'without prefixes',
      '<n:a xmlns:n="urn:x"><m:b>t</m:b></n:a>',
      { name: 'a', children: [leaf('b', 't')], text: '' },
    ],
    ['without attributes', '<a x="1" y=\'2\'>t</a>', leaf('a', 't')],
    ['with a > in an attribute', '<a x="1>2">t</a>', leaf('a', 't')],
    ['after a declaration', '<?xml version="1.0" encoding="utf-8"?><a>t</a>', leaf('a', 't')],
    [
      'after a declaration that names an encoding it is not in',
      '<?xml version="1.0" encoding="utf-16"?><a>t</a>',
      leaf('a', 't'),
    ],
    ['after white space', '\r\n\t <a>t</a>', leaf('a', 't')],
    ['without processing instructions', '<?x y?><a>t<?z?></a>', leaf('a', 't')],
    ['without comments', '<!-- x --><a>t<!-- <b>y</b> -->u</a><!-- z -->', leaf('a', 'tu')],
    ['with white space as it stands', '<a> \n t\t</a>', leaf('a', ' \n t\t')],
    ['with white space in tags', '<a\n>t</a\t>', leaf('a', 't')],
    ['with digits as a text', '<a>00123</a>', leaf('a', '00123')],
    ['with a truth value as a text', '<a>true</a>', leaf('a', 'true')],
    ['with CDATA as it stands', '<a><![CDATA[<b>&amp;]]></a>', leaf('a', '<b>&amp;')],
    ['with text before, in and after CDATA in one', '<a>x&lt;<![CDATA[&y]]>z</a>', leaf('a', 'x<&yz')],
    ['with two CDATA sections in one', '<a><![CDATA[]]]]><![CDATA[>]]></a>', leaf('a', ']]>')],
    ['with the five references of XML resolved', '<a>&lt;&amp;&gt;&quot;&apos;</a>', leaf('a', '<&>"\'')],
    ['with decimal references resolved', '<a>&#106;&#0000111;</a>', leaf('a', 'jo')],
    ['with hexadecimal references resolved', '<a>&#x6A;&#x6f;&#x1F469;</a>', leaf('a', 'jo👩')],
    ['with references resolved once', '<a>&amp;lt;&#38;gt;</a>', leaf('a', '&lt;&gt;')],
    [
      'with a reference beyond Unicode as it stands',
      '<a>&#x110000;&#9999999;</a>',
      leaf('a', '&#x110000;&#9999999;'),
    ],
    ['with an entity of HTML as it stands', '<a>&nbsp;&copy;</a>', leaf('a', '&nbsp;&copy;')],
    [
      'with a lone ampersand as it stands, as Thunderbird sends it',
      '<a>r&d@example.org</a>',
      leaf('a', 'r&d@example.org'),
    ],
    [
      'with a reference that never ends as it stands',
      '<a>&amp &#65 &#x; &#;</a>',
      leaf('a', '&amp &#65 &#x; &#;'),
    ],
    ['with names beyond ASCII', '<ä>t</ä>', leaf('ä', 't')],
    ['with characters beyond the first plane', '<a>👩</a>', leaf('a', '👩')],
  ])('%s', (_, xml, root) => {
    expect(readXml(xml)).toEqual({ ok: true, value: root });
  });

  test.each<[flaw: BodyFlaw, why: string, xml: string]>([
    ['doctype', 'a DOCTYPE', '<!DOCTYPE a><a/>'],
    ['doctype', 'a DOCTYPE in lower case', '<!doctype a><a/>'],
    ['doctype', 'a DOCTYPE after the root element', '<a/><!DOCTYPE a>'],
    ['doctype', 'a DOCTYPE with an external subset', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
    ['doctype', 'an entity', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['doctype', 'an entity without DOCTYPE', '<!ENTITY x "y"><a>&x;</a>'],
    ['doctype', 'an element declaration inside the root element', '<a><!ELEMENT b ANY></a>'],
    ['doctype', 'a DOCTYPE after white space in its opening', '<! DOCTYPE a><a/>'],
    ['not-well-formed', 'nothing', ''],
    ['not-well-formed', 'white space', ' \n'],
    ['not-well-formed', 'text alone', 'jo@example.org'],
    ['not-well-formed', 'a form', 'EMailAddress=jo@example.org'],
    ['not-well-formed', 'JSON', '{"a":"t"}'],
    ['not-well-formed', 'text before the root element', 't<a/>'],
    ['not-well-formed', 'two root elements', '<a/><b/>'],
    ['not-well-formed', 'two root elements of one name', '<a>1</a><a>2</a>'],
    ['not-well-formed', 'comments alone', '<!-- x -->'],
    ['not-well-formed', 'a declaration alone', '<?xml version="1.0"?>'],
    ['not-well-formed', 'an element that is not closed', '<a><b>t</b>'],
    ['not-well-formed', 'an element that is not opened', '</a>'],
    ['not-well-formed', 'an element that is closed twice', '<a></a></a>'],
    ['not-well-formed', 'elements across one another', '<a><b></a></b>'],
    ['not-well-formed', 'an element closed in another letter case', '<a></A>'],
    ['not-well-formed', 'a tag that is cut short', '<a'],
    ['not-well-formed', 'a comment that is not closed', '<a/><!-- x'],
    ['not-well-formed', 'CDATA that is not closed', '<a><![CDATA[t</a>'],
    ['not-well-formed', 'a < that opens nothing', '<a>1 < 2</a>'],
    ['not-well-formed', 'an attribute without quotation marks', '<a x=1/>'],
    ['not-well-formed', 'an attribute without a value', '<a x/>'],
    ['not-well-formed', 'an attribute that is given twice', '<a x="1" x="2"/>'],
    ['not-well-formed', 'a name that begins with a digit', '<1a/>'],
    ['not-well-formed', 'a NUL', '<a>\0</a>'],
    ['not-well-formed', 'an escape character', '<a>\x1b</a>'],
    ['not-well-formed', 'a noncharacter', '<a>\ufffe</a>'],
    ['not-well-formed', 'an element called __proto__', '<a><__proto__>t</__proto__></a>'],
    ['not-well-formed', 'a root element called __proto__', '<__proto__/>'],
    ['not-well-formed', 'an element called constructor', '<a><constructor>t</constructor></a>'],
    ['not-well-formed', 'an element called prototype, with a prefix', '<a><n:prototype/></a>'],
  ])('%s: not when it is %s', (flaw, _, xml) => {
    expect(readXml(xml)).toEqual({ ok: false, refusal: flaw });
  });

  test('without changing any prototype', () => {
    readXml('<a><__proto__><polluted>t</polluted></__proto__></a>');
    readXml('<a><constructor><prototype><polluted>t</polluted></prototype></constructor></a>');
    expect('polluted' in {}).toBe(false);
  });
});

describe('the markup of a document is counted before it is parsed', () => {
  const limits = { characters: 100, tags: 4, attributes: 2, references: 2 };
  const flaw = { ok: false, refusal: 'too-much-markup' };

  test.each([
    ['tags', '<a><b/>&amp;</a>', '<a><b/><c/><d/></a>'],
    ['attributes', '<a b="1" c="2"/>', '<a b="1" c="2" d="3"/>'],
    ['references', '<a>&amp;&amp;</a>', '<a>&amp;&amp;&amp;</a>'],
    ['characters', `<a>${' '.repeat(93)}</a>`, `<a>${' '.repeat(94)}</a>`],
  ])('%s', (_, enough, tooMuch) => {
    expect(readXml(enough, limits).ok).toBe(true);
    expect(readXml(tooMuch, limits)).toEqual(flaw);
  });

  test('whatever it would be refused for besides', () => {
    expect(readXml('<!DOCTYPE a><'.repeat(5), limits)).toEqual(flaw);
  });
});

describe('the depth of a document', () => {
  const nested = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth);

  test.each<[depth: number, read: boolean]>([
    [32, true],
    [40, false],
    [9000, false],
  ])('of %i elements', (depth, read) => {
    expect(readXml(nested(depth)).ok).toBe(read);
  });

  test('does not count siblings', () => {
    expect(readXml(`<a>${'<b/>'.repeat(1000)}</a>`)).toMatchObject({ ok: true, value: { name: 'a' } });
  });
});

/** A text of a given length that repeats a pattern. */
const flood =
  (start: string, piece: (at: number) => string, end: string) =>
  (length: number): string => {
    let xml = start;
    for (let at = 0; xml.length < length - end.length - 10; at++) xml += piece(at);
    return xml + end;
  };

describe('parsing time is linear in the length, up to the limit of 64 KiB', () => {
  test.each<[what: string, xmlOf: (length: number) => string]>([
    ['attributes', flood('<a', (at) => ` x${at}="1"`, '/>')],
    ['one attribute', flood('<a', () => ' x="1"', '/>')],
    ['attributes without values', flood('<a', (at) => ` x${at}`, '/>')],
    ['an attribute that is not closed', flood('<a x="', () => "'", '')],
    ['quotation marks', flood('<a ', () => '"', '/>')],
    ['equals signs', flood('<a ', () => '=', '/>')],
    ['spaces in a tag', flood('<a', () => ' ', '/>')],
    ['line feeds in a tag', flood('<a', () => '\n', '/>')],
    ['colons in a name', flood('<a', () => ':a', '/>')],
    ['a name', flood('<', () => 'a', '/>')],
    ['opening tags', flood('', () => '<a>', '')],
    ['closing tags', flood('<a>', () => '</a>', '')],
    ['opening angle brackets', flood('', () => '<', '')],
    ['closing angle brackets', flood('<a>', () => '>', '</a>')],
    ['slashes', flood('<a', () => '/', '>')],
    ['tags in an attribute', flood('', () => '<a b="', '')],
    ['empty elements', flood('<a>', () => '<b/>', '</a>')],
    ['comments', flood('<a>', () => '<!-- -->', '</a>')],
    ['beginnings of comments', flood('<a>', () => '<!--', '</a>')],
    ['hyphens in a comment', flood('<a><!--', () => '-', '</a>')],
    ['CDATA', flood('<a>', () => '<![CDATA[x]]>', '</a>')],
    ['beginnings of CDATA', flood('<a>', () => '<![CDATA[', '</a>')],
    ['brackets in CDATA', flood('<a><![CDATA[', () => ']', '</a>')],
    ['beginnings of processing instructions', flood('<a>', () => '<?', '</a>')],
    ['ampersands', flood('<a>', () => '&', '</a>')],
    ['references', flood('<a>', () => '&#x41;', '</a>')],
    ['references that never end', flood('<a>', () => '&#1', '</a>')],
    ['spaces in a text', flood('<a>', () => ' ', '</a>')],
  ])('%s', async (_, xmlOf) => {
    await expectLinearGrowth(xmlOf, readXml, 64 * 1024);
  });
});

test('a child is the first one of its name', () => {
  const read = readXml('<a><b>1</b><c>2</c><b>3</b></a>');
  const root = read.ok ? read.value : leaf('', '');
  expect(child(root, 'b')?.text).toBe('1');
  expect(child(root, 'c')?.text).toBe('2');
  expect(child(root, 'd')).toBeUndefined();
});
