/**
 * The way of the requests that no client writes, whose target or Host has to be brought into its usual form first:
 * through the Fetch API, by Hono's adapter. Both are loaded when the first such request comes, which a server for
 * mail clients may never see: they are a tenth of what it starts with.
 */

import { getRequestListener } from '@hono/node-server';
import type { Config } from '../../config/index.ts';
import { respond } from '../../http/fetch-adapter.ts';
import { facteur } from '../../index.ts';
import type { Around } from '../../pipeline.ts';
import { once } from '../../util/memo.ts';
import { notUnderstood } from './client-error.ts';
import { type Listener, messageOf } from './http-types.ts';
import { bodyOf } from './request-body.ts';
import type { Peers } from './trusted-proxies.ts';

/** What answers at the moment. */
export interface InUse {
  readonly config: Config;
  readonly peers: Peers;
  readonly around: Around;
}

/** @param inUse may give another from one request to the next */
export function fetchLane(inUse: () => InUse): Listener {
  const appOf = once(({ config, peers, around }: InUse) =>
    facteur(config, {
      ...around,
      cameOverHttp: (_request, env) => peers.cameOverHttp(messageOf(env)),
      readBody: (_request, env) => bodyOf(messageOf(env)),
    }),
  );
  const respondTo = getRequestListener((request, env) => appOf(inUse()).fetch(request, env), {
    // A request without Host, which HTTP/1.0 allows, is one to the machine itself.
    hostname: 'localhost',
    errorHandler: () => respond(notUnderstood),
  });
  return (message, outgoing) => {
    const { host = '' } = message.headers;
    if (oddHost.test(host)) message.headers.host = usualHost(host);
    void respondTo(message, outgoing);
  };
}

/** The adapter refuses a Host that the URL parser would write otherwise: `example.org:`, `[0:0:0:0:0:0:0:1]`. */
function usualHost(host: string): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).host : host;
}
const oddHost = /:$|^\[|\.$/;
