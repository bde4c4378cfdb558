/**
 * A tokenizer for clients that read a stream of tags and texts. Names are qualified names, as in KXmlParser without
 * namespaces, GMarkup, quick-xml and NSXMLParser.
 */

import { reject } from './client.ts';

export interface Start {
  readonly kind: 'start';
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** `<name/>`: quick-xml reports it as neither a start nor an end. */
  readonly empty: boolean;
}

/** The text between two tags, whole and split at entities. */
interface Text {
  readonly kind: 'text';
  readonly text: string;
  readonly pieces: readonly string[];
}

interface End {
  readonly kind: 'end';
  readonly name: string;
}

interface CData {
  readonly kind: 'cdata';
  readonly text: string;
}

export type Token = Start | End | Text | CData;

/**
 * @returns tags and texts in order, without comments, declarations and processing instructions; an empty element
 * gives a start and an end. Rejects mismatched tags, missing quotes and unknown entities.
 */
export function tokenize(xml: string): readonly Token[] {
  const result: Token[] = [];
  const open: string[] = [];
  let rest = 0;
  for (const match of xml.matchAll(piece)) {
    if (match.index !== rest) malformed(xml.slice(rest, rest + 20));
    rest = match.index + match[0].length;
    const { end, start, attributes, empty, cdata, characters } = match.groups ?? {};
    if (end !== undefined) {
      if (open.pop() !== end) malformed(`</${end}>`);
      result.push({ kind: 'end', name: end });
    } else if (start !== undefined) {
      result.push({
        kind: 'start',
        name: start,
        attributes: attributesOf(attributes ?? ''),
        empty: empty === '/',
      });
      if (empty === '/') result.push({ kind: 'end', name: start });
      else open.push(start);
    } else if (cdata !== undefined) {
      result.push({ kind: 'cdata', text: cdata });
    } else if (characters !== undefined) {
      if (open.length > 0) result.push(textOf(characters));
      else if (characters.replace('\uFEFF', '').trim() !== '') malformed(characters);
    }
  }
  if (rest !== xml.length) malformed(xml.slice(rest, rest + 20));
  if (open.length > 0) malformed(`<${open.join('><')}> left open`);
  if (!result.some(({ kind }) => kind === 'start')) reject('no element at all');
  return result;
}

const name = '[\\p{L}_:][\\p{L}\\p{N}_:.-]*';
const attribute = `\\s+${name}\\s*=\\s*(?:"[^"<]*"|'[^'<]*')`;
const piece = new RegExp(
  [
    '<!--[^]*?-->',
    '<\\?[^]*?\\?>',
    '<!\\[CDATA\\[(?<cdata>[^]*?)\\]\\]>',
    '<![A-Z][^>]*>',
    `</(?<end>${name})\\s*>`,
    `<(?<start>${name})(?<attributes>(?:${attribute})*)\\s*(?<empty>/?)>`,
    '(?<characters>[^<]+)',
  ].join('|'),
  'gu',
);

function attributesOf(source: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [one] of source.matchAll(new RegExp(attribute, 'gu'))) {
    const equals = one.indexOf('=');
    const key = one.slice(0, equals).trim();
    if (found.has(key)) malformed(`two attributes ${key}`);
    found.set(
      key,
      textOf(
        one
          .slice(equals + 1)
          .trim()
          .slice(1, -1),
      ).text,
    );
  }
  return found;
}

const entity = /&(?:#x(?<hex>[0-9a-fA-F]+)|#(?<decimal>\d+)|(?<named>\w+));/g;
const predefined: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function textOf(source: string): Text {
  const pieces: string[] = [];
  let rest = 0;
  const literal = (until: number): void => {
    const between = source.slice(rest, until);
    if (between.includes('&')) malformed(between);
    if (between !== '') pieces.push(between);
  };
  for (const match of source.matchAll(entity)) {
    literal(match.index);
    rest = match.index + match[0].length;
    const { hex, decimal, named } = match.groups ?? {};
    const character = named === undefined ? codePoint(hex, decimal) : predefined[named];
    pieces.push(character ?? malformed(match[0]));
  }
  literal(source.length);
  return { kind: 'text', text: pieces.join(''), pieces };
}

function codePoint(hex: string | undefined, decimal: string | undefined): string {
  return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
}

function malformed(where: string): never {
  reject(`not well-formed near ${where}`);
}
