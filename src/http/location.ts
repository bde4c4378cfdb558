/** Writes the Location header of redirects. It is built from input, so it is encoded only here. */

/** The target of a redirect before it is encoded. */
export interface RedirectTarget {
  /** As it was requested, decoded or not, in its own letter case. */
  readonly path: string;
  /** The query as it was sent, without its question mark. */
  readonly search?: string | undefined;
}

/**
 * The value of a Location header (RFC 9110 §10.2.2). A `%` that already encodes an octet stays as it is, so no target
 * is encoded twice.
 *
 * @param origin scheme and host, from the configuration; never from the request
 */
export const locationOf = (origin: string, { path, search = '' }: RedirectTarget): string =>
  origin + percentEncoded(path, notInPath) + (search && `?${percentEncoded(search, notInQuery)}`);

/** Characters outside RFC 3986 §3.3 (path, with slashes) and §3.4 (query, with the brackets that URL parsers leave). */
const notInPath = /%(?![\da-f]{2})|[^\w.~!$&'()*+,;=:@/%-]+/gi;
const notInQuery = /%(?![\da-f]{2})|[^\w.~!$&'()*+,;=:@/?[\]%-]+/gi;

/** A lone surrogate has no encoding and becomes U+FFFD, as in every URL parser. */
const percentEncoded = (text: string, reserved: RegExp): string =>
  text.toWellFormed().replace(reserved, encodeURIComponent);
