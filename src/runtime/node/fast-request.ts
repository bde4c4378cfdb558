/**
 * What Node knows of a request, as the pipeline wants it. The Fetch API's Request, Response and Headers cost more
 * than all the rest of an answer, so a request that is written as clients write it goes without them.
 */

import type { Incoming } from '../../http/request.ts';
import { headerOf, type Message } from './http-types.ts';
import { bodyOf } from './request-body.ts';

/**
 * @returns the request, or nothing when its target or its Host has to be brought into its usual form first: an
 *   absolute URL, dot segments, an encoded path, an IPv6 literal
 */
export function plainIncoming(
  message: Message,
  cameOverHttp: (message: Message) => boolean,
): Incoming | undefined {
  const { url = '', method = '', headers } = message;
  // HTTP/2 has the host in a field of its own.
  const host = headers.host ?? headerOf(message, ':authority');
  if (host === undefined || !plainHost.test(host) || !plainTarget.test(url) || dotSegment.test(url)) {
    return undefined;
  }
  const mark = url.indexOf('?');
  return {
    method,
    path: mark === -1 ? url : url.slice(0, mark),
    base: '',
    search: mark === -1 ? '' : url.slice(mark + 1),
    host,
    header: (name) => headerOf(message, name),
    readBody: () => bodyOf(message),
    cameOverHttp: () => cameOverHttp(message),
  };
}

const plainHost = /^[a-z0-9._-]+(?::(?:\d{1,4}|[1-5]\d{4}))?$/i;
/** What the URL parser leaves as it is, or would encode where a query is decoded anyway. */
const plainTarget = /^\/[\w./-]*(?:\?[!$&-;=?-[\]_a-z~%]*)?$/;
const dotSegment = /\/\.\.?(?:[/?]|$)/;
