/** A conversation in lines over a socket, which may become TLS in the middle of it. */

import type { Socket } from 'node:net';
import type { ConnectFailure, Connection, ConnectTo, Silence, Tls } from '../../../check/net.ts';
import { ok, type Result } from '../../../model/result.ts';
import { type Dial, openTcp, secure } from './socket.ts';

/** No greeting or answer of a mail server is longer (RFC 5321 §4.5.3.1.5 says 512 octets). */
const lineLimitCharacters = 65_536;

export async function connectOver(
  { host, port, security, limitMilliseconds }: ConnectTo,
  dial: Dial,
): Promise<Result<Connection, ConnectFailure>> {
  const opened = await openTcp(host, port, limitMilliseconds, dial);
  if (!opened.ok) return opened;
  const { socket, address } = opened.value;
  if (security === 'none') return ok(conversation(socket, host, address, undefined, limitMilliseconds, dial));
  const secured = await secure(socket, host, limitMilliseconds, dial);
  if (!secured.ok) return secured;
  return ok(conversation(secured.value.socket, host, address, secured.value.tls, limitMilliseconds, dial));
}

function conversation(
  first: Socket,
  host: string,
  address: string,
  tls: Tls | undefined,
  limitMilliseconds: number,
  dial: Dial,
): Connection {
  let socket = first;
  let lines = lineReader(socket);
  return {
    address,
    ...(tls ? { tls } : {}),
    readLine: () => lines.next(limitMilliseconds),
    silence: () => lines.silence(),
    write: (text) => void socket.write(text),
    async startTls() {
      lines.stop();
      const secured = await secure(socket, host, limitMilliseconds, dial);
      if (!secured.ok) return secured;
      socket = secured.value.socket;
      lines = lineReader(socket);
      return ok(secured.value.tls);
    },
    // A last word is still to go out.
    close: () => socket.destroySoon(),
  };
}

interface LineReader {
  readonly next: (limitMilliseconds: number) => Promise<string | undefined>;
  readonly silence: () => Silence;
  /** Leaves the socket to somebody else. */
  readonly stop: () => void;
}

function lineReader(socket: Socket): LineReader {
  let held = '';
  let closed = false;
  let wake = (): void => {};
  const onData = (chunk: Uint8Array): void => {
    if (held.length < lineLimitCharacters) held += Buffer.from(chunk).toString('latin1');
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
        const at = held.indexOf('\n');
        if (at !== -1) {
          const line = held.slice(0, at).replace(/\r$/, '');
          held = held.slice(at + 1);
          return line;
        }
        const left = ends - performance.now();
        if (closed || left <= 0 || held.length >= lineLimitCharacters) return undefined;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
    silence: () => (held.length >= lineLimitCharacters ? 'too-long' : closed ? 'closed' : 'timeout'),
    stop: () => void socket.off('data', onData).off('close', onClose).off('end', onClose),
  };
}
