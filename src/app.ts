/** The pipeline as a Hono app, to serve or to mount, on every runtime that has the Fetch API. */

import type { Context } from 'hono';
import { routePath } from 'hono/route';
// The smallest router: there is one route only.
import { Hono } from 'hono/tiny';
import type { RouteTable } from './dialects/route-table.ts';
import type { Service } from './directory/service.ts';
import { type ReadBody, toIncomingRequest, toResponse } from './http/fetch-adapter.ts';
import { type Awaitable, whenReady } from './model/result.ts';
import { createPipeline, internalError, methodInLog, placeOf, type Runtime } from './pipeline.ts';

/** Dependencies that a runtime with the Fetch API injects. */
export interface FetchRuntime extends Runtime {
  /** Whether the client is known to have come over plain http; `false` when that is not known. */
  readonly cameOverHttp: (request: Request, env: unknown) => boolean;
  readonly readBody: ReadBody;
  /** Charges an expensive answer to the client's network, if the runtime has such limits. */
  readonly charge?: ((env: unknown, cost: number) => void) | undefined;
  /** The client's IP address; without it, stores with `from` are not looked up by address. */
  readonly clientIp?: ((request: Request, env: unknown) => string | undefined) | undefined;
  /** Takes a look-up by address from the budget of the client's network; false when there is none left. */
  readonly takeLookUp?: ((request: Request, env: unknown) => Awaitable<boolean>) | undefined;
}

/**
 * A path that is not in the table is passed on: to the next handler of the application that mounts this app, or to
 * our own 404 when nothing mounts it. Hono's `app.route()` copies handlers and no `getPath`, so the table matches
 * paths in any letter case by itself.
 *
 * @param routes the paths to answer; routes.ts by default
 * @returns an app to serve, or to mount at any path
 */
export function createApp(service: Service, runtime: FetchRuntime, routes?: RouteTable): Hono {
  const { match, answer } = createPipeline(service, runtime, routes);
  const app = new Hono();
  app.all('*', (context, next) => {
    const { path } = context.req;
    const base = mountPoint(context);
    const below = base === '' ? path : path.slice(base.length) || '/';
    const route = match(below);
    if (!route) return next();
    return whenReady(
      answer(toIncomingRequest(context.req.raw, below, base, context.env, runtime), route),
      toResponse,
    );
  });
  app.notFound(({ req, env }) =>
    whenReady(answer(toIncomingRequest(req.raw, req.path, '', env, runtime), undefined), toResponse),
  );
  // Hono's own handler writes the error with its message into the console, and the message may repeat the request.
  app.onError((error, { req }) => {
    const bug = { dialect: 'none', method: methodInLog(req.method), status: 500, bug: placeOf(error) };
    try {
      runtime.report(bug, { header: (name) => req.header(name) });
    } catch {
      // The answer does not depend on the report.
    }
    return toResponse(internalError);
  });
  return app;
}

/** @returns the path below which the application mounts facteur, as it was requested; empty at the root */
function mountPoint(context: Context): string {
  // `/mail-setup/*`, or `/:tenant/*`: the same number of segments of the path, whatever they contain.
  const pattern = routePath(context);
  if (pattern === '/*' || pattern === '*') return '';
  const depth = pattern.split('/').length - 2;
  return context.req.path.split('/', depth + 1).join('/');
}
