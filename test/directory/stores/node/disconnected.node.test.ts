import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { StoreError } from '../../../../src/directory/failure.ts';
import { openLdap } from '../../../../src/directory/stores/node/ldap.ts';
import { openMysql } from '../../../../src/directory/stores/node/mysql.ts';
import { openPostgres } from '../../../../src/directory/stores/node/postgres.ts';
import { nodeStores } from '../../../../src/directory/stores/options.ts';
import type { Store } from '../../../../src/directory/stores/store.ts';
import { domainOf } from '../../../support/wildcard-cases.ts';

async function portOf(hangUp: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    hangUp(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const opened: Readonly<Record<string, (port: number) => Promise<Store>>> = {
  ldap: (port) => {
    const [url, filter] = [`ldap://127.0.0.1:${port}`, '(d=%EMAILDOMAIN%)'];
    return openLdap(nodeStores.ldap.parse({ url, base: 'dc=x', filter, provider: 'example.net' }));
  },
  postgres: (port) =>
    openPostgres(
      nodeStores.postgres.parse({ url: `postgres://jo@127.0.0.1:${port}/mail`, query: 'SELECT $1' }),
    ),
  mysql: (port) =>
    openMysql(nodeStores.mysql.parse({ url: `mysql://jo@127.0.0.1:${port}/mail`, query: 'SELECT ?' })),
};

const atOnce: Readonly<Record<string, (socket: Socket) => void>> = {
  'closes at once': (socket) => socket.destroy(),
  'resets at once': (socket) => socket.resetAndDestroy(),
  'ends at once': (socket) => socket.end(),
};

/** A MySQL server speaks first. */
const afterTheRequest: Readonly<Record<string, (socket: Socket) => void>> = {
  'closes after the request': (socket) => socket.once('data', () => socket.destroy()),
  'resets after the request': (socket) => socket.once('data', () => socket.resetAndDestroy()),
  'ends after the request': (socket) => socket.once('data', () => socket.end()),
};

const cases = Object.keys(opened).flatMap((store) =>
  Object.entries(store === 'mysql' ? atOnce : { ...atOnce, ...afterTheRequest }).map(
    ([behaviour, hangUp]) => [store, behaviour, hangUp] as const,
  ),
);

/** A driver's error depends on the moment, so each case is tried several times. */
test.each(cases)('%s: a server that %s has disconnected', async (name, _, hangUp) => {
  const store = await opened[name]?.(await portOf(hangUp));
  if (store === undefined) throw new Error(name);
  onTestFinished(() => store.close?.());
  const words = new Set<string>();
  for (let round = 0; round < 20; round++) {
    const error = await Promise.resolve(store.find(domainOf('example.org'))).catch((error: unknown) => error);
    words.add(error instanceof StoreError ? error.failure.word : String(error));
  }
  expect([...words]).toEqual(['disconnected']);
});
