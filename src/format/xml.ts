/**
 * XML, both ways, by fast-xml-parser and nowhere else: templates give plain objects, this file makes the angle
 * brackets and escapes what stands between them. What strangers send is read without DOCTYPE, entities or depth.
 */

import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import type { BodyFlaw } from '../model/refusal.ts';
import { ok, type Result, refuse } from '../model/result.ts';

/** An element's content; `undefined` leaves the element out, an empty object leaves it empty. */
export type XmlContent = string | number | XmlElement | readonly XmlContent[] | undefined;

/** Children by name in order, attributes by name with `@` before it, text beside attributes as `#text`. */
export interface XmlElement {
  readonly [name: string]: XmlContent;
}

/** @returns the document with its declaration, indented, ending in a line feed; leaf elements hold no white space */
export function writeXml(document: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(document)}`;
}

/** Makes a text safe as XML character data and in a quoted attribute. */
export function escapeXml(text: string): string {
  return special.test(text) ? text.replace(allSpecial, (character) => references[character] ?? '') : text;
}

/** What was read: an element, whose children keep their order. */
export interface XmlNode {
  readonly name: string;
  readonly children: readonly XmlNode[];
  /** Character data of this element alone, references resolved, CDATA as it stands. */
  readonly text: string;
}

/**
 * Reads a stranger's document. Prefixes and attributes are dropped, for no client agrees with another on them.
 *
 * @param text at most as long as the caller allows; the time it takes is proportional to that
 * @returns the root element, or the flaw for which the document is refused
 */
export function readXml(text: string): Result<XmlNode, BodyFlaw> {
  return soleRoot(text, (judged) => nodes(parser.parse(judged)));
}

/** What was read of a document whose attributes matter: their values by name, references resolved. */
export interface XmlNodeWithAttributes extends XmlNode {
  readonly children: readonly XmlNodeWithAttributes[];
  readonly attributes: ReadonlyMap<string, string>;
}

/** As `readXml`, with attributes; their prefixes, and the declarations of prefixes, are dropped all the same. */
export function readXmlWithAttributes(text: string): Result<XmlNodeWithAttributes, BodyFlaw> {
  return soleRoot(text, (judged) => nodesWithAttributes(parserOfAttributes.parse(judged)));
}

function soleRoot<Node>(text: string, parse: (text: string) => readonly Node[]): Result<Node, BodyFlaw> {
  // Nothing that a mail client sends has a DOCTYPE, and every XML attack begins with one.
  if (markupDeclaration.test(text)) return refuse('doctype');
  if (forbidden.test(text)) return refuse('not-well-formed');
  try {
    // Thunderbird does not escape the address in its request (ExchangeAutoDiscover.sys.mjs), and `r&d@` is a
    // good local part: a lone ampersand stays one, so the markup is judged without any.
    if (XMLValidator.validate(text.replaceAll('&', '+')) !== true) return refuse('not-well-formed');
    const roots = parse(text);
    const [root] = roots;
    return root && roots.length === 1 ? ok(root) : refuse('not-well-formed');
  } catch {
    // fast-xml-parser throws on what it will not read: depth, unclosed markup, names such as __proto__.
    return refuse('not-well-formed');
  }
}

/** @returns the first child of that name */
export const child = (node: XmlNode, name: string): XmlNode | undefined =>
  node.children.find((candidate) => candidate.name === name);

const builder = new XMLBuilder({
  attributeNamePrefix: '@',
  ignoreAttributes: false,
  format: true,
  indentBy: '  ',
  // "true" is a value like any other.
  suppressBooleanAttributes: false,
  suppressEmptyNode: true,
});

const depthLimit = 32;
const cdata = '#cdata';
const characters = '#text';

const readerOptions = {
  cdataPropName: cdata,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: depthLimit,
  parseTagValue: false,
  preserveOrder: true,
  processEntities: false,
  removeNSPrefix: true,
  textNodeName: characters,
  trimValues: false,
};
const parser = new XMLParser(readerOptions);
const parserOfAttributes = new XMLParser({
  ...readerOptions,
  attributeNamePrefix: '',
  ignoreAttributes: false,
});
/** Where fast-xml-parser's ordered form keeps the attributes of an element. */
const attributesKey = ':@';

const markupDeclaration = /<!(?!--|\[CDATA\[)/;
/** XML 1.0 §2.2: characters that no document may hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** fast-xml-parser's ordered form: a list of objects with one key each, whose value is the list of children. */
function nodes(ordered: unknown): XmlNode[] {
  if (!Array.isArray(ordered)) return [];
  return ordered.flatMap((entry: unknown) => {
    const [name, content] = soleEntry(entry);
    return name === undefined || name === characters || name === cdata || !Array.isArray(content)
      ? []
      : [{ name, children: nodes(content), text: content.map(textOf).join('') }];
  });
}

function nodesWithAttributes(ordered: unknown): XmlNodeWithAttributes[] {
  if (!Array.isArray(ordered)) return [];
  return ordered.flatMap((entry: unknown) => {
    const [name, content] = soleEntry(entry);
    if (name === undefined || name === characters || name === cdata || !Array.isArray(content)) return [];
    const text = content.map(textOf).join('');
    return [{ name, children: nodesWithAttributes(content), text, attributes: attributesOf(entry) }];
  });
}

function attributesOf(entry: unknown): ReadonlyMap<string, string> {
  const found =
    typeof entry === 'object' && entry !== null && attributesKey in entry ? entry[attributesKey] : {};
  const values = typeof found === 'object' && found !== null ? Object.entries(found) : [];
  return new Map(
    values.flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'string' ? [[name, resolveReferences(value.replace(lineSpace, ' '))]] : [],
    ),
  );
}

function textOf(entry: unknown): string {
  const [name, content] = soleEntry(entry);
  if (name === characters) return typeof content === 'string' ? resolveReferences(content) : '';
  if (name !== cdata || !Array.isArray(content)) return '';
  const [, raw] = soleEntry(content[0]);
  return typeof raw === 'string' ? raw : '';
}

function soleEntry(entry: unknown): readonly [string, unknown] | readonly [] {
  return typeof entry === 'object' && entry !== null ? (Object.entries(entry)[0] ?? []) : [];
}

/** XML 1.0 §3.3.3: in an attribute, these are read as spaces. */
const lineSpace = /[\t\n\r]/g;

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const special = /[&<>"']/;
const allSpecial = /[&<>"']/g;

const predefined: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const reference = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g;

/** Only what XML predefines, and character references; any other ampersand is left as it stands. */
function resolveReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(reference, (whole, name?: string, decimal?: string, hexadecimal?: string) => {
    if (name !== undefined) return predefined[name] ?? whole;
    const point = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}
