/** Makes the request that a dialect reads from the one a runtime got: checks the method, reads the body. */

import { parseHost } from '../http/host.ts';
import { type AskedMethod, type Method, methods } from '../http/method.ts';
import type { IncomingRequest } from '../http/request.ts';
import { type Awaitable, andThen, ok, type Result, refuse } from '../model/result.ts';
import type { AnyDialect, DialectRequest } from './dialect.ts';

/** A matched route that a dialect answers. */
export interface DialectRoute {
  readonly dialect: AnyDialect;
  /** The route as its dialect names it, lower case. */
  readonly path: string;
  /** What follows the path of a route that ends in `/`, in the letter case in which it was sent. */
  readonly rest: string;
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

/** What a route answers to, for the Allow header. */
export function allowedMethods(dialect: AnyDialect): readonly Method[] {
  return methods.filter(
    (method) => method === 'OPTIONS' || takes(dialect, method === 'HEAD' ? 'GET' : method),
  );
}

const noBody = ok(new Uint8Array());

function takes(dialect: AnyDialect, method: string): method is AskedMethod {
  return dialect.methods.some((taken) => taken === method);
}
