/** Node's requests and responses, of HTTP/1 and HTTP/2. */

import { Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { Answer } from '../../http/response.ts';
import { IncomingMessage, ServerResponse } from './http-module.ts';

export type NodeRequest = IncomingMessage | Http2ServerRequest;
export type NodeResponse = ServerResponse | Http2ServerResponse;
export type RequestHandler = (message: NodeRequest, outgoing: NodeResponse) => void;

/** @hono/node-server passes Node's request on in `env`. */
export function nodeRequestOf(env: unknown): NodeRequest {
  const message = typeof env === 'object' && env !== null && 'incoming' in env ? env.incoming : undefined;
  if (message instanceof IncomingMessage || message instanceof Http2ServerRequest) return message;
  throw new TypeError('This app runs inside facteur’s own server only.');
}

/** A header by its lower-case name. */
export function headerOf({ headers }: NodeRequest, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** Node omits the body in response to HEAD. */
export function send(outgoing: NodeResponse, { status, headers, body }: Answer): void {
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  // 204 and 304 have no length (RFC 9110 §8.6).
  const bare = body === '' && status < 400;
  const fields = bare ? headers : { ...headers, 'content-length': length };
  // ASCII is the same in both, and writing UTF-8 costs as much as the rest of a response.
  const encoding = length === body.length ? 'latin1' : 'utf8';
  if (outgoing instanceof ServerResponse) outgoing.writeHead(status, fields).end(body, encoding);
  else outgoing.writeHead(status, fields).end(body, encoding);
}
