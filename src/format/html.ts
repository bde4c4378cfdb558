/**
 * HTML, by Hono's tagged template and nowhere else: every value that is put into it is escaped, and only a value
 * that came out of it goes in as it is.
 */

import { html, raw } from 'hono/html';

/** A piece of HTML that is safe to put into another one. */
export type Html = ReturnType<typeof raw>;

/** The tag; values are strings, numbers, pieces of HTML and lists of them, none of which is waited for. */
export function markup(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly (string | Html)[])[]
): Html {
  const made = html(strings, ...values);
  // Hono answers with a promise only where a value is one.
  return made instanceof Promise ? raw('') : made;
}

/** A constant of ours that is not to be escaped: a style sheet. */
export const verbatim = (text: string): Html => raw(text);
