/** What a request is told that is turned away unread: in words that no client takes for settings, and when to come again. */

import { type Answer, plainText } from './response.ts';

export type Rejection = 'rate-limited' | 'overloaded' | 'too-many-headers';

export const rejections = {
  'rate-limited': plainText(429, 'Too many requests come from this network.', { 'retry-after': '5' }),
  'too-many-headers': plainText(431, 'The request has too many headers.'),
  overloaded: plainText(503, 'There is too much to do just now.', { 'retry-after': '30' }),
} as const satisfies Record<Rejection, Answer>;
