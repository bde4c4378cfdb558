/**
 * Between HTTP and the dialects: an Incoming becomes an Ask within limits. Nothing below this file knows HTTP,
 * nothing here knows a protocol or a runtime.
 */

import type { AnyDialect, DialectRequest } from '../dialects/dialect.ts';
import {
  type AskedMethod,
  type Awaitable,
  andThen,
  type Method,
  methods,
  ok,
  type Result,
  refuse,
} from '../model/result.ts';
import { parseHost } from './host.ts';
import type { Answer } from './response.ts';

/** Ten addresses and a sender's name, with what is not ASCII percent-encoded. */
export const queryLimitBytes = 4 * 1024;
/** A domain or an address at the end of the path, percent-encoded. */
export const pathLimitCharacters = 512;
/** More entity tags than any cache holds for one URL; what follows is not compared. */
const entityTagsLimitCharacters = 1024;

/** A matched route that a dialect answers. */
export interface DialectRoute {
  readonly dialect: AnyDialect;
  /** The route as its dialect names it, lower case. */
  readonly path: string;
  /** What follows the path of a route that ends in `/`, in the letter case in which it was sent. */
  readonly rest: string;
}

/** A request, as the runtime that got it hands it over. */
export interface IncomingRequest {
  readonly method: string;
  /** Percent-decoded, in any letter case, below `base`. */
  readonly path: string;
  /** The path below which facteur is mounted in another application; empty at the root. */
  readonly base: string;
  /** The query as it came, without its question mark. */
  readonly search: string;
  /** The Host header, or the host of the URL where there is none. */
  readonly host: string;
  /** A header by its lower-case name. */
  readonly header: (name: string) => string | undefined;
  /** The body, or a refusal when it is longer than the limit; it is asked for once, and not for every request. */
  readonly readBody: (limitBytes: number) => Awaitable<Result<Uint8Array>>;
  /** Whether the client is known to have come over plain http. */
  readonly cameOverHttp: () => boolean;
  /** Has the client's network pay for a dear answer (cost.ts), where the runtime limits networks by that. */
  readonly charge?: (cost: number) => void;
}

/** @returns the request as its dialect sees it, or why it is not even looked at */
export function toDialectRequest(
  incoming: IncomingRequest,
  route: DialectRoute,
): Awaitable<Result<DialectRequest>> {
  const method = incoming.method === 'HEAD' ? 'GET' : incoming.method;
  if (!takes(route.dialect, method)) {
    return refuse({ reason: 'method-not-allowed', allow: allowedMethods(route.dialect) });
  }
  const { search } = incoming;
  const host = parseHost(incoming.host);
  const header = (name: string): string => incoming.header(name) ?? '';
  const body = method === 'POST' ? incoming.readBody(route.dialect.bodyLimitBytes ?? 0) : noBody;
  return andThen(body, (bytes) =>
    ok({ method, path: route.path, rest: route.rest, base: incoming.base, search, host, header, bytes }),
  );
}

/** @returns why a request is not even routed: its target is longer than that of any real one */
export function targetTooLong({
  path,
  search,
}: Pick<IncomingRequest, 'path' | 'search'>): Result<never> | undefined {
  if (search.length > queryLimitBytes) return queryTooLong;
  return path.length > pathLimitCharacters ? pathTooLong : undefined;
}

const queryTooLong = refuse({ reason: 'query-too-long', limitBytes: queryLimitBytes } as const);
const pathTooLong = refuse({ reason: 'path-unknown' } as const);

/** What a route answers to, for the Allow header. */
export function allowedMethods(dialect: AnyDialect): readonly Method[] {
  return methods.filter(
    (method) => method === 'OPTIONS' || takes(dialect, method === 'HEAD' ? 'GET' : method),
  );
}

/** @returns 304 without a body when the client holds just this answer already (RFC 9110 §13.1.2) */
export function withNotModified(answer: Answer, incoming: IncomingRequest): Answer {
  const tag = answer.headers['etag'];
  const held =
    tag === undefined ? undefined : incoming.header('if-none-match')?.slice(0, entityTagsLimitCharacters);
  if (tag === undefined || held === undefined) return answer;
  const matches = held.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === tag);
  if (!matches) return answer;
  const { 'content-type': _, ...headers } = answer.headers;
  return { status: 304, headers, body: '' };
}

export const bodyTooLarge = (limitBytes: number) => refuse({ reason: 'body-too-large', limitBytes } as const);
/** The client hung up in the middle: nobody will read the refusal. */
export const bodyCutShort = refuse({ reason: 'body-malformed', flaw: 'cut-short' } as const);

const noBody = ok(new Uint8Array());

function takes(dialect: AnyDialect, method: string): method is AskedMethod {
  return dialect.methods.some((taken) => taken === method);
}
