/** Words, marks and colours for verdicts, severities and outcomes, shared by the reporters. */

import type { Severity, Step, Verdict } from '../report.ts';

export type Colour = 'green' | 'yellow' | 'red' | 'gray';

interface Style {
  readonly mark: string;
  readonly word: string;
  readonly colour: Colour;
}

export const verdictStyles = {
  works: { mark: '✓', word: 'works', colour: 'green' },
  degraded: { mark: '~', word: 'degraded', colour: 'yellow' },
  fails: { mark: '✗', word: 'fails', colour: 'red' },
  'asks-nobody': { mark: '–', word: 'asks nobody', colour: 'gray' },
} as const satisfies Record<Verdict, Style>;

export const severityStyles = {
  ok: { mark: '✓', word: 'ok', colour: 'green' },
  warning: { mark: '~', word: 'warning', colour: 'yellow' },
  wrong: { mark: '✗', word: 'wrong', colour: 'red' },
} as const satisfies Record<Severity, Style>;

export const outcomeMarks = {
  taken: '✓',
  helped: '→',
  refused: '✗',
  misled: '!',
  nothing: '·',
  failed: '✗',
  unused: '(',
} as const satisfies Record<Step['outcome'], string>;

export const seconds = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
