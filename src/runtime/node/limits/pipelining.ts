/**
 * HTTP/1 pipelining: one response at a time. Node calls the listener for every request that has arrived, up to some
 * 3,000 in one read, and keeps all responses in memory until the client reads them. Here a request waits until the
 * response before it is sent, and few may wait. Refusals on the bare socket (client-error.ts) wait for the responses
 * before them too.
 */

import process from 'node:process';
import type { Duplex } from 'node:stream';
import { end } from '../client-error.ts';
import { IncomingMessage, ServerResponse } from '../http-module.ts';
import type { NodeRequest, RequestHandler } from '../http-types.ts';

/** No mail client uses pipelining; a waiting request costs some 5 KB. */
const mostWaiting = 16;

type Socket = NodeRequest['socket'];

export interface Pipelining {
  readonly listener: RequestHandler;
  /**
   * Waits until all requests before the refusal are answered.
   *
   * @param refuse sends the refusal and ends the connection; called at most once for each socket
   */
  readonly afterResponses: (socket: Duplex, refuse: () => void) => void;
}

interface State {
  /** The response to the last request, until both are complete: kept longer, it would cost garbage collection. */
  last: ServerResponse | undefined;
  waiting: number;
  refused: boolean;
}

/**
 * A client with more requests than `most` loses its connection. It may repeat those that were not answered
 * (RFC 9112 §9.3.2).
 *
 * @param misused called for such a connection
 */
export function withoutPipelining(
  listener: RequestHandler,
  misused: (socket: Socket) => void = () => {},
  most = mostWaiting,
): Pipelining {
  const states = new WeakMap<Duplex, State>();
  const stateOf = (socket: Duplex): State => {
    const known = states.get(socket);
    if (known !== undefined) return known;
    const state: State = { last: undefined, waiting: 0, refused: false };
    states.set(socket, state);
    return state;
  };
  /** The response before one that waits. */
  const previousOf = new WeakMap<ServerResponse, ServerResponse>();
  function release(this: ServerResponse): void {
    const { socket, complete } = this.req;
    const state = stateOf(socket);
    if (complete && state.last === this) state.last = undefined;
  }
  return {
    listener(message, outgoing) {
      if (!(outgoing instanceof ServerResponse)) return listener(message, outgoing);
      const { socket } = message;
      const state = stateOf(socket);
      // After its timeout, a request may still be completed.
      if (state.refused) return;
      const previous = state.last;
      state.last = outgoing;
      outgoing.on('finish', release);
      // A response has no socket while another one is being written to it.
      if (outgoing.socket !== null) return listener(message, outgoing);
      // The request at which the parser stops, see InterruptibleMessage.
      if (socket.destroyed) return;
      if (state.waiting >= most) {
        misused(socket);
        return void socket.destroy();
      }
      state.waiting++;
      if (previous) previousOf.set(outgoing, previous);
      outgoing.once('socket', () => {
        state.waiting--;
        previousOf.delete(outgoing);
        // In the next tick: Node flushes the response after this event.
        process.nextTick(() => {
          if (!socket.destroyed) listener(message, outgoing);
        });
      });
    },

    afterResponses(socket, refuse) {
      const state = stateOf(socket);
      if (state.refused) return;
      state.refused = true;
      const { last } = state;
      // A request that is not complete is the one that is refused: the refusal is its response.
      const own = last?.req.complete === false ? last : undefined;
      afterResponse(own ? previousOf.get(own) : last, () => {
        if (own?.headersSent) afterResponse(own, () => end(socket));
        else if (socket.writable) refuse();
      });
    },
  };
}

function afterResponse(response: ServerResponse | undefined, next: () => void): void {
  if (response === undefined || response.writableFinished) next();
  else response.once('finish', next);
}

/**
 * Stops Node's parser when the socket is destroyed. Otherwise it would parse the other thousands of requests of the same
 * read, which takes 60 ms and 10 MB; it stops only at a request to change the protocol, so this pretends to be one.
 */
export class InterruptibleMessage extends IncomingMessage {
  declare upgradeRequested: unknown;

  get upgrade(): unknown {
    return this.socket?.destroyed || this.upgradeRequested;
  }

  // Node's constructor sets it too, before the fields of this class exist.
  set upgrade(requested: unknown) {
    this.upgradeRequested = requested;
  }
}
