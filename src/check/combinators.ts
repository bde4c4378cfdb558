/** How clients put their questions together: one after the other, or side by side in order of preference. */

import type { Attempt, End, Source, Trouble } from './attempt.ts';
import type { Step } from './report.ts';

/** Stops at the first success, or what the client takes for one. */
export function oneAfterAnother(...sources: readonly Source[]): Source {
  return async (stage) => {
    const attempts: Attempt[] = [];
    for (const source of sources) {
      const attempt = await source(stage);
      attempts.push(attempt);
      if (attempt.end.kind !== 'nothing') break;
    }
    return joined(attempts, attempts.at(-1)?.end ?? nothing, sum(attempts));
  };
}

/** All at once; the first of the list that succeeds counts, when all before it are known to have failed. */
export function sideBySide(...sources: readonly Source[]): Source {
  return async (stage) => {
    const attempts = await Promise.all(sources.map((source) => source(stage)));
    const winner = attempts.findIndex(({ end }) => end.kind !== 'nothing');
    if (winner === -1) return joined(attempts, nothing, longest(attempts));
    const decisive = attempts.slice(0, winner + 1);
    const late = attempts.slice(winner + 1).map(unused);
    return joined([...decisive, ...late], attempts[winner]?.end ?? nothing, longest(decisive));
  };
}

/** What misleads the client here does so here only: it goes on with its other sources. */
export function misledOnlyHere(source: Source): Source {
  return async (stage) => {
    const attempt = await source(stage);
    return attempt.end.kind === 'misled' ? { ...attempt, end: nothing } : attempt;
  };
}

/** Goes on only when the first finds nothing, with what it has been told by then. */
export function andThen(
  first: {
    readonly steps: readonly Step[];
    readonly milliseconds: number;
    readonly troubles?: readonly Trouble[];
  },
  attempt: Attempt,
): Attempt {
  return {
    ...attempt,
    steps: [...first.steps, ...attempt.steps],
    troubles: [...(first.troubles ?? []), ...attempt.troubles],
    milliseconds: first.milliseconds + attempt.milliseconds,
  };
}

export const nothing: End = { kind: 'nothing' };

/** @param steps that led nowhere */
export const inVain = (
  steps: readonly Step[],
  milliseconds: number,
  ...troubles: readonly Trouble[]
): Attempt => ({ steps, end: nothing, troubles, milliseconds });

const joined = (attempts: readonly Attempt[], end: End, milliseconds: number): Attempt => ({
  steps: attempts.flatMap(({ steps }) => steps),
  end,
  troubles: attempts.flatMap(({ troubles }) => troubles),
  milliseconds,
});

/** What lost does not matter any more, and neither does what stood in its way. */
const unused = (attempt: Attempt): Attempt => ({
  ...attempt,
  troubles: [],
  steps: attempt.steps.map((step) =>
    step.outcome === 'taken' || step.outcome === 'misled' ? { ...step, outcome: 'unused' } : step,
  ),
});

const sum = (attempts: readonly Attempt[]): number =>
  attempts.reduce((total, { milliseconds }) => total + milliseconds, 0);
const longest = (attempts: readonly Attempt[]): number =>
  Math.max(0, ...attempts.map(({ milliseconds }) => milliseconds));
