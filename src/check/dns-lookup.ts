/** What clients do with DNS: the mail exchanger's domains, and SRV records as servers. */

import type { Attempt, Source, Stage, Trouble } from './attempt.ts';
import { andThen, inVain } from './combinators.ts';
import { dnsSaid } from './messages.ts';
import type { SrvRecord } from './net.ts';
import { registrable } from './registrable-domain.ts';
import type { Step } from './report.ts';

/** Where the mail exchanger of a domain leads. */
export interface MxNames {
  readonly host: string;
  /** Without its first label, when that is longer than the base. */
  readonly parent: string | undefined;
  /** The registrable domain, by the Public Suffix List. */
  readonly base: string | undefined;
}

const limitMilliseconds = 5000;

/** Asks for MX, takes the best one, and goes on with what is made of it; ends there when there is none. */
export function byMx(next: (names: MxNames) => Source | undefined): Source {
  return async (stage) => {
    const { domain } = stage.asked;
    const answer = await stage.net.resolve(domain, 'MX', { limitMilliseconds });
    const { milliseconds } = answer;
    const step = (outcome: Step['outcome'], said: string): Step => ({
      kind: 'dns',
      what: `MX ${domain}`,
      outcome,
      said,
      milliseconds,
    });
    if (!answer.ok) return inVain([step(dnsOutcome(answer.refusal), dnsSaid[answer.refusal])], milliseconds);
    const best = answer.value.toSorted((a, b) => a.priority - b.priority)[0]?.exchange;
    if (!best) return inVain([step('nothing', 'takes no mail')], milliseconds);
    const source = next(namesOf(best));
    if (!source) return inVain([step('nothing', `${best}, which leads nowhere else`)], milliseconds);
    return andThen({ steps: [step('helped', best)], milliseconds }, await source(stage));
  };
}

export function namesOf(host: string): MxNames {
  const base = registrable(host);
  const parent = host.slice(host.indexOf('.') + 1);
  return { host, base, parent: base !== undefined && parent.length > base.length ? parent : undefined };
}

/** @returns a host and its parents down to the registrable domain: what Evolution and FairEmail walk through */
export function parentsOf(host: string, base: string | undefined): readonly string[] {
  const names = [host];
  for (let name = host; name !== base && name.includes('.'); ) {
    name = name.slice(name.indexOf('.') + 1);
    if (base === undefined || name.length < base.length) break;
    names.push(name);
  }
  return names;
}

export interface SrvAnswer {
  readonly name: string;
  readonly step: Step;
  /** Best first; those whose target is the root are told in `notOffered`. */
  readonly records: readonly SrvRecord[];
  readonly notOffered: boolean;
}

/** RFC 2782: by priority; among equals, which weight would choose at random, the heaviest. */
export async function srv(
  stage: Stage,
  service: string,
  domain: string = stage.asked.domain,
): Promise<SrvAnswer> {
  const name = `${service}._tcp.${domain}`;
  const answer = await stage.net.resolve(name, 'SRV', { limitMilliseconds });
  const records = answer.ok
    ? answer.value
        .filter(({ target }) => target !== '')
        .toSorted((a, b) => a.priority - b.priority || b.weight - a.weight)
    : [];
  const notOffered = answer.ok && records.length === 0;
  return {
    name,
    records,
    notOffered,
    step: {
      kind: 'dns',
      what: `SRV ${name}`,
      outcome: answer.ok ? (notOffered ? 'nothing' : 'helped') : dnsOutcome(answer.refusal),
      said: answer.ok
        ? notOffered
          ? 'not offered'
          : records.map(({ target, port }) => `${target}:${port}`).join(', ')
        : dnsSaid[answer.refusal],
      milliseconds: answer.milliseconds,
    },
  };
}

export const dnsOutcome = (failure: keyof typeof dnsSaid): Step['outcome'] =>
  failure === 'no-name' || failure === 'no-records' ? 'nothing' : 'failed';

export interface Chosen {
  readonly incoming: { readonly from: SrvAnswer; readonly protocol: 'imap' | 'pop3'; readonly tls: boolean };
  readonly outgoing: { readonly from: SrvAnswer; readonly tls: boolean };
}

/** Makes servers of the records that a client has chosen of those it asked. */
export function bySrv(
  services: readonly string[],
  choose: (answers: ReadonlyMap<string, SrvAnswer>) => Chosen | Trouble,
  domain?: string,
): Source {
  return async (stage): Promise<Attempt> => {
    const answers = await Promise.all(services.map((service) => srv(stage, service, domain)));
    const byService = new Map(services.map((service, at) => [service, answers[at]] as const));
    const steps = answers.map(({ step }) => step);
    const milliseconds = Math.max(0, ...steps.map((step) => step.milliseconds));
    const chosen = choose(new Map([...byService].flatMap(([key, value]) => (value ? [[key, value]] : []))));
    if ('kind' in chosen) return inVain(steps, milliseconds, chosen);
    const { address } = stage.asked;
    const login = ({ records: [record] }: SrvAnswer, tls: boolean) => ({
      host: record?.target ?? '',
      port: record?.port ?? 0,
      security: tls ? ('tls' as const) : ('starttls' as const),
      // RFC 6186 §4: the whole address is tried first.
      username: address,
    });
    const taken = [chosen.incoming.from.name, chosen.outgoing.from.name];
    return {
      steps: steps.map((step) => (taken.includes(step.what.slice(4)) ? { ...step, outcome: 'taken' } : step)),
      end: {
        kind: 'settings',
        found: { by: 'srv', where: taken.join(', ') },
        settings: {
          incoming: {
            ...login(chosen.incoming.from, chosen.incoming.tls),
            protocol: chosen.incoming.protocol,
          },
          outgoing: login(chosen.outgoing.from, chosen.outgoing.tls),
        },
        flaws: [],
      },
      troubles: [],
      milliseconds,
    };
  };
}

/** @returns the first service of the list that has records */
export const firstOffered = (
  answers: ReadonlyMap<string, SrvAnswer>,
  ...services: readonly string[]
): SrvAnswer | undefined =>
  services.map((service) => answers.get(service)).find((answer) => answer && answer.records.length > 0);
