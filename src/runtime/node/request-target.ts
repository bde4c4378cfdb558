/**
 * The request target: host and path (RFC 9112 §3.2, RFC 9113 §8.3.1). The host of a target in absolute form, and
 * `:authority` in HTTP/2, override `Host`.
 */

import { Http2ServerRequest } from 'node:http2';
import { headerOf, type NodeRequest } from './http-types.ts';

interface Target {
  /** As it was sent; undefined without any, which HTTP/1.0 allows. */
  readonly host: string | undefined;
  /** Path and query, as they were sent. */
  readonly path: string;
}

/** @returns undefined for an asterisk, another scheme, or anything else that is not a path or an http URL */
export function targetOf(message: NodeRequest): Target | undefined {
  const { url = '', headers } = message;
  if (url.startsWith('/')) {
    const host = message instanceof Http2ServerRequest ? headerOf(message, ':authority') : undefined;
    return { host: host ?? headers.host, path: url };
  }
  const [, authority, path = ''] = absoluteForm.exec(url) ?? [];
  // HTTP/2 has no absolute form.
  if (authority === undefined || message instanceof Http2ServerRequest) return undefined;
  // Credentials in a URL are not part of its host (RFC 9110 §4.2.4).
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return { host, path: path.startsWith('/') ? path : `/${path}` };
}

const absoluteForm = /^https?:\/\/([^/?#\\]+)(.*)$/is;
