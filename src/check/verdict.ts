/** Turns the attempt of a client into its report: verdict, reason and advice. */

import { type AdviceContext, adviceFor, adviceForFlaw, isConfigHost } from './advice.ts';
import type { Attempt, Flaw, Problem } from './attempt.ts';
import { formatServers } from './http-lookup.ts';
import { certificateMessages } from './messages.ts';
import type { Advice, ClientReport } from './report.ts';
import type { Simulator } from './simulator.ts';

/** After this time users assume that nothing happens. */
const slowMilliseconds = 10_000;

export function toClientReport(simulator: Simulator, attempt: Attempt, context: AdviceContext): ClientReport {
  const { id, name } = simulator;
  const about = {
    client: { id, name },
    steps: attempt.steps,
    milliseconds: Math.round(attempt.milliseconds),
  };
  const remark = simulator.remark === undefined ? '' : ` ${simulator.remark}`;
  const { result } = attempt;
  if (result.kind !== 'settings') {
    if (!simulator.asksServers) return { ...about, verdict: 'asks-nobody', why: remark.trim(), advice: [] };
    const problems = relevantProblems(attempt.problems, context.domain);
    const guesses = simulator.guesses && problems[0]?.kind !== 'own-script';
    return {
      ...about,
      verdict: 'fails',
      why: `${failureReason(problems, result.kind === 'misled')}${guesses ? ' It has to guess.' : ''}`,
      advice: uniqueAdvice(problems.map((problem) => adviceFor(problem, context))),
    };
  }
  const { found, settings, flaws } = result;
  const late = attempt.milliseconds > slowMilliseconds;
  const seconds = `${(attempt.milliseconds / 1000).toFixed(1)} s`;
  const reasons = [...flaws.map(flawMessage), ...(late ? [`it takes ${seconds} to find them`] : [])];
  const verdict = !simulator.asksServers ? 'asks-nobody' : reasons.length > 0 ? 'degraded' : 'works';
  // The operator cannot change this document.
  const origin = found.by === 'ispdb' ? ' in Mozilla’s database' : '';
  return {
    ...about,
    found,
    settings,
    verdict,
    why: `Finds ${formatServers(settings)}${origin}${reasons.length > 0 ? `, but ${reasons.join('; ')}` : ''}.${remark}`,
    advice: uniqueAdvice([
      ...flaws.map((flaw) => adviceForFlaw(flaw, context)),
      ...(late || flaws.some(({ kind }) => kind === 'blocked')
        ? attempt.problems.map((problem) => adviceFor(problem, context))
        : []),
    ]),
  };
}

/** Misleading answers first, then wrong answers, then missing answers; absent names last. */
const problemRanks = {
  'own-script': 0,
  misled: 0,
  unauthorized: 1,
  refused: 2,
  'wrong-digest': 3,
  'no-digest': 4,
  'bad-srv': 5,
  certificate: 6,
  redirect: 7,
  'no-connection': 8,
  'http-status': 9,
  'no-name': 10,
  'no-srv': 11,
} as const satisfies Record<Problem['kind'], number>;

/** Added for hosts that are optional: the web site, Mozilla's database, the mail exchanger's names. */
const optionalRank = 20;

function rank(problem: Problem, domain: string): number {
  switch (problem.kind) {
    case 'no-name':
    case 'no-connection':
    case 'certificate':
      return problemRanks[problem.kind] + (isConfigHost(problem.host, domain) ? 0 : optionalRank);
    case 'http-status':
    case 'redirect':
      return (
        problemRanks[problem.kind] + (isConfigHost(new URL(problem.url).hostname, domain) ? 0 : optionalRank)
      );
    default:
      return problemRanks[problem.kind];
  }
}

/** Of several absent names only the first one is reported: it is the one to create. */
function relevantProblems(problems: readonly Problem[], domain: string): readonly Problem[] {
  const sorted = problems.toSorted((a, b) => rank(a, domain) - rank(b, domain));
  const absent = sorted.find(({ kind }) => kind === 'no-name');
  return sorted.filter((problem) => problem.kind !== 'no-name' || problem === absent);
}

function failureReason([first]: readonly Problem[], misled: boolean): string {
  if (!first) return 'Nothing is published where it looks.';
  switch (first.kind) {
    case 'own-script':
      return 'It refuses the domain in its own script, before any request.';
    case 'misled':
      return `${first.url} answers without settings (${first.why})${misled ? ', and it looks no further' : ''}.`;
    case 'unauthorized':
      return `${first.url} asks for a password.`;
    case 'refused':
      return `${first.url}: ${first.why}.`;
    case 'redirect':
      return `${first.url} redirects to ${first.to}, and ${first.why}.`;
    case 'certificate':
      return `${first.host}: ${certificateMessages[first.flaw]}.`;
    case 'no-connection':
      return `${first.host}: ${first.why}.`;
    case 'http-status':
      return `${first.url} answers ${first.status}.`;
    case 'no-digest':
      return `The document exists, but ${first.name} has no digest.`;
    case 'wrong-digest':
      return `The document exists, but the digest at ${first.name} does not match it.`;
    case 'bad-srv':
      return `${first.name}: ${first.why}.`;
    case 'no-srv':
      return `DNS has no ${first.names.join(' and no ')} for this domain.`;
    case 'no-name':
      return `There is no ${first.host}.`;
    default:
      return first satisfies never;
  }
}

function flawMessage(flaw: Flaw): string {
  switch (flaw.kind) {
    case 'plain-http':
      return 'over plain http, where they can be changed in transit';
    case 'asks-user':
      return `it first asks the user whether to trust ${flaw.host}`;
    case 'username':
      return flaw.username === '' ? 'without a user name' : `the user name becomes "${flaw.username}"`;
    case 'login':
      return `it logs in ${flaw.username === '' ? 'without a user name' : `as ${flaw.username}`} instead of ${flaw.meant}`;
    case 'unencrypted':
      return `${flaw.host}:${flaw.port} without encryption`;
    case 'blocked':
      return flaw.why;
    default:
      return flaw satisfies never;
  }
}

function uniqueAdvice(advice: readonly (Advice | undefined)[]): readonly Advice[] {
  const byText = new Map(advice.flatMap((one) => (one ? [[one.text, one] as const] : [])));
  return [...byText.values()];
}
