/**
 * Reads and writes XML, with fast-xml-parser; no other file does. Templates return plain objects, and this file
 * serialises and escapes them. Input is parsed without DOCTYPE and entities, with limited depth.
 */

import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import type { BodyFlaw } from '../model/refusal.ts';
import { ok, type Result, refuse } from '../model/result.ts';

/** An element's content; `undefined` omits the element, an empty object makes it empty. */
export type XmlContent = string | number | XmlElement | readonly XmlContent[] | undefined;

/** Children by name in order, attributes by name with `@` before it, text next to attributes as `#text`. */
export interface XmlElement {
  readonly [name: string]: XmlContent;
}

/** @returns the document with its declaration, indented, ending in a line feed; leaf elements hold no white space */
export function writeXml(document: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(document)}`;
}

/** Escapes text for XML character data and quoted attributes. */
export function escapeXml(text: string): string {
  return special.test(text) ? text.replace(allSpecial, (character) => references[character] ?? '') : text;
}

/** A parsed element; its children keep their order. */
export interface XmlNode {
  readonly name: string;
  readonly children: readonly XmlNode[];
  /** Character data of this element without its children; references resolved, CDATA unchanged. */
  readonly text: string;
}

/**
 * Limits for markup in untrusted XML. The parser needs microseconds for each tag, attribute and reference; counting
 * them first needs nanoseconds. Plain text costs the parser 20 ns a character.
 */
export interface MarkupLimits {
  readonly characters: number;
  /** Number of `<`: each element with content has two. */
  readonly tags: number;
  /** Number of `=`, which occur in attributes and in text. */
  readonly attributes: number;
  /** Number of `&`. */
  readonly references: number;
}

/**
 * Parses untrusted XML. Prefixes and attributes are dropped, because clients do not agree on them.
 *
 * @param text its length is limited by the caller; parsing time is proportional to it
 * @param limits none for documents that the operator chose
 * @returns the root element, or the reason why the document is refused
 */
export function readXml(text: string, limits?: MarkupLimits): Result<XmlNode, BodyFlaw> {
  return limits && hasMoreMarkup(text, limits)
    ? refuse('too-much-markup')
    : soleRoot(text, (valid) => nodes(parser.parse(valid)));
}

function hasMoreMarkup(text: string, limits: MarkupLimits): boolean {
  return (
    text.length > limits.characters ||
    hasMoreOf('<', text, limits.tags) ||
    hasMoreOf('=', text, limits.attributes) ||
    hasMoreOf('&', text, limits.references)
  );
}

/** Whether a character occurs in a text more often than the limit. */
export function hasMoreOf(character: string, text: string, limit: number): boolean {
  let count = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) {
    if (++count > limit) return true;
  }
  return false;
}

/** A parsed element with its attributes: values by name, references resolved. */
export interface XmlNodeWithAttributes extends XmlNode {
  readonly children: readonly XmlNodeWithAttributes[];
  readonly attributes: ReadonlyMap<string, string>;
}

/** Like `readXml`, with attributes; their prefixes and namespace declarations are dropped. */
export function readXmlWithAttributes(text: string): Result<XmlNodeWithAttributes, BodyFlaw> {
  return soleRoot(text, (valid) => nodesWithAttributes(parserOfAttributes.parse(valid)));
}

function soleRoot<Node>(text: string, parse: (text: string) => readonly Node[]): Result<Node, BodyFlaw> {
  // No mail client sends a DOCTYPE, and entity attacks need one.
  if (markupDeclaration.test(text)) return refuse('doctype');
  if (forbidden.test(text)) return refuse('not-well-formed');
  try {
    // Thunderbird does not escape the address in its request (ExchangeAutoDiscover.sys.mjs), and `r&d@` is a
    // valid local part. A bare ampersand is accepted, so ampersands are replaced for validation.
    if (XMLValidator.validate(text.replaceAll('&', '+')) !== true) return refuse('not-well-formed');
    const roots = parse(text);
    const [root] = roots;
    return root && roots.length === 1 ? ok(root) : refuse('not-well-formed');
  } catch {
    // fast-xml-parser throws at excessive depth, unclosed markup and names such as __proto__.
    return refuse('not-well-formed');
  }
}

/** @returns the first child with this name */
export const child = (node: XmlNode, name: string): XmlNode | undefined =>
  node.children.find((candidate) => candidate.name === name);

const builder = new XMLBuilder({
  attributeNamePrefix: '@',
  ignoreAttributes: false,
  format: true,
  indentBy: '  ',
  // Otherwise an attribute with the value "true" loses its value.
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
/** The key of an element's attributes in fast-xml-parser's ordered form. */
const attributesKey = ':@';

const markupDeclaration = /<!(?!--|\[CDATA\[)/;
/** XML 1.0 §2.2: characters that no document may contain. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern searches for them
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

/** XML 1.0 §3.3.3: in an attribute, these become spaces. */
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

/** Resolves predefined entities and character references; any other ampersand stays unchanged. */
export function resolveReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(reference, (whole, name?: string, decimal?: string, hexadecimal?: string) => {
    if (name !== undefined) return predefined[name] ?? whole;
    const point = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}
