/** Words that the judges of mail servers share. */

import type { Silence } from '../../net.ts';
import type { Finding } from '../../report.ts';

export const wrong = (about: string, what: string, advice: string): Finding => ({
  about,
  severity: 'wrong',
  what,
  advice,
});

export const silenceSaid = {
  timeout: 'says nothing',
  closed: 'hangs up',
  'too-long': 'sends without end',
} as const satisfies Record<Silence, string>;

/** Strangers' words are quoted, but not at any length. */
export const cut = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text);
