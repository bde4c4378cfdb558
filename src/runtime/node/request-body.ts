/** Reads the whole body, up to its limit, before the request is answered, so that answering can stay synchronous. */

import { Http2ServerRequest } from 'node:http2';
import { bodyLimitAt, bodyLimitBytes } from '../../dialects/body-limit.ts';
import { bodyCutShort, bodyTooLarge } from '../../http/request.ts';
import { ok, type Result } from '../../model/result.ts';
import type { NodeRequest, NodeResponse, RequestHandler } from './http-types.ts';

/** What was read of a body before the request is answered; undefined for a method that has none. */
export type ReceivedBody = Result<Uint8Array> | undefined;

/** A request whose client hangs up in the middle is never answered, so there is always a body. */
export function bodyWithin(limitBytes: number, body: ReceivedBody = bodyCutShort): Result<Uint8Array> {
  return body.ok && body.value.length > limitBytes ? bodyTooLarge(limitBytes) : body;
}

/** @param timeoutMilliseconds for a body by HTTP/2; Node has a timeout of its own for HTTP/1 */
export function withBody(
  listener: (message: NodeRequest, outgoing: NodeResponse, body: ReceivedBody) => void,
  timeoutMilliseconds: () => number,
): RequestHandler {
  return (message, outgoing) => {
    if (message.method !== 'POST') return listener(message, outgoing, undefined);
    const limitBytes = limitFor(message);
    let passedOn = false;
    const chunks: Buffer[] = [];
    let length = 0;
    const timeout =
      message instanceof Http2ServerRequest
        ? setTimeout(() => message.stream?.close(), timeoutMilliseconds())
        : undefined;
    const collect = (chunk: Buffer): void => {
      if (passedOn) return;
      length += chunk.length;
      chunks.push(chunk);
      if (length > limitBytes) passOn(bodyTooLarge(limitBytes));
    };
    const complete = (): void =>
      passOn(ok(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    const clearBodyTimeout = (): void => clearTimeout(timeout);
    // Whatever still comes is ignored: to remove the listeners would cost more than to keep them.
    const passOn = (body: Result<Uint8Array>): void => {
      if (passedOn) return;
      passedOn = true;
      if (timeout) clearBodyTimeout();
      listener(message, outgoing, body);
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
