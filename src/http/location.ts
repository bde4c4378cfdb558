/** The only maker of a Location header, which is built from input. */

/** Where a redirect leads, before it is encoded. */
export interface RedirectTarget {
  /** As it was asked for, decoded or not, in its own letter case. */
  readonly path: string;
  /** The query without its question mark, as it stood in the URL. */
  readonly search?: string | undefined;
}

/**
 * The value of a Location header (RFC 9110 §10.2.2). A `%` that already encodes an octet stays as it is, so a target
 * is encoded once, however it came.
 *
 * @param origin scheme and host, from the configuration; never from the request
 */
export const locationOf = (origin: string, { path, search = '' }: RedirectTarget): string =>
  origin + percentEncoded(path, notInPath) + (search && `?${percentEncoded(search, notInQuery)}`);

/** What RFC 3986 §3.3 has in a path, with slashes; and §3.4 in a query, with the brackets that URL parsers leave. */
const notInPath = /%(?![\da-f]{2})|[^\w.~!$&'()*+,;=:@/%-]+/gi;
const notInQuery = /%(?![\da-f]{2})|[^\w.~!$&'()*+,;=:@/?[\]%-]+/gi;

/** Half a surrogate pair has no encoding: it becomes U+FFFD, as in every URL parser. */
const percentEncoded = (text: string, reserved: RegExp): string =>
  text.toWellFormed().replace(reserved, encodeURIComponent);
