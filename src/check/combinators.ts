/** Combines lookups: in sequence, or in parallel with an order of preference. */

import type { Attempt, AttemptResult, Lookup, Problem } from './attempt.ts';
import type { Step } from './report.ts';

/** Stops at the first success, or at what the client takes for one. */
export function inSequence(...lookups: readonly Lookup[]): Lookup {
  return async (context) => {
    const attempts: Attempt[] = [];
    for (const lookup of lookups) {
      const attempt = await lookup(context);
      attempts.push(attempt);
      if (attempt.result.kind !== 'not-found') break;
    }
    return merge(attempts, attempts.at(-1)?.result ?? notFoundResult, sum(attempts));
  };
}

/** Runs all lookups at the same time. The first success in list order wins, once all before it have failed. */
export function inParallel(...lookups: readonly Lookup[]): Lookup {
  return async (context) => {
    const attempts = await Promise.all(lookups.map((lookup) => lookup(context)));
    const winner = attempts.findIndex(({ result }) => result.kind !== 'not-found');
    if (winner === -1) return merge(attempts, notFoundResult, longest(attempts));
    const decisive = attempts.slice(0, winner + 1);
    const late = attempts.slice(winner + 1).map(discard);
    return merge([...decisive, ...late], attempts[winner]?.result ?? notFoundResult, longest(decisive));
  };
}

/** A misleading answer ends only this lookup; the client continues with its other lookups. */
export function ignoreMisled(lookup: Lookup): Lookup {
  return async (context) => {
    const attempt = await lookup(context);
    return attempt.result.kind === 'misled' ? { ...attempt, result: notFoundResult } : attempt;
  };
}

/** The client refuses an address whose domain is not in A-labels, before its first request. */
export function aLabelsOnly(lookup: Lookup): Lookup {
  return async (context) => {
    const { address, inOwnScript } = context.subject;
    return inOwnScript ? notFound([], 0, { kind: 'own-script', address }) : lookup(context);
  };
}

/** Prepends the steps, problems and duration of an earlier lookup. */
export function prependSteps(
  first: {
    readonly steps: readonly Step[];
    readonly milliseconds: number;
    readonly problems?: readonly Problem[];
  },
  attempt: Attempt,
): Attempt {
  return {
    ...attempt,
    steps: [...first.steps, ...attempt.steps],
    problems: [...(first.problems ?? []), ...attempt.problems],
    milliseconds: first.milliseconds + attempt.milliseconds,
  };
}

const notFoundResult: AttemptResult = { kind: 'not-found' };

/** An attempt that found no settings. */
export const notFound = (
  steps: readonly Step[],
  milliseconds: number,
  ...problems: readonly Problem[]
): Attempt => ({ steps, result: notFoundResult, problems, milliseconds });

const merge = (attempts: readonly Attempt[], result: AttemptResult, milliseconds: number): Attempt => ({
  steps: attempts.flatMap(({ steps }) => steps),
  result,
  problems: attempts.flatMap(({ problems }) => problems),
  milliseconds,
});

/** A result that lost against a preferred one: its problems do not matter, and its steps are marked as unused. */
const discard = (attempt: Attempt): Attempt => ({
  ...attempt,
  problems: [],
  steps: attempt.steps.map((step) =>
    step.outcome === 'taken' || step.outcome === 'misled' ? { ...step, outcome: 'unused' } : step,
  ),
});

const sum = (attempts: readonly Attempt[]): number =>
  attempts.reduce((total, { milliseconds }) => total + milliseconds, 0);
const longest = (attempts: readonly Attempt[]): number =>
  Math.max(0, ...attempts.map(({ milliseconds }) => milliseconds));
