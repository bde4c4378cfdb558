/** The policy file of MTA-STS, RFC 8461 §3.2: key-value lines. */

import type { MtaSts } from '../src/model/account.ts';

/** @returns the lines; names of mail exchangers are A-labels, so there is nothing to escape */
export const mtaSts = ({ mode, mx, maxAgeSeconds }: MtaSts): readonly string[] => [
  'version: STSv1',
  `mode: ${mode}`,
  ...mx.map((name) => `mx: ${name}`),
  `max_age: ${maxAgeSeconds}`,
];
