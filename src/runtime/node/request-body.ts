/** Reads a body to its end, or to the limit, before anybody is asked for an answer, which then waits for nothing. */

import { Http2ServerRequest } from 'node:http2';
import { bodyLimitAt, bodyLimitBytes } from '../../dialects/body-limit.ts';
import { bodyCutShort, bodyTooLarge } from '../../http/request.ts';
import { ok, type Result } from '../../model/result.ts';
import type { NodeRequest, RequestHandler } from './http-types.ts';

const bodies = new WeakMap<NodeRequest, Result<Uint8Array>>();

/** A client that hangs up in the middle is never asked for, so there is always a body here. */
export function bodyOf(message: NodeRequest, limitBytes: number): Result<Uint8Array> {
  const body = bodies.get(message) ?? bodyCutShort;
  return body.ok && body.value.length > limitBytes ? bodyTooLarge(limitBytes) : body;
}

/** @param patienceMilliseconds how long a body may take that comes by HTTP/2; Node itself looks after HTTP/1 */
export function withBody(listener: RequestHandler, patienceMilliseconds: () => number): RequestHandler {
  return (message, outgoing) => {
    if (message.method !== 'POST') return listener(message, outgoing);
    const limitBytes = limitFor(message);
    const chunks: Buffer[] = [];
    let length = 0;
    const impatience =
      message instanceof Http2ServerRequest
        ? setTimeout(() => message.stream?.close(), patienceMilliseconds())
        : undefined;
    const collect = (chunk: Buffer): void => {
      length += chunk.length;
      chunks.push(chunk);
      if (length > limitBytes) hand(bodyTooLarge(limitBytes));
    };
    const finish = (): void => hand(ok(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    const calm = (): void => clearTimeout(impatience);
    const hand = (body: Result<Uint8Array>): void => {
      calm();
      message.off('data', collect).off('end', finish);
      bodies.set(message, body);
      listener(message, outgoing);
    };
    if (announced(message) > limitBytes) return hand(bodyTooLarge(limitBytes));
    message.on('data', collect).on('end', finish);
    if (impatience) message.once('close', calm);
  };
}

export const announcesTooMuch = (message: NodeRequest): boolean => announced(message) > limitFor(message);

const announced = ({ headers }: NodeRequest): number => Number(headers['content-length']);

/** Of a target in absolute form the dialect is not known yet. */
function limitFor({ url = '' }: NodeRequest): number {
  const mark = url.indexOf('?');
  return url.startsWith('/') ? bodyLimitAt(mark === -1 ? url : url.slice(0, mark)) : bodyLimitBytes;
}
