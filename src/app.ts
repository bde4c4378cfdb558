/**
 * The way of a request, once for all dialects: read, choose the domain, write. The only file that builds a Hono
 * app.
 */

import { Hono } from 'hono';
import { type Answer, plainText } from './answer.ts';
import type { Ask, Dialect } from './dialects/dialect.ts';
import { dialects } from './dialects/index.ts';
import { refuseInWords } from './dialects/refusals.ts';
import { choose, type Service } from './directory/choose.ts';
import { askOf, methodsOf, type ReadBody, type Route, respond, unlessHeld } from './http.ts';
import { type Awaitable, after, ok, type Refusal, type Result, refuse, whenOk } from './result.ts';

/** What only the place where facteur runs can know or do. */
export interface Runtime {
  readonly now: () => Date;
  /** Whether the client is known to have come over plain http; `false` when nobody can tell. */
  readonly cameOverHttp: (request: Request, env: unknown) => boolean;
  readonly readBody: ReadBody;
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

/** @returns an app to serve, or to mount in another Hono app */
export function createApp(service: Service, runtime: Runtime): Hono {
  const app = new Hono();
  app.get('/healthz', () => respond(plainText(200, 'ok')));
  app.all('*', ({ req, env }) => {
    const route = routeOf(req.path.toLowerCase());
    return after(answer(req.raw, route, service, runtime, env), (answered) => {
      const given = answered.ok
        ? unlessHeld(answered.value, req.raw)
        : (route?.dialect.refuse ?? refuseInWords)(answered.refusal, runtime.now());
      runtime.report({
        dialect: route?.dialect.name ?? 'none',
        method: req.method,
        status: given.status,
        refusal: answered.ok ? undefined : answered.refusal.reason,
      });
      return respond(given);
    });
  });
  app.onError((error, { req }) => {
    const dialect = routeOf(req.path.toLowerCase())?.dialect.name ?? 'none';
    runtime.report({ dialect, method: req.method, status: 500, bug: placeOf(error) });
    return respond(plainText(500, 'Something is broken here. It is not your fault.'));
  });
  return app;
}

function answer(
  request: Request,
  route: Route | undefined,
  service: Service,
  { now, cameOverHttp, readBody }: Runtime,
  env: unknown,
): Awaitable<Result<Answer>> {
  if (!route) return refuse({ reason: 'path-unknown' });
  const { dialect } = route;
  if (request.method === 'OPTIONS') return ok(optionsOf(dialect));
  return whenOk(
    askOf(request, route, (of) => readBody(of, env)),
    (ask) => {
      if (service.origin !== undefined && !isAt(service.origin, ask) && cameOverHttp(request, env)) {
        return ok(movedTo(service.origin + dialect.securePath(ask, service.names.has(ask.host.name))));
      }
      return whenOk(dialect.read(ask), (question) =>
        whenOk(choose(question, ask.host, service), (chosen) =>
          dialect.write(question, chosen, now, service),
        ),
      );
    },
  );
}

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

/** A proxy that does not say whether its client came over http must not be sent round and round. */
const isAt = (origin: string, { host }: Ask): boolean => new URL(origin).hostname === host.name;

/** Exactly 302: WinRb and the Node ActiveSync client follow nothing else. */
function movedTo(location: string): Answer {
  return plainText(302, 'The same is answered over https.', { location });
}

function placeOf(error: Error): string {
  const frames = error.stack?.split('\n').filter((line) => line.trim().startsWith('at ')) ?? [];
  return [error.name, ...frames.slice(0, 5).map((frame) => frame.trim())].join(' ');
}
