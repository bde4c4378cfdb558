/** Sends one request many times over a kept connection, as bytes, and counts the answers. */

import { connect, type Socket } from 'node:net';

/** A request before it is bytes. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly search: string;
  readonly host: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export interface Client {
  /**
   * @param times how often it is sent, some of them at once
   * @returns the status of the last answer; nothing when the connection ends or nothing comes
   */
  readonly send: (request: WireRequest, times: number) => Promise<number | undefined>;
  readonly close: () => void;
}

const atOnce = 8;
const patienceMilliseconds = 5000;

export function clientOf(port: number): Client {
  let socket: Socket | undefined;
  return {
    async send(request, times) {
      const bytes = bytesOf(request);
      let status: number | undefined;
      for (let sent = 0; sent < times; sent += atOnce) {
        const count = Math.min(atOnce, times - sent);
        socket ??= connect({ port, host: '127.0.0.1', noDelay: true });
        status = await answersTo(socket, Buffer.concat(Array.from({ length: count }, () => bytes)), count);
        if (status === undefined) {
          socket.destroy();
          socket = undefined;
          return undefined;
        }
      }
      return status;
    },
    close: () => socket?.destroy(),
  };
}

/** On the wire nothing is forbidden but what would end a line. */
const inOneLine = (text: string): string => text.replace(/[\r\n\0]/g, '');

export function bytesOf({ method, path, search, host, headers, body }: WireRequest): Buffer {
  const content = Buffer.from(body);
  const target = inOneLine(path + (search && `?${search}`)).replaceAll(' ', '%20');
  const lines = [
    `${method} ${target} HTTP/1.1`,
    `Host: ${inOneLine(host)}`,
    ...headers.map(([name, value]) => `${name}: ${inOneLine(value)}`),
    ...(method === 'POST' ? [`Content-Length: ${content.length}`] : []),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), content]);
}

/** Reads so many answers, by their lengths. */
function answersTo(socket: Socket, bytes: Buffer, count: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    let read = Buffer.alloc(0);
    let left = count;
    let status: number | undefined;
    const end = (result: number | undefined): void => {
      socket.off('data', take).off('close', gone).off('error', gone).setTimeout(0, gone);
      resolve(result);
    };
    const gone = (): void => end(undefined);
    const take = (chunk: Buffer): void => {
      read = Buffer.concat([read, chunk]);
      for (;;) {
        const head = read.indexOf('\r\n\r\n');
        if (head === -1) return;
        const text = read.subarray(0, head).toString('latin1');
        const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0);
        if (read.length < head + 4 + length) return;
        status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]);
        read = read.subarray(head + 4 + length);
        if (--left > 0) continue;
        end(/\r\nconnection: close/i.test(text) ? undefined : status);
        return;
      }
    };
    socket.on('data', take).once('close', gone).once('error', gone).setTimeout(patienceMilliseconds, gone);
    socket.write(bytes);
  });
}
