/** Reads the whole body, up to its limit, before the request is answered, so that answering can stay synchronous. */

import { Http2ServerRequest } from 'node:http2';
import { bodyLimitAt, bodyLimitBytes } from '../../dialects/body-limit.ts';
import { bodyCutShort, bodyTooLarge } from '../../http/request.ts';
import { ok, type Result } from '../../model/result.ts';
import type { NodeRequest, RequestHandler } from './http-types.ts';

const bodies = new WeakMap<NodeRequest, Result<Uint8Array>>();

/** A request whose client hangs up in the middle is never answered, so there is always a body. */
export function bodyOf(message: NodeRequest, limitBytes: number): Result<Uint8Array> {
  const body = bodies.get(message) ?? bodyCutShort;
  return body.ok && body.value.length > limitBytes ? bodyTooLarge(limitBytes) : body;
}

/** @param timeoutMilliseconds for a body by HTTP/2; Node has a timeout of its own for HTTP/1 */
export function withBody(listener: RequestHandler, timeoutMilliseconds: () => number): RequestHandler {
  return (message, outgoing) => {
    if (message.method !== 'POST') return listener(message, outgoing);
    const limitBytes = limitFor(message);
    const chunks: Buffer[] = [];
    let length = 0;
    const timeout =
      message instanceof Http2ServerRequest
        ? setTimeout(() => message.stream?.close(), timeoutMilliseconds())
        : undefined;
    const collect = (chunk: Buffer): void => {
      length += chunk.length;
      chunks.push(chunk);
      if (length > limitBytes) passOn(bodyTooLarge(limitBytes));
    };
    const complete = (): void =>
      passOn(ok(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    const clearBodyTimeout = (): void => clearTimeout(timeout);
    const passOn = (body: Result<Uint8Array>): void => {
      clearBodyTimeout();
      message.off('data', collect).off('end', complete);
      bodies.set(message, body);
      listener(message, outgoing);
    };
    if (announced(message) > limitBytes) return passOn(bodyTooLarge(limitBytes));
    message.on('data', collect).on('end', complete);
    if (timeout) message.once('close', clearBodyTimeout);
  };
}

export const announcesTooMuch = (message: NodeRequest): boolean => announced(message) > limitFor(message);

const announced = ({ headers }: NodeRequest): number => Number(headers['content-length']);

/** Of a target in absolute form the dialect is not known yet. */
function limitFor({ url = '' }: NodeRequest): number {
  const mark = url.indexOf('?');
  return url.startsWith('/') ? bodyLimitAt(mark === -1 ? url : url.slice(0, mark)) : bodyLimitBytes;
}
