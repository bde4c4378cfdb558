/**
 * Apple property lists in their XML form, written by fast-xml-parser and nowhere else. A dictionary in a plist is
 * a row of keys and values, which no plain object of the XML writer can say, hence its ordered form here.
 */

import { XMLBuilder } from 'fast-xml-parser';

/** Numbers are written as integers: no key of ours is a real. `undefined` leaves a key out. */
export type PlistValue = string | number | boolean | PlistDictionary | readonly PlistValue[];

export interface PlistDictionary {
  readonly [key: string]: PlistValue | undefined;
}

/** @returns the property list as a document, indented, keys in the order given */
export function writePlist(root: PlistDictionary): string {
  const body = builder.build([{ plist: [elementOf(root)], ':@': { '@version': '1.0' } }]);
  return `${prologue}${body.trim()}\n`;
}

const prologue = [
  '<?xml version="1.0" encoding="UTF-8"?>',
  '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
  '',
].join('\n');

const builder = new XMLBuilder({
  attributeNamePrefix: '@',
  format: true,
  ignoreAttributes: false,
  indentBy: '  ',
  preserveOrder: true,
  suppressEmptyNode: true,
});

/** fast-xml-parser's ordered form: one key, the element's name, and the list of its children. */
type Ordered = { readonly [name: string]: readonly Ordered[] | string };

function elementOf(value: PlistValue): Ordered {
  if (typeof value === 'string') return leaf('string', value);
  if (typeof value === 'number') return leaf('integer', String(value));
  if (typeof value === 'boolean') return { [value ? 'true' : 'false']: [] };
  return isArray(value) ? { array: value.map(elementOf) } : { dict: Object.entries(value).flatMap(pair) };
}

function pair([key, value]: readonly [string, PlistValue | undefined]): readonly Ordered[] {
  return value === undefined ? [] : [leaf('key', key), elementOf(value)];
}

const leaf = (name: string, text: string): Ordered => ({ [name]: [{ '#text': text }] });

/** `Array.isArray` does not narrow read-only arrays away. */
const isArray = (value: PlistDictionary | readonly PlistValue[]): value is readonly PlistValue[] =>
  Array.isArray(value);
