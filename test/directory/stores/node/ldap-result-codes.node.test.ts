/** The result codes of LDAP (RFC 4511 §4.1.9) as failures of the store. */

import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { StoreError } from '../../../../src/directory/failure.ts';
import { openLdap } from '../../../../src/directory/stores/node/ldap.ts';
import { nodeStores } from '../../../../src/directory/stores/options.ts';
import { domainOf } from '../../../support/wildcard-cases.ts';

/** A server that ends each search with this code: a SearchResultDone without a DN and a message. */
async function serverEndingWith(code: number): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (request) => {
      const id = request[4] ?? 0;
      // An unbind request has no answer.
      if (request[5] !== 0x63) return;
      socket.write(
        Buffer.from([0x30, 0x0c, 0x02, 0x01, id, 0x65, 0x07, 0x0a, 0x01, code, 0x04, 0x00, 0x04, 0x00]),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

test.each([
  [3, 'timeout'],
  [11, 'timeout'],
  [7, 'credentials'],
  [8, 'credentials'],
  [48, 'credentials'],
  [49, 'credentials'],
  [50, 'credentials'],
  [13, 'tls'],
  [51, 'overloaded'],
  [52, 'overloaded'],
  [2, 'query-refused'],
  [18, 'query-refused'],
])('%i is %s', async (code, word) => {
  const url = `ldap://127.0.0.1:${await serverEndingWith(code)}`;
  const options = { url, base: 'dc=x', filter: '(d=%EMAILDOMAIN%)', provider: 'example.net' };
  const store = await openLdap(nodeStores.ldap.parse(options));
  onTestFinished(() => store.close?.());
  const error = await Promise.resolve(store.find(domainOf('example.org'))).catch(
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(StoreError);
  expect(error instanceof StoreError && error.failure.word).toBe(word);
});
