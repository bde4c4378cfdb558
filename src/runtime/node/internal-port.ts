/**
 * The internal port, for proxies and monitoring, which the public must not reach: `/ask` (whether a certificate may be
 * issued for a name), `/metrics`, `/livez` and `/readyz`.
 */

import type { Endpoint } from '../../config/server-settings.ts';
import { type Answer, plainText, privateHeaders } from '../../http/response.ts';
import { metricsType } from '../../ops/metrics/exposition.ts';
import { decideCertificate, type ServedNames } from '../../ops/on-demand-tls.ts';
import type { Readiness } from '../../ops/readiness.ts';
import { errorBoundary } from './error-boundary.ts';
import { createServer } from './http-module.ts';
import { type NodeRequest, send } from './http-types.ts';

/** Where the responses come from. */
interface InternalPortSources {
  readonly service: () => ServedNames;
  readonly metrics: () => Promise<string>;
  readonly readiness: () => Promise<Readiness>;
  /** Called for each error, with its place in the code and without its message. */
  readonly bug: (place: string) => void;
}

export interface InternalPort {
  readonly url: string;
  readonly close: () => void;
}

/** Connections take file descriptors, which the public port needs too. */
const mostConnections = 64;

/** @throws the system's error when it cannot listen on the address */
export function openInternalPort(at: Endpoint, sources: InternalPortSources): Promise<InternalPort> {
  const boundary = errorBoundary({ report: ({ bug = '' }) => sources.bug(bug), bug: sources.bug });
  const server = createServer(
    boundary.request(async (message, outgoing) => send(outgoing, await answerTo(message, sources))),
  );
  server.maxConnections = mostConnections;
  return new Promise((resolve, reject) => {
    // Later errors are about a single connection that could not be accepted.
    server.on('error', reject);
    server.listen(at.port, at.host, () => {
      server.off('error', reject);
      server.on('error', boundary.failed);
      const bound = server.address();
      const port = typeof bound === 'object' && bound !== null ? bound.port : at.port;
      resolve({
        url: `http://${at.host.includes(':') ? `[${at.host}]` : at.host}:${port}`,
        close() {
          server.close();
          server.closeAllConnections();
        },
      });
    });
  });
}

async function answerTo({ method, url = '/' }: NodeRequest, sources: InternalPortSources): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') {
    return plainText(405, 'This method is not allowed here.', { allow: 'GET, HEAD' });
  }
  const [path = '', query = ''] = url.split('?', 2);
  switch (path) {
    case '/ask':
      return certificateDecision(new URLSearchParams(query).getAll('domain'), sources.service());
    case '/metrics':
      return { status: 200, headers: privateHeaders(metricsType), body: await sources.metrics() };
    case '/livez':
      return plainText(200, 'ok');
    case '/readyz': {
      const { state, down } = await sources.readiness();
      return plainText(state === 'ready' ? 200 : 503, [state, ...down].join('\n'));
    }
    default:
      return plainText(404, 'Nothing is answered at this path.');
  }
}

async function certificateDecision(names: readonly string[], service: ServedNames): Promise<Answer> {
  const [name, ...others] = names;
  const decision =
    name === undefined || others.length > 0 ? 'unexpected' : await decideCertificate(name, service);
  return plainText({ expected: 200, unexpected: 404, unavailable: 503 }[decision], decision);
}
