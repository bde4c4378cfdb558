/** Conditional requests: 304 for a client that already has the answer. */

import type { IncomingRequest } from './request.ts';
import type { Answer } from './response.ts';

/** More entity tags than any cache has for one URL; the rest of the header is not compared. */
const entityTagsLimitCharacters = 1024;

/** @returns 304 without a body when the client has this answer already (RFC 9110 §13.1.2) */
export function withNotModified(answer: Answer, incoming: IncomingRequest): Answer {
  const tag = answer.headers['etag'];
  const ifNoneMatch =
    tag === undefined ? undefined : incoming.header('if-none-match')?.slice(0, entityTagsLimitCharacters);
  if (tag === undefined || ifNoneMatch === undefined) return answer;
  const tags = ifNoneMatch.split(',').map((one) => one.trim().replace(/^W\//, ''));
  const matches = tags.some((one) => one === '*' || one === tag);
  if (!matches) return answer;
  const { 'content-type': _, ...headers } = answer.headers;
  return { status: 304, headers, body: '' };
}
