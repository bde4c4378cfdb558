/**
 * A client that hangs up during its look-up does not affect other clients that wait for the same look-up: workerd
 * cancels the I/O that a request has begun.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorkerd, type Workerd } from '../../support/servers/workerd.ts';

/** Pending look-ups of the store. */
const waiting: ServerResponse[] = [];
const store = createServer((_, response) => void waiting.push(response));
let folder: string;
let workerd: Workerd;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'facteur-workerd-'));
  await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
  const address = store.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  workerd = await startWorkerd(folder, {
    FACTEUR_CONFIG: {
      providers: {
        'example.net': {
          name: 'Example',
          incoming: ['imaps://imap.example.net'],
          outgoing: ['smtps://smtp.example.net'],
        },
      },
      directories: [{ http: { url: `http://127.0.0.1:${port}/%EMAILDOMAIN%` } }],
    },
  });
});
afterAll(async () => {
  await workerd?.stop();
  store.close();
  store.closeAllConnections();
  rmSync(folder, { recursive: true });
});

const path = (domain: string): string => `/mail/config-v1.1.xml?emailaddress=jo@${domain}`;

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

test('a look-up is finished for others when the client that began it has hung up', async () => {
  const first = connect(workerd.port, '127.0.0.1');
  first.write(`GET ${path('customer.example')} HTTP/1.1\r\nHost: autoconfig.customer.example\r\n\r\n`);
  await until(() => waiting.length === 1);
  const second = fetch(`http://127.0.0.1:${workerd.port}${path('customer.example')}`);
  // The second waits for the look-up of the first before that hangs up.
  await new Promise((resolve) => setTimeout(resolve, 200));
  first.resetAndDestroy();
  await new Promise((resolve) => setTimeout(resolve, 200));
  waiting[0]?.writeHead(200, { 'content-type': 'application/json' }).end('{"provider":"example.net"}');
  const answer = await second;
  expect(await answer.text()).toContain('<hostname>imap.example.net</hostname>');
  expect(answer.status).toBe(200);
  expect(waiting).toHaveLength(1);
  expect(workerd.said()).not.toMatch(/exception|error/i);
});
