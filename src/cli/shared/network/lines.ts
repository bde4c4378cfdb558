/** A line-based connection over a socket, with an upgrade to TLS (STARTTLS). */

import type { Socket } from 'node:net';
import type { ConnectFailure, Connection, ConnectRequest, ReadFailure, Tls } from '../../../check/net.ts';
import { ok, type Result } from '../../../model/result.ts';
import { type DialOptions, openTcp, startTls } from './socket.ts';

/** Far above any line of a mail server (RFC 5321 §4.5.3.1.5: 512 octets). */
const lineLimitCharacters = 65_536;

export async function connectLines(
  { host, port, security, limitMilliseconds }: ConnectRequest,
  dial: DialOptions,
): Promise<Result<Connection, ConnectFailure>> {
  const opened = await openTcp(host, port, limitMilliseconds, dial);
  if (!opened.ok) return opened;
  const { socket, address } = opened.value;
  if (security === 'none')
    return ok(lineConnection(socket, host, address, undefined, limitMilliseconds, dial));
  const secured = await startTls(socket, host, limitMilliseconds, dial);
  if (!secured.ok) return secured;
  return ok(lineConnection(secured.value.socket, host, address, secured.value.tls, limitMilliseconds, dial));
}

function lineConnection(
  first: Socket,
  host: string,
  address: string,
  tls: Tls | undefined,
  limitMilliseconds: number,
  dial: DialOptions,
): Connection {
  let socket = first;
  let lines = lineReader(socket);
  return {
    address,
    ...(tls ? { tls } : {}),
    readLine: () => lines.next(limitMilliseconds),
    readFailure: () => lines.readFailure(),
    write: (text) => void socket.write(text),
    async startTls() {
      lines.stop();
      const secured = await startTls(socket, host, limitMilliseconds, dial);
      if (!secured.ok) return secured;
      socket = secured.value.socket;
      lines = lineReader(socket);
      return ok(secured.value.tls);
    },
    // Sends buffered data first.
    close: () => socket.destroySoon(),
  };
}

interface LineReader {
  readonly next: (limitMilliseconds: number) => Promise<string | undefined>;
  readonly readFailure: () => ReadFailure;
  /** Stops reading from the socket. */
  readonly stop: () => void;
}

function lineReader(socket: Socket): LineReader {
  let buffer = '';
  let closed = false;
  let wake = (): void => {};
  const onData = (chunk: Uint8Array): void => {
    if (buffer.length < lineLimitCharacters) buffer += Buffer.from(chunk).toString('latin1');
    wake();
  };
  const onClose = (): void => {
    closed = true;
    wake();
  };
  socket.on('data', onData).once('close', onClose).once('end', onClose);
  return {
    async next(limitMilliseconds) {
      const ends = performance.now() + limitMilliseconds;
      for (;;) {
        const at = buffer.indexOf('\n');
        if (at !== -1) {
          const line = buffer.slice(0, at).replace(/\r$/, '');
          buffer = buffer.slice(at + 1);
          return line;
        }
        const left = ends - performance.now();
        if (closed || left <= 0 || buffer.length >= lineLimitCharacters) return undefined;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
    readFailure: () => (buffer.length >= lineLimitCharacters ? 'too-long' : closed ? 'closed' : 'timeout'),
    stop: () => void socket.off('data', onData).off('close', onClose).off('end', onClose),
  };
}
