/**
 * Rate limit of a single connection, below that of its network: a client that repeats a request without a pause
 * spends its own share of its network's requests, and not that of its neighbours. KMail does so when it gets 404.
 */

import { Http2ServerRequest } from 'node:http2';
import type { Limits } from '../../../config/server-settings.ts';
import { rejections } from '../../../http/rejections.ts';
import { ServerResponse } from '../http-module.ts';
import { type NodeRequest, type NodeResponse, send } from '../http-types.ts';

type Rules = Pick<Limits, 'perSecond' | 'burst'>;

export type ConnectionVerdict = 'admitted' | 'rejected' | 'ended';

/** A quarter of its network's burst and a fifth of its rate, but enough for any client. */
const shareOf = ({ perSecond, burst }: Rules): Rules => ({
  perSecond: Math.min(perSecond, Math.max(5, perSecond / 5)),
  burst: Math.min(burst, Math.max(20, burst / 4)),
});

/** A client that ignores so many rejections in a row loses its connection. */
const mostRejections = 60;

interface Bucket {
  tokens: number;
  at: number;
  rejections: number;
}

/**
 * @param applies false for a proxy's connection, which carries many clients
 * @param clock monotonic, in milliseconds
 */
export function connectionRates(
  limits: Rules,
  applies: (message: NodeRequest) => boolean,
  clock: () => number,
): (message: NodeRequest) => ConnectionVerdict {
  if (limits.perSecond === 0) return () => 'admitted';
  const { perSecond, burst } = shareOf(limits);
  const buckets = new WeakMap<object, Bucket>();
  return (message) => {
    const connection = connectionOf(message);
    if (!connection || !applies(message)) return 'admitted';
    const now = clock();
    let bucket = buckets.get(connection);
    if (bucket === undefined) {
      bucket = { tokens: burst, at: now, rejections: 0 };
      buckets.set(connection, bucket);
    }
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) * perSecond) / 1000);
    // The client has paused, so it does not ignore the rejections.
    if (bucket.tokens >= burst) bucket.rejections = 0;
    bucket.at = now;
    if (bucket.tokens >= 1) {
      bucket.tokens--;
      return 'admitted';
    }
    bucket.rejections++;
    return bucket.rejections > mostRejections ? 'ended' : 'rejected';
  };
}

const connectionOf = (message: NodeRequest): object | undefined =>
  message instanceof Http2ServerRequest ? message.stream.session : message.socket;

/** Slows down a client that repeats a request as soon as it gets the response. */
const rejectionDelayMilliseconds = 1000;

/** Responds 429 after a delay; the last one ends the connection. */
export function rejectSlowly(
  message: NodeRequest,
  outgoing: NodeResponse,
  verdict: Exclude<ConnectionVerdict, 'admitted'>,
): void {
  setTimeout(() => {
    if (verdict === 'ended' && outgoing instanceof ServerResponse) outgoing.shouldKeepAlive = false;
    send(outgoing, rejections['rate-limited']);
    if (verdict === 'ended' && message instanceof Http2ServerRequest) message.stream.session?.close();
  }, rejectionDelayMilliseconds).unref();
}
