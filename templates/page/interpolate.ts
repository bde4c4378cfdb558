/** Interpolation of values into translated texts. */

import { type Html, markup } from '../../src/format/html.ts';

/** Allows a line break after the @ of a value. */
export function breakable(value: string): Html {
  const at = value.lastIndexOf('@') + 1;
  return at === 0 ? markup`${value}` : markup`${value.slice(0, at)}<wbr>${value.slice(at)}`;
}

/** A placeholder in a translated text, such as `{address}`. */
const placeholder = /\{(\w+)\}/;

/** @returns the text with its placeholders filled; values that are strings become bold */
export function interpolate(text: string, values: Readonly<Record<string, string | Html>>): Html {
  // Literals and placeholder names alternate.
  const pieces = text.split(placeholder).map((piece, at): string | Html => {
    if (at % 2 === 0) return piece;
    const value = values[piece] ?? '';
    return typeof value === 'string' ? markup`<b>${value}</b>` : value;
  });
  return markup`${pieces}`;
}
