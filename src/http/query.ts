/**
 * Parses the query of a URL: percent-decoding and nothing else. A `+` stays a `+`, because FairEmail, GNOME Online
 * Accounts, Nextcloud Mail and Himalaya send `jo+news@example.org` raw, and form decoding would make it a space.
 */

import { ok, type Result, refuse } from '../model/result.ts';

/**
 * @param search the query without its question mark, as it stood in the URL
 * @param names the parameter's names, lower case; the first that is not empty counts
 * @returns its decoded value, `undefined` when it is absent or empty, or a refusal when it is not UTF-8
 */
export function parameter(search: string, ...names: readonly string[]): Result<string | undefined> {
  const values = parameters(search, 1, names);
  return values.ok ? ok(values.value[0]) : values;
}

/**
 * @param limit how many are read; what follows them is not looked at
 * @returns all decoded values that are not empty, in their order, or a refusal when one is not UTF-8
 */
export function parameters(
  search: string,
  limit: number,
  names: readonly string[],
): Result<readonly string[]> {
  const values: string[] = [];
  for (const { name, start, end } of places(search, limit, names)) {
    const value = percentDecoded(search.slice(start, end));
    if (value === undefined) return refuse({ reason: 'query-malformed', parameter: name });
    values.push(value);
  }
  return ok(values);
}

/** A parameter as it is written. */
interface RawParameter {
  readonly value: string;
  /** The rest of the query, which an `&` in an unescaped value cuts off. */
  readonly rest: string;
}

/** @returns the first parameter of that name that is not empty, not decoded */
export function rawParameter(search: string, name: string): RawParameter | undefined {
  const [place] = places(search, 1, [name]);
  return place && { value: search.slice(place.start, place.end), rest: search.slice(place.end) };
}

/** Where a value is in a query, by the name of its parameter. */
interface Place {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** @returns the places of values that are not empty */
function places(search: string, limit: number, names: readonly string[]): readonly Place[] {
  const found: Place[] = [];
  let looked = 0;
  for (let start = 0; start < search.length && found.length < limit && looked < parametersLimit; looked++) {
    const ampersand = search.indexOf('&', start);
    const end = ampersand === -1 ? search.length : ampersand;
    const equals = search.indexOf('=', start);
    if (equals !== -1 && equals + 1 < end) {
      const name = search.slice(start, equals).toLowerCase();
      if (names.includes(name)) found.push({ name, start: equals + 1, end });
    }
    start = end + 1;
  }
  return found;
}

/** How many parameters are read; a real request has a handful, including those that mailing tools add to links. */
const parametersLimit = 64;

/** @returns the text, or nothing when it is not valid percent-encoded UTF-8 */
export function percentDecoded(text: string): string | undefined {
  // In an address, clients encode the @ and seldom anything else.
  const plain = text.replace('%40', '@');
  if (!plain.includes('%')) return plain;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
