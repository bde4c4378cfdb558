/**
 * Apple property lists in their XML form, written by fast-xml-parser and nowhere else. A dictionary in a plist is
 * a row of keys and values, which no plain object of the XML writer can say, hence its ordered form here.
 */

import { XMLBuilder } from 'fast-xml-parser';
import { escapeXml } from './xml.ts';

/** A number is an integer unless it is said to be a real. */
export type PlistValue = string | number | boolean | PlistReal | PlistDictionary | readonly PlistValue[];

export type PlistReal = { readonly '#real': number };

/** `undefined` leaves a key out. */
export interface PlistDictionary {
  readonly [key: string]: PlistValue | undefined;
}

/** @returns the property list as a document, indented, keys in the order given */
export function writePlist(root: PlistDictionary): string {
  const body = builder.build([{ plist: [elementOf(root)], ':@': { '@version': '1.0' } }]);
  return inAscii(`${prologue}${body.trim()}\n`);
}

/** Makes a text safe between the tags of a property list. */
export const escapePlist = (text: string): string => inAscii(escapeXml(text));

/**
 * Whatever language it speaks, a list is ASCII, and is sent as Latin-1 at a third of the cost (node.ts). It is put
 * together character by character, for what `replace` makes of a text with two bytes a character has two still.
 */
function inAscii(text: string): string {
  return beyondAscii.test(text) ? Array.from(text, reference).join('') : text;
}

const beyondAscii = /[^\0-\x7f]/;
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
  // As Apple's own tools do, and a tenth less than spaces.
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

/** `Array.isArray` does not narrow read-only arrays away. */
const isArray = (value: Compound): value is readonly PlistValue[] => Array.isArray(value);

const isReal = (value: PlistReal | PlistDictionary): value is PlistReal => typeof value['#real'] === 'number';
