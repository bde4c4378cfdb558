/**
 * The path of a request, once for all dialects and runtimes: read, resolve the domain, write. A runtime passes an
 * `IncomingRequest` and gets an `Answer`, whatever happens.
 */

import type { AnyDialect, Dialect, DialectOfMany, DialectRequest } from './dialects/dialect.ts';
import { plainRefusal } from './dialects/plain-refusal.ts';
import { allowedMethods, type DialectRoute, toDialectRequest } from './dialects/request.ts';
import { type Route, type RouteTable, routeMatcher } from './dialects/route-table.ts';
import { anyClient, type Client } from './directory/people.ts';
import { resolve } from './directory/resolve.ts';
import type { Service } from './directory/service.ts';
import { withNotModified } from './http/etag.ts';
import { parseHost } from './http/host.ts';
import { locationOf } from './http/location.ts';
import { type IncomingRequest, targetTooLong } from './http/request.ts';
import { type Answer, plainText, unsafeHeader, withoutSharedCaching } from './http/response.ts';
import type { Refusal } from './model/refusal.ts';
import { type Awaitable, andThen, ok, type Result, refuse } from './model/result.ts';
import { routes } from './routes.ts';

/** Dependencies that the runtime injects: clock, https flag, log and metrics. */
export interface Runtime {
  readonly now: () => Date;
  /** Milliseconds since any start, to measure how long an answer takes. */
  readonly clock: () => number;
  /** Whether https is served beside plain http. Then plain http answers only dialects that clients request by it. */
  readonly httpsBeside: boolean;
  /** Called for each answer, with its request, of which nothing may be kept. */
  readonly report: (event: RequestEvent, incoming: Pick<IncomingRequest, 'header'>) => void;
}

/** The part of a request that may be logged: never an address, a domain, a query or a body. */
export interface RequestEvent {
  readonly dialect: string;
  /** A method of HTTP, or `other`: in HTTP/2 it could be any word, an address too. */
  readonly method: string;
  readonly status: number;
  /** The duration of the answer; unknown for a bug. */
  readonly milliseconds?: number;
  readonly refusal?: Refusal['reason'] | undefined;
  /** For a bug: its kind and place, without its message, which could repeat the request. */
  readonly bug?: string;
}

interface Pipeline {
  /** @returns the route of a path, if this service answers it */
  readonly match: (path: string) => Route | undefined;
  /** Answers a request; never throws, and waits only for stores. */
  readonly answer: (incoming: IncomingRequest, route?: Route | undefined) => Awaitable<Answer>;
}

/** @param table the routes to answer, see routes.ts */
export function createPipeline(
  service: Service,
  { now, clock, httpsBeside, report }: Runtime,
  table: RouteTable = routes,
): Pipeline {
  const origin = service.origin === undefined ? undefined : new URL(service.origin);
  /** Browsers apply HSTS to all ports of a host, so an origin with a port of its own gets none. */
  const hstsHost = origin?.port === '' ? origin.hostname : undefined;
  const find = routeMatcher(table);
  const match = (path: string): Route | undefined => {
    const route = find(path);
    return isOffered(route, service) ? route : undefined;
  };
  const answerRoute = (incoming: IncomingRequest, matched = match(incoming.path)): Awaitable<Answer> => {
    if (matched?.dialect === 'health' && incoming.method !== 'POST') return healthy;
    const route = isDialectRoute(matched) ? matched : undefined;
    const began = clock();
    const dialect = route?.dialect.name ?? 'none';
    const method = methodInLog(incoming.method);
    const finish = (answered: Result<Answer>): Answer => {
      const given = answered.ok
        ? withNotModified(answered.value, incoming)
        : (route?.dialect.refuse ?? plainRefusal)(answered.refusal, now());
      const refusal = answered.ok ? answered.value.refused : answered.refusal.reason;
      const besides = route?.dialect.headers?.(service);
      const strict =
        hstsHost !== undefined && parseHost(incoming.host).name === hstsHost && !incoming.cameOverHttp();
      const complete =
        besides || strict
          ? { ...given, headers: { ...given.headers, ...besides, ...(strict && hsts) } }
          : given;
      const unsafe = unsafeHeader(complete.headers);
      if (unsafe !== undefined) return broken(`header ${unsafe} is not visible ASCII`);
      report({ dialect, method, status: given.status, refusal, milliseconds: clock() - began }, incoming);
      return complete;
    };
    const broken = (bug: string): Answer => {
      try {
        report({ dialect, method, status: 500, bug }, incoming);
      } catch {
        // The answer does not depend on the report.
      }
      return internalError;
    };
    const failed = (error: unknown): Answer => broken(placeOf(error));
    try {
      const answered = answer(incoming, route, service, origin, now, httpsBeside);
      return answered instanceof Promise ? answered.then(finish).catch(failed) : finish(answered);
    } catch (error) {
      return failed(error);
    }
  };
  return { match, answer: answerRoute };
}

const isDialectRoute = (route: Route | undefined): route is DialectRoute =>
  route !== undefined && route.dialect !== 'health';

const isOffered = (route: Route | undefined, service: Service): boolean =>
  !isDialectRoute(route) || route.dialect.offered?.(service) !== false;

