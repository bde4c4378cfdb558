/**
 * One server to measure, in a process of its own: `node bench/servers.ts NAME` prints its URL when it is ready.
 * `bare` and `hono` answer a constant body of the size of our autoconfig document.
 */

import { createServer } from 'node:http';
import process from 'node:process';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { defaultDocument, readConfig } from '../src/index.ts';
import { listen } from '../src/node.ts';

const body = 'x'.repeat(1400);
const headers = { 'content-type': 'text/xml; charset=utf-8' };
const host = '127.0.0.1';

const servers: Readonly<Record<string, () => Promise<string>>> = {
  bare: () =>
    new Promise((resolve) => {
      const server = createServer((_request, response) => {
        response.writeHead(200, headers);
        response.end(body);
      });
      server.listen(0, host, () => resolve(urlOf(server.address())));
    }),

  hono: () =>
    new Promise((resolve) => {
      const app = new Hono();
      app.all('*', () => new Response(body, { headers }));
      serve({ fetch: app.fetch, hostname: host, port: 0 }, (address) => resolve(urlOf(address)));
    }),

  facteur: async () => {
    const config = readConfig(defaultDocument);
    if (!config.ok) throw new Error('the default configuration is refused');
    return (await listen(config.value, { host, port: 0 })).url;
  },
};

function urlOf(address: unknown): string {
  if (typeof address !== 'object' || address === null || !('port' in address)) throw new Error('no port');
  return `http://${host}:${address.port}`;
}

const start = servers[process.argv[2] ?? ''];
if (!start) throw new Error(`name one of ${Object.keys(servers).join(', ')}`);
process.stdout.write(`${await start()}\n`);
