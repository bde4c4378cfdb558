/** What is not HTTP, or comes too slowly, is answered on the bare socket, with the headers that every answer carries. */

import type { Duplex } from 'node:stream';
import { plainText } from '../../http/response.ts';
import { STATUS_CODES } from './http-module.ts';

/** For what no request can be made of. */
export const badRequest = plainText(400, 'This is no request that can be understood.');
const headersTooLong = plainText(431, 'The headers are too long.');
const tooSlow = plainText(408, 'The request took too long.');

/** How long a client may take to read why it is hung up on. */
const farewellMilliseconds = 1000;

/** @param code of the error that Node made of it */
export function endWithError(socket: Duplex, code: unknown): void {
  if (!socket.writable) return void socket.destroy();
  const { status, headers, body } =
    code === 'HPE_HEADER_OVERFLOW'
      ? headersTooLong
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? tooSlow
        : badRequest;
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${fields.join('')}connection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  // A client that never closes its half would keep the connection for ever.
  setTimeout(() => socket.destroy(), farewellMilliseconds).unref();
}
