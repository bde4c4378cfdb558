/** DNS lookups of clients: the mail exchanger's domains, and SRV records as servers. */

import type { Attempt, Lookup, LookupContext, Problem } from './attempt.ts';
import { notFound, prependSteps } from './combinators.ts';
import { dnsMessages } from './messages.ts';
import type { SrvRecord } from './net.ts';
import { registrableDomain } from './registrable-domain.ts';
import type { Step } from './report.ts';

/** Names that clients derive from a mail exchanger. */
interface MxNames {
  readonly host: string;
  /** The host without its first label, if that is longer than `base`. */
  readonly parent: string | undefined;
  /** The registrable domain according to the Public Suffix List. */
  readonly base: string | undefined;
}

const limitMilliseconds = 5000;

/** Resolves MX and continues with the lookup for the preferred exchanger; ends if there is none. */
export function mxLookup(next: (names: MxNames) => Lookup | undefined): Lookup {
  return async (context) => {
    const { domain } = context.subject;
    const answer = await context.net.resolve(domain, 'MX', { limitMilliseconds });
    const { milliseconds } = answer;
    const step = (outcome: Step['outcome'], said: string): Step => ({
      kind: 'dns',
      what: `MX ${domain}`,
      outcome,
      said,
      milliseconds,
    });
    if (!answer.ok)
      return notFound([step(dnsOutcome(answer.refusal), dnsMessages[answer.refusal])], milliseconds);
    const best = answer.value.toSorted((a, b) => a.priority - b.priority)[0]?.exchange;
    if (!best) return notFound([step('nothing', 'accepts no mail')], milliseconds);
    const lookup = next(toMxNames(best));
    if (!lookup) return notFound([step('nothing', `${best}, which gives no other domain`)], milliseconds);
    return prependSteps({ steps: [step('helped', best)], milliseconds }, await lookup(context));
  };
}

/** Resolves NS: FairEmail compares the name servers with its built-in list, which is not simulated. */
export const nsLookup: Lookup = async ({ net, subject: { domain } }) => {
  const answer = await net.resolve(domain, 'NS', { limitMilliseconds });
  const { milliseconds } = answer;
  const step: Step = {
    kind: 'dns',
    what: `NS ${domain}`,
    outcome: answer.ok ? 'unused' : dnsOutcome(answer.refusal),
    said: answer.ok ? answer.value.join(', ') : dnsMessages[answer.refusal],
    milliseconds,
  };
  return notFound([step], milliseconds);
};

export function toMxNames(host: string): MxNames {
  const base = registrableDomain(host);
  const parent = host.slice(host.indexOf('.') + 1);
  return { host, base, parent: base !== undefined && parent.length > base.length ? parent : undefined };
}

/** @returns a host and its parents down to the registrable domain: Evolution and FairEmail try each */
export function parentDomains(host: string, base: string | undefined): readonly string[] {
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
  /** Preferred first, without records whose target is the root (see `notOffered`). */
  readonly records: readonly SrvRecord[];
  readonly notOffered: boolean;
}

/** RFC 2782: sorted by priority. With equal priority a client picks at random by weight; here the highest weight is first. */
export async function resolveSrv(
  context: LookupContext,
  service: string,
  domain: string = context.subject.domain,
): Promise<SrvAnswer> {
  const name = `${service}._tcp.${domain}`;
  const answer = await context.net.resolve(name, 'SRV', { limitMilliseconds });
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
        : dnsMessages[answer.refusal],
      milliseconds: answer.milliseconds,
    },
  };
}

export const dnsOutcome = (failure: keyof typeof dnsMessages): Step['outcome'] =>
  failure === 'no-name' || failure === 'no-records' ? 'nothing' : 'failed';

interface ChosenServers {
  readonly incoming: { readonly from: SrvAnswer; readonly protocol: 'imap' | 'pop3'; readonly tls: boolean };
  readonly outgoing: { readonly from: SrvAnswer; readonly tls: boolean };
}

/** Resolves SRV records and turns those that the client chooses into server settings. */
export function srvLookup(
  services: readonly string[],
  choose: (answers: ReadonlyMap<string, SrvAnswer>) => ChosenServers | Problem,
  domain?: string,
): Lookup {
  return async (context): Promise<Attempt> => {
    const answers = await Promise.all(services.map((service) => resolveSrv(context, service, domain)));
    const byService = new Map(services.map((service, at) => [service, answers[at]] as const));
    const steps = answers.map(({ step }) => step);
    const milliseconds = Math.max(0, ...steps.map((step) => step.milliseconds));
    const chosen = choose(new Map([...byService].flatMap(([key, value]) => (value ? [[key, value]] : []))));
    if ('kind' in chosen) return notFound(steps, milliseconds, chosen);
    const { address } = context.subject;
    const login = ({ records: [record] }: SrvAnswer, tls: boolean) => ({
      host: record?.target ?? '',
      port: record?.port ?? 0,
      security: tls ? ('tls' as const) : ('starttls' as const),
      // RFC 6186 §4: clients try the full address first.
      username: address,
    });
    const taken = [chosen.incoming.from.name, chosen.outgoing.from.name];
    return {
      steps: steps.map((step) => (taken.includes(step.what.slice(4)) ? { ...step, outcome: 'taken' } : step)),
      result: {
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
      problems: [],
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

/** @returns the service whose preferred record has the lowest priority, then the highest weight; of equals the first */
export const lowestPriority = (
  answers: ReadonlyMap<string, SrvAnswer>,
  ...services: readonly string[]
): SrvAnswer | undefined =>
  services
    .flatMap((service) => answers.get(service) ?? [])
    .flatMap((answer) => answer.records.slice(0, 1).map((best) => ({ answer, best })))
    .toSorted((a, b) => a.best.priority - b.best.priority || b.best.weight - a.best.weight)[0]?.answer;
