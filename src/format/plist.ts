/**
 * Apple property lists as XML, written only here, with fast-xml-parser. A plist dictionary is a sequence of keys and
 * values, which the XML writer's plain objects cannot express, hence fast-xml-parser's ordered form.
 */

import { XMLBuilder } from 'fast-xml-parser';
import { escapeXml } from './xml.ts';

/** A number is an integer, except in `PlistReal`. */
export type PlistValue = string | number | boolean | PlistReal | PlistDictionary | readonly PlistValue[];

type PlistReal = { readonly '#real': number };

/** A key with the value `undefined` is left out. */
export interface PlistDictionary {
  readonly [key: string]: PlistValue | undefined;
}

/** @returns the property list as a document, indented, keys in the order given */
export function writePlist(root: PlistDictionary): string {
  const body = builder.build([{ plist: [elementOf(root)], ':@': { '@version': '1.0' } }]);
  return inAscii(`${prologue}${body.trim()}\n`);
}

/** Escapes text for an element of a property list. */
export const escapePlist = (text: string): string => inAscii(escapeXml(text));

/**
 * A property list in any language is ASCII, so that Node sends it as Latin-1 at a third of the cost. The text is
 * joined from single characters, because `replace` on a string with two bytes per character returns such a string.
 */
function inAscii(text: string): string {
  return nonAscii.test(text) ? Array.from(text, reference).join('') : text;
}

const nonAscii = /[^\0-\x7f]/;
const reference = (character: string): string =>
  character > '\x7f' ? `&#${character.codePointAt(0)};` : character;

const prologue = [
  '<?xml version="1.0" encoding="UTF-8"?>',
  '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
  '',
].join('\n');

const builder = new XMLBuilder({
  attributeNamePrefix: '@',
  format: true,
  ignoreAttributes: false,
  // Tabs, like Apple's own tools; a tenth smaller than spaces.
  indentBy: '\t',
  preserveOrder: true,
  suppressEmptyNode: true,
});

/** fast-xml-parser's ordered form: one key, the element's name, and the list of its children. */
type Ordered = { readonly [name: string]: readonly Ordered[] | string };

function elementOf(value: PlistValue): Ordered {
  if (typeof value === 'string') return leaf('string', value);
  if (typeof value === 'number') return leaf('integer', String(value));
  if (typeof value === 'boolean') return { [value ? 'true' : 'false']: [] };
  if (isArray(value)) return { array: value.map(elementOf) };
  return isReal(value) ? leaf('real', String(value['#real'])) : { dict: Object.entries(value).flatMap(pair) };
}

function pair([key, value]: readonly [string, PlistValue | undefined]): readonly Ordered[] {
  return value === undefined ? [] : [leaf('key', key), elementOf(value)];
}

const leaf = (name: string, text: string): Ordered => ({ [name]: [{ '#text': text }] });

type Compound = PlistReal | PlistDictionary | readonly PlistValue[];

/** `Array.isArray` does not narrow read-only arrays. */
const isArray = (value: Compound): value is readonly PlistValue[] => Array.isArray(value);

const isReal = (value: PlistReal | PlistDictionary): value is PlistReal => typeof value['#real'] === 'number';
