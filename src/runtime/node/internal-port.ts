/**
 * The internal port: what a proxy and a monitor ask, and the public must not. `/ask` says for which names a
 * certificate may be had, `/metrics` tells figures, `/livez` and `/readyz` whether the program lives and whether
 * requests may be sent to it.
 */

import type { Endpoint } from '../../config/operation.ts';
import { type Answer, plainText, privateHeaders } from '../../http/response.ts';
import { metricsType } from '../../ops/metrics/exposition.ts';
import { decideCertificate, type ServedNames } from '../../ops/on-demand-tls.ts';
import type { Readiness } from '../../ops/readiness.ts';
import { errorBoundary } from './error-boundary.ts';
import { createServer } from './http-module.ts';
import { type NodeRequest, send } from './http-types.ts';

/** What is asked there. */
export interface InternalPortSources {
  readonly service: () => ServedNames;
  readonly metrics: () => Promise<string>;
  readonly readiness: () => Promise<Readiness>;
  /** Hears of each error here, by its place alone. */
  readonly bug: (place: string) => void;
}

export interface InternalPort {
  readonly url: string;
  readonly close: () => void;
}

/** They take file descriptors that the public port must not lack. */
const mostConnections = 64;

/** @throws the system's error when the address cannot be had */
export function openInternalPort(at: Endpoint, inside: InternalPortSources): Promise<InternalPort> {
  const boundary = errorBoundary({ report: ({ bug = '' }) => inside.bug(bug), bug: inside.bug });
  const server = createServer(
    boundary.request(async (message, outgoing) => send(outgoing, await answerTo(message, inside))),
  );
  server.maxConnections = mostConnections;
  return new Promise((resolve, reject) => {
    // Later ones are about a single connection that could not be accepted.
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

async function answerTo({ method, url = '/' }: NodeRequest, inside: InternalPortSources): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') {
    return plainText(405, 'This method is not allowed here.', { allow: 'GET, HEAD' });
  }
  const [path = '', query = ''] = url.split('?', 2);
  switch (path) {
    case '/ask':
      return decisionAbout(new URLSearchParams(query).getAll('domain'), inside.service());
    case '/metrics':
      return { status: 200, headers: privateHeaders(metricsType), body: await inside.metrics() };
    case '/livez':
      return plainText(200, 'ok');
    case '/readyz': {
      const { state, down } = await inside.readiness();
      return plainText(state === 'ready' ? 200 : 503, [state, ...down].join('\n'));
    }
    default:
      return plainText(404, 'Nothing is answered at this path.');
  }
}

async function decisionAbout(names: readonly string[], service: ServedNames): Promise<Answer> {
  const [name, ...others] = names;
  const decision =
    name === undefined || others.length > 0 ? 'unexpected' : await decideCertificate(name, service);
  return plainText({ expected: 200, unexpected: 404, unavailable: 503 }[decision], decision);
}