function answer(
  incoming: IncomingRequest,
  route: DialectRoute | undefined,
  service: Service,
  origin: URL | undefined,
  now: () => Date,
  httpsBeside: boolean,
): Awaitable<Result<Answer>> {
  const tooLong = targetTooLong(incoming);
  if (tooLong) return tooLong;
  if (!route) return refuse({ reason: 'path-unknown' });
  const { dialect } = route;
  if (incoming.method === 'OPTIONS') return ok(optionsOf(dialect));
  return andThen(toDialectRequest(incoming, route), (ask) => {
    // A proxy that does not tell whether its client uses http must not get into a redirect loop.
    const elsewhere =
      origin && (httpsBeside || ask.host.name !== origin.hostname) ? origin.origin : undefined;
    if ((elsewhere !== undefined || httpsBeside) && incoming.cameOverHttp()) {
      if (elsewhere !== undefined) {
        const target = dialect.securePath(ask, service.names.has(ask.host.name), service);
        if (target === undefined) return refuse({ reason: 'https-needed' });
        const { path, search } = target;
        const location = locationOf(elsewhere, { path: incoming.base + path, search });
        if (location.length > locationLimitBytes) {
          return refuse({ reason: 'query-too-long', limitBytes: locationLimitBytes });
        }
        return ok(movedTo(location));
      }
      if (!answeredOverHttp.has(dialect.name)) return refuse({ reason: 'https-needed' });
    }
    return dialect.asks === 'many'
      ? several(dialect, ask, service, now, incoming)
      : one(dialect, ask, service, now, incoming);
  });
}

/** Charges before the answer is written, so that concurrent requests are all charged in time. */
function charge({ charge: pay }: IncomingRequest, cost: number | undefined): void {
  if (cost !== undefined && cost > 0) pay?.(cost);
}

const one = (
  dialect: Dialect,
  ask: DialectRequest,
  service: Service,
  now: () => Date,
  incoming: IncomingRequest,
): Awaitable<Result<Answer>> =>
  andThen(dialect.read(ask, service, now), (question) =>
    andThen(resolve(question, ask.host, service, clientOf(incoming, service)), (resolved) => {
      charge(incoming, dialect.cost?.(question, resolved, service));
      return forOneAddress(resolved.personal, dialect.write(question, resolved, now, service));
    }),
  );

/** For dialects that ask about several subjects in one request: each is resolved, and refused, on its own. */
const several = (
  dialect: DialectOfMany,
  ask: DialectRequest,
  service: Service,
  now: () => Date,
  incoming: IncomingRequest,
): Awaitable<Result<Answer>> =>
  andThen(dialect.read(ask, service, now), async (question) => {
    const { subjects } = question;
    const client = clientOf(incoming, service);
    const resolved = await Promise.all(
      subjects.map((subject) => resolve(subject, ask.host, service, client)),
    );
    charge(incoming, dialect.cost?.(question, resolved, service));
    const personal = resolved.some((one) => one.ok && one.value.personal) || undefined;
    return forOneAddress(personal, dialect.write(question, resolved, now, service));
  });

/** Only stores that are looked up by address depend on the client. */
const clientOf = ({ clientIp, takeLookUp }: IncomingRequest, { people }: Service): Client =>
  people === undefined
    ? anyClient
    : { ip: clientIp ?? anyClient.ip, takeLookUp: takeLookUp ?? anyClient.takeLookUp };

/**
 * No cache may share an answer that can differ for another address, whether it does or not: a stranger would otherwise
 * learn from the headers which addresses have settings of their own.
 */
const forOneAddress = (
  personal: true | undefined,
  answer: Awaitable<Result<Answer>>,
): Awaitable<Result<Answer>> =>
  personal ? andThen(answer, (given) => ok(withoutSharedCaching(given))) : answer;

/** For load balancers and monitors; neither counted nor logged. */
const healthy = plainText(200, 'ok');

/** The answer when a bug occurs. */
export const internalError = plainText(500, 'Something is broken here. It is not your fault.');

/**
 * HSTS (RFC 6797), one year, for the service's own https host. Without includeSubDomains, because subdomains may belong
 * to others; without preload, because a host cannot easily leave that list.
 */
const hsts = { 'strict-transport-security': 'max-age=31536000' } as const;

function optionsOf(dialect: AnyDialect): Answer {
  const { headers } = plainText(204, '', { allow: allowedMethods(dialect).join(', ') });
  return { status: 204, headers, body: '' };
}

/** Thunderbird, Evolution, KMail and Horde request it by http when https fails. Other dialects redirect to `url`. */
const answeredOverHttp: ReadonlySet<string> = new Set(['autoconfig']);

/** @returns the method as it may be logged; in HTTP/2 it could be any word */
export const methodInLog = (method: string): string => (knownMethods.has(method) ? method : 'other');

const knownMethods: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'OPTIONS',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
]);

/**
 * A redirect repeats the path and the query, and proxies answer 502 to headers of 4 KiB or more. Without its query, it
 * would lead to another response.
 */
const locationLimitBytes = 2048;

/** Exactly 302: WinRb and the Node ActiveSync client follow no other status. */
function movedTo(location: string): Answer {
  return plainText(302, 'The same is answered over https.', { location });
}

/** @returns kind and place of an error, without its message, which could repeat the request */
export function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { name, message, stack = '' } = error;
  // A message of several lines may contain lines that look like frames.
  const trace = message === '' ? stack : stack.slice(stack.indexOf(message) + message.length);
  const frames = trace.match(/^ +at .+$/gm) ?? [];
  return [name, ...frames.slice(0, 5).map((frame) => frame.trim())].join(' ');
}
