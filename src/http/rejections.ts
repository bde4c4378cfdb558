/** Responses for requests that are rejected before parsing: rate limit, overload. No client takes plain text for settings. */

import { type Answer, plainText } from './response.ts';

export type Rejection = 'rate-limited' | 'overloaded' | 'too-many-headers';

export const rejections = {
  'rate-limited': plainText(429, 'Too many requests come from this network.', { 'retry-after': '5' }),
  'too-many-headers': plainText(431, 'The request has too many headers.'),
  overloaded: plainText(503, 'There is too much to do just now.', { 'retry-after': '30' }),
} as const satisfies Record<Rejection, Answer>;
