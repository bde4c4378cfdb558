/** Sends messages of one version of HTTP: in batches on a kept connection, or each on its own. */

import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext } from 'node:tls';
import type { Fate } from './answer.ts';
import { ownHost } from './generators/targets.ts';
import { Http1Connection } from './http1/connection.ts';
import type { Expectation, Http1Message } from './http1/writer.ts';
import { Http2Connection } from './http2/connection.ts';
import type { Http2Message } from './http2/writer.ts';

export interface Transport<Message> {
  /** How many messages are sent before the first answer is waited for, at most. */
  readonly batch: number;
  /** @returns what became of each */
  readonly exchange: (messages: readonly Message[]) => Promise<readonly Fate[]>;
  /** On a connection of its own. */
  readonly alone: (message: Message) => Promise<Fate>;
  readonly close: () => void;
}

/** The address is the client's own, which the server may take for a network. */
export type Connect = (alpn: 'http/1.1' | 'h2') => Socket;

/** No answer takes longer, whatever was asked; a request that stalls is ended within it too. */
export const patienceMilliseconds = 15_000;

export const connectPlain = (port: number, localAddress: () => string): Connect => {
  return () => {
    const socket = connectTcp({ port, host: '127.0.0.1', localAddress: localAddress(), noDelay: true });
    // Without a listener, an error before the first read would end this process.
    return socket.on('error', () => {});
  };
};

export const connectSecure = (port: number, localAddress: () => string): Connect => {
  // One for all connections: to make it costs more than a handshake.
  const secureContext = createSecureContext();
  return (alpn) => {
    const options = { port, host: '127.0.0.1', localAddress: localAddress(), servername: ownHost };
    const socket = connectTls({
      ...options,
      secureContext,
      ALPNProtocols: [alpn],
      rejectUnauthorized: false,
    });
    return socket.on('error', () => {});
  };
};

interface Connection<Message> {
  readonly open: boolean;
  readonly exchange: (messages: readonly Message[], milliseconds: number) => Promise<readonly Fate[]>;
  readonly destroy: () => void;
}

/** Connections are exchanged now and then, so that there are always new ones. */
const batchesPerConnection = 40;

function batched<Message>(
  batch: number,
  make: () => Connection<Message>,
  alone: Transport<Message>['alone'],
): Transport<Message> {
  let current: Connection<Message> | undefined;
  let used = 0;
  return {
    batch,
    async exchange(messages) {
      if (!current?.open || used >= batchesPerConnection) {
        current?.destroy();
        current = make();
        used = 0;
      }
      used++;
      return await current.exchange(messages, patienceMilliseconds);
    },
    alone,
    close: () => current?.destroy(),
  };
}

const isWhole = (expectation: Expectation): boolean => expectation !== 'may-drop' && expectation !== 'stalls';

export function http1Transport(connect: Connect): Transport<Http1Message> {
  const make = (): Http1Connection => new Http1Connection(connect('http/1.1'));
  return batched(8, make, async (message) => {
    const connection = make();
    if (!isWhole(message.expectation)) {
      return await connection.alone(message, message.expectation === 'may-drop', patienceMilliseconds);
    }
    const [fate] = await connection.exchange([message], patienceMilliseconds);
    connection.destroy();
    return fate ?? { kind: 'unanswered' };
  });
}

export function http2Transport(connect: Connect): Transport<Http2Message> {
  const make = (): Http2Connection => new Http2Connection(connect('h2'));
  return batched(12, make, async (message) => {
    const connection = make();
    const fate = isWhole(message.expectation)
      ? (await connection.exchange([message], patienceMilliseconds))[0]
      : await connection.alone(message, patienceMilliseconds);
    connection.destroy();
    return fate ?? { kind: 'unanswered' };
  });
}
