/**
 * HTML, written only by Hono's tagged template: every interpolated value is escaped, except HTML that the template
 * itself has produced.
 */

import { html, raw } from 'hono/html';

/** Escaped HTML, safe to interpolate. */
export type Html = ReturnType<typeof raw>;

/** The template tag. Values are strings, numbers, HTML and lists of these; promises are not accepted. */
export function markup(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly (string | Html)[])[]
): Html {
  const result = html(strings, ...values);
  // Hono returns a promise only if a value is one.
  return result instanceof Promise ? raw('') : result;
}

/** A constant of our own that is not escaped, such as the style sheet. */
export const verbatim = (text: string): Html => raw(text);
