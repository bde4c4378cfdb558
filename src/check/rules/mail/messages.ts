/** Messages shared by the rules for mail servers. */

import type { ReadFailure } from '../../net.ts';
import type { Finding } from '../../report.ts';

export const wrong = (about: string, what: string, advice: string): Finding => ({
  about,
  severity: 'wrong',
  what,
  advice,
});

export const readFailureMessages = {
  timeout: 'does not answer',
  closed: 'closes the connection',
  'too-long': 'sends without limit',
} as const satisfies Record<ReadFailure, string>;

/** Shortens quoted server output. */
export const truncate = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text);
