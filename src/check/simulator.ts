/** A mail client as the check plays it: what it looks up, and what its name is. */

import type { Source } from './attempt.ts';
import type { Asked } from './subject.ts';

export interface Player {
  readonly id: string;
  readonly name: string;
  /** Where its order and its rules are written, by people or in code. */
  readonly source: string;
  /** `nobody`: no server can tell it anything; what it looks at is for the person who sets it up. */
  readonly asks: 'servers' | 'nobody';
  /** Holds whatever comes of it. */
  readonly remark?: string;
  /** Whether it tries host names and ports when it has found nothing. */
  readonly guesses?: true;
  readonly search: (asked: Asked) => Source;
}
