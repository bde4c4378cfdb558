/**
 * Parses property lists as Apple does: a dictionary has alternating keys and values, and each value is an element named
 * after its type. Not the plist package, which needs a browser's DOMParser outside Node.
 */

import { reject } from './client.ts';
import { type Element, elements, parse, text } from './dom.ts';

export type PlistValue = string | number | boolean | readonly PlistValue[] | Dictionary;
export type Dictionary = { readonly [key: string]: PlistValue };

/** @returns the value of the list; rejects anything else */
export function parsePlist(xml: string): PlistValue {
  const root = parse(xml);
  const [value, ...others] = elements(root);
  if (root.nodeName !== 'plist' || value === undefined || others.length > 0) reject('not a property list');
  return read(value);
}

function read(element: Element): PlistValue {
  switch (element.nodeName) {
    case 'string':
      return text(element);
    case 'integer':
      return /^-?\d+$/.test(text(element))
        ? Number(text(element))
        : reject(`not an integer: ${text(element)}`);
    // Apple distinguishes them from integers.
    case 'real':
      return { '#real': Number(text(element)) };
    case 'true':
      return true;
    case 'false':
      return false;
    case 'array':
      return elements(element).map(read);
    case 'dict':
      return dictionary(elements(element));
    default:
      return reject(`not a property list value: ${element.nodeName}`);
  }
}

function dictionary(children: readonly Element[]): Dictionary {
  const pairs: [string, PlistValue][] = [];
  for (let at = 0; at < children.length; at += 2) {
    const key = children[at];
    const value = children[at + 1];
    if (key?.nodeName !== 'key' || value === undefined)
      reject('a key without a value, or a value without a key');
    pairs.push([text(key), read(value)]);
  }
  return Object.fromEntries(pairs);
}
