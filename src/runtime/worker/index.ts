/**
 * facteur on Cloudflare Workers. No request is answered by an exception, whatever a binding does: Cloudflare would make
 * an error page in HTML of it, which clients take for settings.
 */

import { toResponse } from '../../http/fetch-adapter.ts';
import { rejections } from '../../http/rejections.ts';
import { plainText } from '../../http/response.ts';
import { internalError, placeOf } from '../../pipeline.ts';
import { appLifecycle } from './app-lifecycle.ts';
import type { Bindings } from './bindings.ts';
import { isRateLimited, log } from './observability.ts';

/** One app for each isolate, started at its first request: bindings are not there earlier. */
const lifecycle = appLifecycle();

/** For clients this is a server that is down, so they go on to what else they know. */
const notStarted = plainText(503, 'This service is not available at the moment.', { 'retry-after': '30' });

export default {
  async fetch(request, bindings): Promise<Response> {
    try {
      if (await isRateLimited(request, bindings)) return toResponse(rejections['rate-limited']);
      const answer = await lifecycle.handler(bindings);
      return answer ? await answer(request) : toResponse(notStarted);
    } catch (error) {
      log('error', 'broken', { bug: placeOf(error) });
      return toResponse(internalError);
    }
  },
} satisfies ExportedHandler<Bindings>;
