/** Parses `application/x-www-form-urlencoded`, as HTML forms post it: a `+` is a space, and a plus is `%2B`. */

import { ok, type Result, refuse } from '../model/result.ts';
import { decodeText } from './charset.ts';

const decoder = new TextDecoder();

/** @returns the first field of that name, trimmed; empty when there is none */
export const formField = (bytes: Uint8Array, name: string): string =>
  new URLSearchParams(decoder.decode(bytes)).get(name)?.trim() ?? '';

/** @returns the form as a URL's query, in which a plus is a plus; a refusal when it is not text */
export function formToQuery(bytes: Uint8Array): Result<string> {
  const text = decodeText(bytes);
  return text.ok
    ? ok(text.value.replaceAll('+', '%20'))
    : refuse({ reason: 'body-malformed', flaw: text.refusal });
}
