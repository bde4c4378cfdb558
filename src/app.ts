/** The pipeline as a Hono app, to serve or to mount, on every runtime that has the Fetch API. */

// The smallest router there is: one route is all that it has to find.
import { Hono } from 'hono/tiny';
import type { Service } from './directory/resolve.ts';
import { incomingOf, type ReadBody, respond } from './http/fetch-adapter.ts';
import { after } from './model/result.ts';
import { type Around, pipeline } from './pipeline.ts';

/** What only the place where facteur runs can know or do. */
export interface Runtime extends Around {
  /** Whether the client is known to have come over plain http; `false` when nobody can tell. */
  readonly cameOverHttp: (request: Request, env: unknown) => boolean;
  readonly readBody: ReadBody;
}

/** @returns an app to serve, or to mount in another Hono app */
export function createApp(service: Service, runtime: Runtime): Hono {
  const answer = pipeline(service, runtime);
  const app = new Hono();
  app.all('*', ({ req, env }) => after(answer(incomingOf(req.raw, req.path, env, runtime)), respond));
  return app;
}
