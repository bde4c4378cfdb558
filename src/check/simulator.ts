/** A simulated mail client: its name and its lookups. */

import type { Lookup } from './attempt.ts';
import type { Subject } from './subject.ts';

export interface Simulator {
  readonly id: string;
  readonly name: string;
  /** Where its order and its rules are documented or implemented. */
  readonly source: string;
  /** False when no server of the operator can configure it; its lookup then checks what helps the user. */
  readonly asksServers: boolean;
  /** A sentence for every report of this client, whatever the result. */
  readonly remark?: string;
  /** Whether it tries host names and ports when it found nothing. */
  readonly guesses?: true;
  readonly lookup: (subject: Subject) => Lookup;
}
