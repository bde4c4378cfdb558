/**
 * Fallback for requests that no mail client writes, whose target must be normalized first: through the Fetch API, by
 * Hono's adapter. It is loaded after the start, because a server for mail clients may never need it.
 */

import { getRequestListener } from '@hono/node-server';
import { toResponse } from '../../http/fetch-adapter.ts';
import { type Config, facteur } from '../../index.ts';
import type { Runtime } from '../../pipeline.ts';
import { memoizeByObject } from '../../util/memo.ts';
import { badRequest } from './client-error.ts';
import type { ClientRules } from './fast-request.ts';
import { type NodeRequest, type NodeResponse, nodeRequestOf } from './http-types.ts';
import { bodyWithin, type ReceivedBody } from './request-body.ts';

/** The configuration in use, and what is built from it. */
interface ActiveConfig {
  readonly config: Config;
  readonly client: ClientRules;
  readonly runtime: Runtime;
}

/** @param target host and path of the request; both are valid */
export type FetchFallback = (
  message: NodeRequest,
  outgoing: NodeResponse,
  target: { readonly host: string; readonly path: string },
  body: ReceivedBody,
) => Promise<void>;

/** @param active may return another configuration from one request to the next */
export function fetchFallback(active: () => ActiveConfig): FetchFallback {
  const bodies = new WeakMap<NodeRequest, NonNullable<ReceivedBody>>();
  const appOf = memoizeByObject(({ config, client, runtime }: ActiveConfig) =>
    facteur(config, {
      ...runtime,
      cameOverHttp: (_request, env) => client.cameOverHttp(nodeRequestOf(env)),
      charge: (env, cost) => client.charge(nodeRequestOf(env), cost),
      clientIp: (_request, env) => client.clientIp(nodeRequestOf(env)),
      takeLookUp: (_request, env) => client.takeLookUp(nodeRequestOf(env)),
      readBody: (_request, env, limitBytes) => bodyWithin(limitBytes, bodies.get(nodeRequestOf(env))),
    }),
  );
  const respondTo = getRequestListener((request, env) => appOf(active()).fetch(request, env), {
    errorHandler: () => toResponse(badRequest),
  });
  return async (message, outgoing, { host, path }, body) => {
    if (body !== undefined) bodies.set(message, body);
    message.url = path;
    setHost(message, host);
    // Node sends no body in response to HEAD; the adapter leaves the length out with it.
    if (message.method === 'HEAD') Object.assign(message, { method: 'GET' });
    await respondTo(message, outgoing);
  };
}

/** A target in absolute form names the host itself; the adapter would look at `Host` (RFC 9112 §3.2.2). */
function setHost({ headers, rawHeaders }: NodeRequest, host: string): void {
  headers.host = host;
  const at = rawHeaders.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  if (at === -1) rawHeaders.push('host', host);
  else rawHeaders[at + 1] = host;
}
