/** Values put into the texts of a language. */

import { type Html, markup } from '../../src/format/html.ts';

/** A value that may be broken after its @, if it has one, and is not before it must be. */
export function breakable(value: string): Html {
  const at = value.lastIndexOf('@') + 1;
  return at === 0 ? markup`${value}` : markup`${value.slice(0, at)}<wbr>${value.slice(at)}`;
}

/** What stands in a text for a value, such as `{address}`. */
const slot = /\{(\w+)\}/;

/** @returns the text with a value for each of its slots; strings among them are set off from the text */
export function interpolate(text: string, values: Readonly<Record<string, string | Html>>): Html {
  // Literals and the names of slots take turns.
  const pieces = text.split(slot).map((piece, at): string | Html => {
    if (at % 2 === 0) return piece;
    const value = values[piece] ?? '';
    return typeof value === 'string' ? markup`<b>${value}</b>` : value;
  });
  return markup`${pieces}`;
}
