/**
 * Fast path: turns Node's request into the pipeline's. The target of an ordinary request is only split at its question
 * mark; any other target goes through the URL parser first. A Request of the Fetch API would cost more than the rest of
 * a response.
 */

import { hostLimitCharacters } from '../../http/host.ts';
import { type IncomingRequest, pathLimitCharacters, queryLimitBytes } from '../../http/request.ts';
import { headerOf, type NodeRequest } from './http-types.ts';
import { bodyWithin, type ReceivedBody } from './request-body.ts';
import { targetOf } from './request-target.ts';

/** How a request is answered, by its target and its host (RFC 9112 §3.2). */
type ReceivedRequest =
  /** As mail clients write it, or too long: the pipeline gets it unchanged. */
  | { readonly form: 'plain'; readonly request: IncomingRequest }
  /** Valid, but it must be normalized first: dot segments, an encoded path, an IPv6 literal. */
  | { readonly form: 'unusual'; readonly host: string; readonly path: string }
  | { readonly form: 'malformed' };

/** What depends on the client of a request. */
export interface ClientRules {
  readonly cameOverHttp: (message: NodeRequest) => boolean;
  readonly charge: (message: NodeRequest, cost: number) => void;
  readonly clientIp: (message: NodeRequest) => string | undefined;
  readonly takeLookUp: (message: NodeRequest) => boolean;
}

export function classifyRequest(
  message: NodeRequest,
  body: ReceivedBody,
  client: ClientRules,
): ReceivedRequest {
  const target = targetOf(message);
  if (target === undefined) return { form: 'malformed' };
  const { host, path: pathAndQuery } = target;
  const mark = pathAndQuery.indexOf('?');
  const path = mark === -1 ? pathAndQuery : pathAndQuery.slice(0, mark);
  const search = mark === -1 ? '' : pathAndQuery.slice(mark + 1);
  // What is refused for its length is not normalized first: that would cost more than an ordinary answer.
  const isTooLong =
    path.length > encodedPathLimit ||
    search.length > queryLimitBytes ||
    (host !== undefined && host.length > hostLimitCharacters);
  const isPlain =
    host !== undefined &&
    plainHost.test(host) &&
    plainTarget.test(pathAndQuery) &&
    !dotSegment.test(pathAndQuery);
  if (host === undefined || !(isPlain || isTooLong)) return unusual(host, pathAndQuery);
  const request: IncomingRequest = {
    host,
    path,
    base: '',
    search,
    method: message.method ?? '',
    header: (name) => headerOf(message, name),
    readBody: (limitBytes) => bodyWithin(limitBytes, body),
    cameOverHttp: () => client.cameOverHttp(message),
    charge: (cost) => client.charge(message, cost),
    clientIp: () => client.clientIp(message),
    takeLookUp: () => client.takeLookUp(message),
  };
  return { form: 'plain', request };
}

/** The longest path that is taken, percent-encoded, after the scheme and host of an absolute URL. */
const encodedPathLimit = 3 * pathLimitCharacters;
const plainHost = /^[a-z0-9._-]+(?::(?:\d{1,4}|[1-5]\d{4}))?$/i;
/** The URL parser would change nothing in it, except in the query, which is decoded anyway. */
const plainTarget = /^\/[\w./-]*(?:\?[!$&-;=?-[\]_a-z~%]*)?$/;
const dotSegment = /\/\.\.?(?:[/?]|$)/;

/** The host of a request without one, which HTTP/1.0 allows. */
const ownHost = 'localhost';

function unusual(host = ownHost, path: string): ReceivedRequest {
  // Two slashes at the beginning belong to the path; in a relative reference, a host would follow them.
  const isUrl = URL.canParse(`http://${ownHost}${path}`);
  return validHost(host) && isUrl && !backslashInPath.test(path)
    ? { form: 'unusual', host: normalHost(host), path }
    : { form: 'malformed' };
}

/** The adapter refuses a Host that the URL parser would change: `example.org:`, `[0:0:0:0:0:0:0:1]`. */
const normalHost = (host: string): string => new URL(`http://${host}`).host;

/** No percent-encoding: a DNS name needs none. */
const validHost = (host: string): boolean => hostForm.test(host) && URL.canParse(`http://${host}`);
const hostForm = /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+,;=-]+)(?::\d*)?$/i;

/** The URL parser would turn it into a slash. */
const backslashInPath = /^[^?]*\\/;
