/**
 * HTTP/1 pipelining: one response at a time. Node calls the listener for every request that has arrived, up to some
 * 3,000 in one read, and keeps all responses in memory until the client reads them. Here a request waits until the
 * response before it is sent, and few may wait.
 */

import process from 'node:process';
import { IncomingMessage, ServerResponse } from './http-module.ts';
import type { NodeRequest, RequestHandler } from './http-types.ts';

/** No mail client pipelines; a request costs some 5 KB while it waits. */
const mostWaiting = 16;

type Socket = NodeRequest['socket'];

/**
 * A client with more requests than that loses its connection. It may repeat those that were not answered
 * (RFC 9112 §9.3.2).
 *
 * @param misused hears of such a connection
 */
export function withoutPipelining(
  listener: RequestHandler,
  misused: (socket: Socket) => void = () => {},
  most = mostWaiting,
): RequestHandler {
  const waiting = new WeakMap<Socket, number>();
  return (message, outgoing) => {
    // A response has no socket while another one is being written to it.
    if (!(outgoing instanceof ServerResponse) || outgoing.socket !== null) return listener(message, outgoing);
    const { socket } = message;
    // The last of them, see InterruptibleMessage.
    if (socket.destroyed) return;
    const before = waiting.get(socket) ?? 0;
    if (before >= most) {
      misused(socket);
      return void socket.destroy();
    }
    waiting.set(socket, before + 1);
    outgoing.once('socket', () => {
      waiting.set(socket, (waiting.get(socket) ?? 1) - 1);
      // Not at once: Node flushes the response after this event.
      process.nextTick(() => {
        if (!socket.destroyed) listener(message, outgoing);
      });
    });
  };
}

/**
 * A request that ends the parsing of its read when its socket is destroyed. Node would go on with the other
 * thousands, which takes 60 ms and 10 MB; a request to change the protocol is what its parser stops at.
 */
export class InterruptibleMessage extends IncomingMessage {
  declare asksForUpgrade: unknown;

  get upgrade(): unknown {
    return this.socket?.destroyed || this.asksForUpgrade;
  }

  // Node's constructor sets it too, when fields of this class are not there yet.
  set upgrade(asked: unknown) {
    this.asksForUpgrade = asked;
  }
}
