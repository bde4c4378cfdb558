/** facteur as it is deployed to Cloudflare, in a bare workerd: `wrangler dev` would be ten times slower. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { bundleWorker, workerModule } from '../../worker-bundle.ts';
import { root, until } from '../facteur.ts';
import type { Materials, Ports, Server } from './server.ts';
import { documentOf, type Way } from './ways.ts';

const bin = (name: string): string => join(root, 'node_modules/.bin', name);

export async function startWorkerd(
  way: Way,
  { folder, environment }: Materials,
  ports: Ports,
): Promise<Server> {
  if (!existsSync(join(folder, workerModule))) bundleWorker(folder);
  const file = join(folder, `${way.name}.capnp`);
  writeFileSync(file, configOf(way, environment(way), ports));
  // A group of its own: what npm installs is a script that starts the program as its child.
  const child = spawn(bin('workerd'), ['serve', file], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => {
    if (child.pid !== undefined && alive()) process.kill(-child.pid, 'SIGKILL');
  };
  process.once('exit', kill);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const ended = once(child, 'close').then(() => child.exitCode ?? child.signalCode);
  const alive = (): boolean => child.exitCode === null && child.signalCode === null;
  await until(() => {
    if (!alive()) throw new Error(`workerd has stopped: ${said}`);
    return connects(ports.http);
  });
  return {
    alive,
    inside: undefined,
    ended,
    said: () => said,
    async stop() {
      kill();
      process.off('exit', kill);
      await ended;
    },
  };
}

/** Cap'n Proto text literals are like JSON strings, except that non-ASCII characters need no escape. */
const quoted = (text: string): string => JSON.stringify(text);

/** The scheme of a request is what Cloudflare says that it is; here it is what the client says. */
function configOf(way: Way, secrets: Readonly<Record<string, string>>, ports: Ports): string {
  const bindings = [
    `(name = "FACTEUR_CONFIG", json = ${quoted(JSON.stringify(documentOf(way)))})`,
    ...Object.entries(secrets).map(([name, value]) => `(name = ${quoted(name)}, text = ${quoted(value)})`),
  ];
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .facteur)],
  sockets = [(name = "http", address = "127.0.0.1:${ports.http}", service = "main", http = (forwardedProtoHeader = "X-Forwarded-Proto"))],
);
const facteur :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "${workerModule}")],
  compatibilityDate = "2026-11-02",
  bindings = [${bindings.join(', ')}],
);
`;
}

function connects(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket
      .once('error', () => resolve(undefined))
      .once('connect', () => {
        socket.destroy();
        resolve(true);
      });
  });
}
