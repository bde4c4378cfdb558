/**
 * Property lists, read as Apple reads them: a dictionary is keys and values by turns, and every value is in an
 * element of its type. Beside the plist package, which needs a browser's DOMParser where it does not find Node.
 */

import { refuse } from './client.ts';
import { type Element, elements, parse, text } from './dom.ts';

export type PlistValue = string | number | boolean | readonly PlistValue[] | Dictionary;
export type Dictionary = { readonly [key: string]: PlistValue };

/** @returns the one value of the list; what is not well-formed or no list is refused */
export function parsePlist(xml: string): PlistValue {
  const root = parse(xml);
  const [value, ...others] = elements(root);
  if (root.nodeName !== 'plist' || value === undefined || others.length > 0) refuse('no property list');
  return read(value);
}

function read(element: Element): PlistValue {
  switch (element.nodeName) {
    case 'string':
      return text(element);
    case 'integer':
      return /^-?\d+$/.test(text(element)) ? Number(text(element)) : refuse(`no integer: ${text(element)}`);
    // Apple tells them from integers.
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
      return refuse(`no value of a property list: ${element.nodeName}`);
  }
}

function dictionary(children: readonly Element[]): Dictionary {
  const pairs: [string, PlistValue][] = [];
  for (let at = 0; at < children.length; at += 2) {
    const key = children[at];
    const value = children[at + 1];
    if (key?.nodeName !== 'key' || value === undefined)
      refuse('a key without a value, or a value without a key');
    pairs.push([text(key), read(value)]);
  }
  return Object.fromEntries(pairs);
}
