/** From what a client went through to what an operator reads: a verdict, a reason, and what to change. */

import { adviceFor, adviceForFlaw, isConfigHost, type Situation } from './advice.ts';
import type { Attempt, Flaw, Trouble } from './attempt.ts';
import { said } from './http-lookup.ts';
import { certificateSaid } from './messages.ts';
import type { Advice, ClientReport } from './report.ts';
import type { Player } from './simulator.ts';

/** Longer than that, and people think that nothing happens. */
const patienceMilliseconds = 10_000;

export function conclude(player: Player, attempt: Attempt, situation: Situation): ClientReport {
  const { id, name } = player;
  const about = {
    client: { id, name },
    steps: attempt.steps,
    milliseconds: Math.round(attempt.milliseconds),
  };
  const remark = player.remark === undefined ? '' : ` ${player.remark}`;
  const { end } = attempt;
  if (end.kind !== 'settings') {
    if (player.asks === 'nobody') return { ...about, verdict: 'asks-nobody', why: remark.trim(), advice: [] };
    const troubles = telling(attempt.troubles, situation.domain);
    return {
      ...about,
      verdict: 'fails',
      why: `${reason(troubles, end.kind === 'misled')}${player.guesses ? ' It is left to guess.' : ''}`,
      advice: distinct(troubles.map((trouble) => adviceFor(trouble, situation))),
    };
  }
  const { found, settings, flaws } = end;
  const late = attempt.milliseconds > patienceMilliseconds;
  const seconds = `${(attempt.milliseconds / 1000).toFixed(1)} s`;
  const reasons = [...flaws.map(flawSaid), ...(late ? [`it takes ${seconds} to find out`] : [])];
  const verdict = player.asks === 'nobody' ? 'asks-nobody' : reasons.length > 0 ? 'degraded' : 'works';
  // Of a document that others keep, nobody here is the master.
  const keeper = found.by === 'ispdb' ? ' in Mozilla’s database' : '';
  return {
    ...about,
    found,
    settings,
    verdict,
    why: `Finds ${said(settings)}${keeper}${reasons.length > 0 ? `, but ${reasons.join('; ')}` : ''}.${remark}`,
    advice: distinct([
      ...flaws.map((flaw) => adviceForFlaw(flaw, situation)),
      ...(late || flaws.some(({ kind }) => kind === 'hindered')
        ? attempt.troubles.map((trouble) => adviceFor(trouble, situation))
        : []),
    ]),
  };
}

/** What misled it comes first, then what answers wrongly, then what does not answer; an absent name last. */
const ranks = {
  misled: 0,
  'wants-password': 1,
  refused: 2,
  'wrong-digest': 3,
  'no-digest': 4,
  'bad-srv': 5,
  certificate: 6,
  redirect: 7,
  'no-connection': 8,
  'not-there': 9,
  'no-name': 10,
  'no-srv': 11,
} as const satisfies Record<Trouble['kind'], number>;

/** What stands in a way that is optional anyhow: the web site, somebody's database, the mail exchanger's names. */
const aside = 20;

function rank(trouble: Trouble, domain: string): number {
  switch (trouble.kind) {
    case 'no-name':
    case 'no-connection':
    case 'certificate':
      return ranks[trouble.kind] + (isConfigHost(trouble.host, domain) ? 0 : aside);
    case 'not-there':
    case 'redirect':
      return ranks[trouble.kind] + (isConfigHost(new URL(trouble.url).hostname, domain) ? 0 : aside);
    default:
      return ranks[trouble.kind];
  }
}

/** Of names that are absent, the one that it asked first is the one to give it. */
function telling(troubles: readonly Trouble[], domain: string): readonly Trouble[] {
  const sorted = troubles.toSorted((a, b) => rank(a, domain) - rank(b, domain));
  const absent = sorted.find(({ kind }) => kind === 'no-name');
  return sorted.filter((trouble) => trouble.kind !== 'no-name' || trouble === absent);
}

function reason([first]: readonly Trouble[], misled: boolean): string {
  if (!first) return 'Nothing is published where it looks.';
  switch (first.kind) {
    case 'misled':
      return `${first.url} answers without settings (${first.why})${misled ? ', and it looks no further' : ''}.`;
    case 'wants-password':
      return `${first.url} asks for a password.`;
    case 'refused':
      return `${first.url}: ${first.why}.`;
    case 'redirect':
      return `${first.url} redirects to ${first.to}, and ${first.why}.`;
    case 'certificate':
      return `${first.host}: ${certificateSaid[first.flaw]}.`;
    case 'no-connection':
      return `${first.host}: ${first.why}.`;
    case 'not-there':
      return `${first.url} answers ${first.status}.`;
    case 'no-digest':
      return `The document is there; ${first.name} has no digest of it.`;
    case 'wrong-digest':
      return `The document is there; the digest at ${first.name} is of another one.`;
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

function flawSaid(flaw: Flaw): string {
  switch (flaw.kind) {
    case 'over-http':
      return 'over plain http, where anybody in between can change them';
    case 'asks-the-person':
      return `it first asks whether ${flaw.host} may be trusted`;
    case 'username':
      return flaw.username === '' ? 'without a user name' : `the user name comes out as "${flaw.username}"`;
    case 'unencrypted':
      return `${flaw.host}:${flaw.port} without encryption`;
    case 'hindered':
      return flaw.why;
    default:
      return flaw satisfies never;
  }
}

function distinct(advice: readonly (Advice | undefined)[]): readonly Advice[] {
  const byText = new Map(advice.flatMap((one) => (one ? [[one.text, one] as const] : [])));
  return [...byText.values()];
}
