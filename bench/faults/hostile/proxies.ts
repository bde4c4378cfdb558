/** nginx and Caddy with the project's own files, with other ports. */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { root, until } from '../facteur.ts';
import { freePort, killWithUs, type Ports } from './server.ts';

export interface ProxyServer {
  readonly ports: Ports;
  readonly alive: () => boolean;
  /**
   * What it did with requests that it should not: a body holds an address, and is not to be on a disk.
   *
   * The rest of its log may name clients, for that is its own.
   */
  readonly flaws: () => readonly string[];
  readonly stop: () => Promise<void>;
}

/** @returns nothing when the program is missing */
export async function startProxy(
  name: 'nginx' | 'caddy',
  folder: string,
  facteur: Ports,
  inside: string,
): Promise<ProxyServer | undefined> {
  const ports = { http: await freePort(), tls: await freePort() };
  try {
    execFileSync(name, [name === 'nginx' ? '-v' : 'version'], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const command = name === 'nginx' ? nginx(folder, facteur, ports) : caddy(folder, facteur, inside, ports);
  const [file = '', ...args] = command;
  const child = spawn(file, args, { cwd: folder, stdio: 'ignore', env: { ...process.env, HOME: folder } });
  killWithUs(child);
  const alive = (): boolean => child.exitCode === null && child.signalCode === null;
  await until(() => {
    if (!alive()) throw new Error(`${name} has stopped: ${command.join(' ')}`);
    return connects(ports.tls);
  });
  return {
    ports,
    alive,
    flaws() {
      const log = join(folder, 'nginx.log');
      if (name !== 'nginx' || !existsSync(log)) return [];
      const lines = readFileSync(log, 'utf8').split('\n');
      return lines.filter((line) => /temporary file|\[(?:crit|alert|emerg)\]/.test(line));
    },
    async stop() {
      if (!alive()) return;
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await closed;
    },
  };
}

function connects(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(undefined));
    socket.once('connect', () => socket.destroy());
  });
}

function nginx(folder: string, facteur: Ports, ports: Ports): string[] {
  // nginx's workers run as `nobody`, who needs access to the temporary folders.
  chmodSync(folder, 0o711);
  rmSync(join(folder, 'nginx.log'), { force: true });
  const site = readFileSync(join(root, 'deploy/nginx.conf'), 'utf8')
    .replace(/^ *listen \[.*\n/gm, '')
    .replace('listen 80 ', `listen 127.0.0.1:${ports.http} `)
    .replace('listen 443 ', `listen 127.0.0.1:${ports.tls} `)
    .replace('127.0.0.1:8080', `127.0.0.1:${facteur.http}`)
    .replaceAll('/etc/ssl/facteur.', `${folder}/facteur.`)
    .replace('/var/www/acme', folder);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (part) => `${part}_temp_path ${folder}/${part};`,
  );
  writeFileSync(join(folder, 'nginx-site.conf'), site);
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off;\npid ${folder}/nginx.pid;\nerror_log ${folder}/nginx.log warn;\nevents {}\nhttp {\naccess_log off;\n${temporary.join('\n')}\ninclude ${folder}/nginx-site.conf;\n}\n`,
  );
  return ['nginx', '-p', folder, '-e', join(folder, 'nginx.log'), '-c', join(folder, 'nginx.conf')];
}

function caddy(folder: string, facteur: Ports, inside: string, ports: Ports): string[] {
  const json = execFileSync(
    'caddy',
    ['adapt', '--adapter', 'caddyfile', '--config', join(root, 'deploy/Caddyfile')],
    {
      env: { ...process.env, FACTEUR: `127.0.0.1:${facteur.http}`, FACTEUR_INTERNAL: new URL(inside).host },
      stdio: ['ignore', 'pipe', 'ignore'],
      encoding: 'utf8',
    },
  );
  const local = json
    .replaceAll('":443"', `"127.0.0.1:${ports.tls}"`)
    .replaceAll('":80"', `"127.0.0.1:${ports.http}"`)
    .replaceAll('"on_demand":true', '"on_demand":true,"issuers":[{"module":"internal"}]');
  const { apps } = JSON.parse(local);
  writeFileSync(
    join(folder, 'caddy.json'),
    JSON.stringify({
      admin: { disabled: true },
      logging: { logs: { default: { level: 'PANIC' } } },
      storage: { module: 'file_system', root: join(folder, 'caddy') },
      apps: {
        ...apps,
        http: { ...apps.http, http_port: ports.http, https_port: ports.tls },
        pki: { certificate_authorities: { local: { install_trust: false } } },
      },
    }),
  );
  return ['caddy', 'run', '--config', join(folder, 'caddy.json')];
}
