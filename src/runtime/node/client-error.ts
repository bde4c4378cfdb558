/**
 * Responses on the bare socket, for what Node passes on without a request: parser errors, timeouts, CONNECT. They have
 * the headers that every response has, and end the connection.
 */

import type { Duplex } from 'node:stream';
import { methods } from '../../http/method.ts';
import { type Answer, plainText } from '../../http/response.ts';
import { STATUS_CODES } from './http-module.ts';

/** For what is not a valid request. */
export const badRequest = plainText(400, 'The request is malformed.');
const headersTooLong = plainText(431, 'The headers are too long.');
const tooSlow = plainText(408, 'The request took too long.');

/** This is not a proxy, so it opens no tunnels. */
export const connectRefused = plainText(405, 'This method is not allowed here.', {
  allow: methods.join(', '),
});

/** How long a client may take to read the response. */
const closeMilliseconds = 1000;

/** @param code of the error that Node's parser reports */
export function errorResponse(code: unknown): Answer {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return headersTooLong;
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return tooSlow;
    default:
      return badRequest;
  }
}

/** Sends a response without a request, and ends the connection. */
export function endWith(socket: Duplex, { status, headers, body }: Answer): void {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  end(
    socket,
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${fields.join('')}connection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
}

/** Ends the connection after what is already written to it. */
export function end(socket: Duplex, text = ''): void {
  socket.end(text);
  // Otherwise a client that never closes its half would keep the connection for ever.
  setTimeout(() => socket.destroy(), closeMilliseconds).unref();
}
