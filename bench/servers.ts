/**
 * One server of the benchmark, in its own process: `node bench/servers.ts NAME` prints its URL when it is ready.
 * `bare` and `hono` answer a constant body of the size of our autoconfig document.
 */

import { execFileSync, spawn } from 'node:child_process';
import cluster from 'node:cluster';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { storeRuntime } from '../src/cli/shared/cache-runtime.ts';
import { type Config, type ConfigDocument, readConfig } from '../src/index.ts';
import { listen } from '../src/runtime/node/server.ts';
import { openNodeStore } from '../src/runtime/node/stores.ts';
import { openStores } from '../src/runtime/open-stores.ts';
import { signerOf } from '../src/signing/signer.ts';
import { p256, rsa } from '../test/support/crypto/signing-fixture.ts';
import { storeDomains } from './million.ts';
import type { ServerName } from './rows.ts';
import { workerModule } from './worker-bundle.ts';

const body = 'x'.repeat(1400);
const headers = { 'content-type': 'text/xml; charset=utf-8' };
const host = '127.0.0.1';

/** Everything that the dialects can answer. */
const document: ConfigDocument = {
  url: 'https://facteur.example.net',
  soap: true,
  providers: {
    'example.net': {
      name: 'Example Mail',
      shortName: 'Example',
      incoming: ['imaps://imap.example.net', 'pop3s://pop.example.net'],
      outgoing: ['smtps://smtp.example.net'],
      mtaSts: { mode: 'enforce', mx: ['mx.example.net'] },
    },
  },
  domains: { 'example.org': 'example.net' },
};

const servers: Readonly<Record<ServerName, () => Promise<string>>> = {
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

  facteur: () => listening(configOf(document)),
  'signed-p256': () => signing(p256),
  'signed-rsa': () => signing(rsa),

  async million() {
    const folder = mkdtempSync(join(tmpdir(), 'facteur-bench-'));
    process.on('SIGTERM', () => {
      rmSync(folder, { recursive: true });
      process.exit();
    });
    const sqlite = { file: join(folder, 'domains.db') };
    storeDomains(sqlite.file, 'example.net');
    const config = configOf({ ...document, directories: [{ sqlite }] });
    return listening((await openStores(config, openNodeStore, storeRuntime)).config);
  },

  /** The Worker as deployed, in workerd without development tools. */
  async workerd() {
    const folder = mkdtempSync(join(tmpdir(), 'facteur-bench-'));
    execFileSync('node_modules/.bin/wrangler', ['deploy', '--dry-run', '--outdir', folder], {
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
      stdio: 'ignore',
    });
    const port = 18_787;
    writeFileSync(join(folder, 'config.capnp'), workerdConfig(port));
    const runtime = spawn('node_modules/.bin/workerd', ['serve', join(folder, 'config.capnp')], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    process.on('SIGTERM', () => {
      runtime.kill();
      rmSync(folder, { recursive: true });
      process.exit();
    });
    const url = `http://${host}:${port}`;
    while (!(await fetch(`${url}/healthz`).catch(() => undefined))) await sleep(50);
    return url;
  },

  /** Both accept connections on the same port. */
  cluster: () =>
    new Promise((resolve) => {
      process.on('SIGTERM', () => process.exit());
      const workers = [0, 1].map(() => cluster.fork());
      let ready = 0;
      for (const worker of workers) {
        worker.on('listening', (address) => {
          if (++ready === workers.length) resolve(urlOf(address));
        });
      }
    }),
};

/** workerd.capnp of github.com/cloudflare/workerd. Without `url`, because there is no https to redirect to. */
const workerdConfig = (port: number): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "facteur", worker = .facteur)],
  sockets = [(name = "http", address = "${host}:${port}", http = (), service = "facteur")],
);
const facteur :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "${workerModule}")],
  compatibilityDate = "2026-11-02",
  bindings = [(name = "FACTEUR_CONFIG", json = ${JSON.stringify(JSON.stringify({ ...document, url: undefined }))})],
);
`;

const listening = async (config: Config): Promise<string> => (await listen(config, { host, port: 0 })).url;

async function signing(material: { readonly key: string; readonly certificate: string }): Promise<string> {
  const signer = await signerOf(material, new Date());
  if (!signer.ok) throw new Error(signer.refusal.join('; '));
  return listening({ ...configOf(document), signer: signer.value });
}

function configOf(of: ConfigDocument): Config {
  const config = readConfig(of);
  if (config.ok) return config.value;
  throw new Error(config.refusal.map(({ path, message }) => `${path}: ${message}`).join('; '));
}

function urlOf(address: unknown): string {
  if (typeof address !== 'object' || address === null || !('port' in address)) throw new Error('no port');
  return `http://${host}:${address.port}`;
}

if (cluster.isWorker) {
  await listening(configOf(document));
} else {
  const [name = ''] = process.argv.slice(2);
  const start = Object.entries(servers).find(([one]) => one === name)?.[1];
  if (!start) throw new Error(`name one of ${Object.keys(servers).join(', ')}`);
  process.stdout.write(`${await start()}\n`);
}
