/**
 * Answers a request by the pipeline. Hono is for applications that mount facteur: a Worker has no other routes, and Hono
 * would be a twentieth of the script that V8 reads at each cold start. Its function for the path is used, so that paths
 * are decoded as everywhere else.
 */

import { getPath } from 'hono/utils/url';
import type { Service } from '../../directory/service.ts';
import { readBody, toIncomingRequest } from '../../http/fetch-adapter.ts';
import type { Answer } from '../../http/response.ts';
import { type Awaitable, whenReady } from '../../model/result.ts';
import { createPipeline, type Runtime } from '../../pipeline.ts';
import { clientIp } from './observability.ts';

export type FetchHandler = (request: Request) => Awaitable<Response>;

/** @param takeLookUp whether the client's network may look another address up */
export function fetchHandler(
  service: Service,
  report: Runtime['report'],
  takeLookUp: (request: Request) => Promise<boolean>,
): FetchHandler {
  const adapter = {
    cameOverHttp: (request: Request): boolean => request.url.startsWith('http:'),
    readBody,
    clientIp,
    takeLookUp,
  };
  const { match, answer } = createPipeline(service, {
    now: () => new Date(),
    // The clock of a Worker advances only while it waits for I/O, so this measures waiting.
    clock: () => Date.now(),
    httpsBeside: false,
    report,
  });
  return (request) => {
    const path = getPath(request);
    const incoming = toIncomingRequest(request, path, '', undefined, adapter);
    return whenReady(answer(incoming, match(path)), (given) => toWorkerResponse(given, request.method));
  };
}

/**
 * The key of Workers Cache has no host in it (https://developers.cloudflare.com/workers/cache/cache-keys/), and answers
 * depend on the Host: with `[cache] enabled`, one customer would get the settings of another. Cloudflare alone reads
 * this header and removes it; browsers and other proxies go by `Cache-Control`.
 */
const outsideCaches = { 'cloudflare-cdn-cache-control': 'no-store' } as const;

function toWorkerResponse({ status, headers, body }: Answer, method: string): Response {
  const sent = body === '' || method === 'HEAD' ? null : body;
  return new Response(sent, { status, headers: { ...headers, ...outsideCaches } });
}
