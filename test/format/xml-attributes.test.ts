/** Parsing XML with attributes. */

import { describe, expect, test } from 'vitest';
import { readXmlWithAttributes } from '../../src/format/xml.ts';

describe('an attribute', () => {
  const attributesOf = (xml: string) => {
    const root = readXmlWithAttributes(xml);
    return root.ok ? Object.fromEntries(root.value.attributes) : root.refusal;
  };

  test.each<[why: string, xml: string, attributes: Readonly<Record<string, string>>]>([
    ['is read in either kind of quotation marks', `<a x="1" y='2'/>`, { x: '1', y: '2' }],
    ['is read beside the other kind', `<a x="'" y='"'/>`, { x: "'", y: '"' }],
    ['keeps its white space', '<a x=" 1 "/>', { x: ' 1 ' }],
    ['has line feeds and tabs as spaces (XML 1.0 §3.3.3)', '<a x="1\n2\t3"/>', { x: '1 2 3' }],
    ['has references resolved, once', '<a x="&lt;&#65;&amp;lt;"/>', { x: '<A&lt;' }],
    ['keeps a lone ampersand', '<a x="?a=1&b=2"/>', { x: '?a=1&b=2' }],
    [
      'keeps digits and truth values as texts',
      '<a x="00123" y="true" z=""/>',
      { x: '00123', y: 'true', z: '' },
    ],
    ['loses its prefix', '<a xml:lang="de"/>', { lang: 'de' }],
    ['is no namespace', '<a xmlns="urn:x" xmlns:m="urn:y" m:x="1"/>', { x: '1' }],
    ['may hold an angle bracket that closes', '<a x="1>2">t</a>', { x: '1>2' }],
  ])('%s', (_, xml, attributes) => {
    expect(attributesOf(xml)).toEqual(attributes);
  });

  test('stays with its element', () => {
    const root = readXmlWithAttributes('<a x="1">t<b y="2"/><b/></a>');
    const shape = root.ok && {
      text: root.value.text,
      attributes: [...root.value.attributes],
      children: root.value.children.map((child) => [...child.attributes]),
    };
    expect(shape).toEqual({ text: 't', attributes: [['x', '1']], children: [[['y', '2']], []] });
  });
});
