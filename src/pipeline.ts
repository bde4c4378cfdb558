/**
 * The way of a request, once for all dialects and runtimes: read, choose the domain, write. Whoever has a request
 * hands it over as an `Incoming`, and gets an Answer, whatever happens.
 */

import { type Answer, plainText } from './answer.ts';
import type { Dialect } from './dialects/dialect.ts';
import { dialects } from './dialects/index.ts';
import { refuseInWords } from './dialects/refusals.ts';
import { choose, type Service } from './directory/choose.ts';
import { askOf, type Incoming, methodsOf, type Route, unlessHeld } from './http.ts';
import { type Awaitable, ok, type Refusal, type Result, refuse, whenOk } from './result.ts';

/** What the pipeline cannot know, and whom it tells. */
export interface Around {
  readonly now: () => Date;
  /** Hears of each answer. */
  readonly report: (event: Report) => void;
}

/** What may be logged: never an address, a domain, a query or a body. */
export interface Report {
  readonly dialect: string;
  readonly method: string;
  readonly status: number;
  readonly refusal?: Refusal['reason'] | undefined;
  /** Of a bug: its kind and place, without its message, which could repeat what was sent. */
  readonly bug?: string;
}

/** @returns what answers requests; it never throws, and waits only when a directory does */
export function pipeline(
  service: Service,
  { now, report }: Around,
): (incoming: Incoming) => Awaitable<Answer> {
  const origin = service.origin === undefined ? undefined : new URL(service.origin);
  return (incoming) => {
    if (incoming.path === healthPath && incoming.method !== 'POST') return healthy;
    const route = routeOf(incoming.path.toLowerCase());
    const dialect = route?.dialect.name ?? 'none';
    const { method } = incoming;
    const finish = (answered: Result<Answer>): Answer => {
      const given = answered.ok
        ? unlessHeld(answered.value, incoming)
        : (route?.dialect.refuse ?? refuseInWords)(answered.refusal, now());
      const refusal = answered.ok ? undefined : answered.refusal.reason;
      report({ dialect, method, status: given.status, refusal });
      return given;
    };
    const broken = (error: unknown): Answer => {
      report({ dialect, method, status: 500, bug: placeOf(error) });
      return plainText(500, 'Something is broken here. It is not your fault.');
    };
    try {
      const answered = answer(incoming, route, service, origin, now);
      return answered instanceof Promise ? answered.then(finish).catch(broken) : finish(answered);
    } catch (error) {
      return broken(error);
    }
  };
}

function answer(
  incoming: Incoming,
  route: Route | undefined,
  service: Service,
  origin: URL | undefined,
  now: () => Date,
): Awaitable<Result<Answer>> {
  if (!route) return refuse({ reason: 'path-unknown' });
  const { dialect } = route;
  if (incoming.method === 'OPTIONS') return ok(optionsOf(dialect));
  return whenOk(askOf(incoming, route), (ask) => {
    // A proxy that does not say whether its client came over http must not be sent round and round.
    if (origin && ask.host.name !== origin.hostname && incoming.cameOverHttp()) {
      const path = dialect.securePath(ask, service.names.has(ask.host.name));
      return path === undefined ? refuse({ reason: 'https-needed' }) : ok(movedTo(origin.origin + path));
    }
    return whenOk(dialect.read(ask), (question) =>
      whenOk(choose(question, ask.host, service), (chosen) => dialect.write(question, chosen, now, service)),
    );
  });
}

/** For whoever watches the process; nobody is told of it. */
const healthPath = '/healthz';
const healthy = plainText(200, 'ok');

const exactRoutes = new Map<string, Dialect>();
const openRoutes: { readonly prefix: string; readonly dialect: Dialect }[] = [];
for (const dialect of dialects) {
  for (const path of dialect.routes) {
    if (path.endsWith('/') && path !== '/') openRoutes.push({ prefix: path, dialect });
    else exactRoutes.set(path, dialect);
  }
}

/** @param path lower case: Outlook spells Autodiscover's in three ways, and no client means two things by them */
function routeOf(path: string): Route | undefined {
  const exact = exactRoutes.get(path);
  if (exact) return { dialect: exact, path, rest: '' };
  const open = openRoutes.find(({ prefix }) => path.startsWith(prefix) && path.length > prefix.length);
  return open && { dialect: open.dialect, path, rest: path.slice(open.prefix.length) };
}

function optionsOf(dialect: Dialect): Answer {
  const { headers } = plainText(204, '', { allow: methodsOf(dialect).join(', ') });
  return { status: 204, headers, body: '' };
}

/** Exactly 302: WinRb and the Node ActiveSync client follow nothing else. */
function movedTo(location: string): Answer {
  return plainText(302, 'The same is answered over https.', { location });
}

function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = error.stack?.split('\n').filter((line) => line.trim().startsWith('at ')) ?? [];
  return [error.name, ...frames.slice(0, 5).map((frame) => frame.trim())].join(' ');
}
