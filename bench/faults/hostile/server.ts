/** Runs facteur with fixed ports, so that it can be started again when it has ended. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { flags } from '../../flags.ts';
import { root, until } from '../facteur.ts';
import { ownHost } from './generators/targets.ts';
import { documentOf, type Way } from './ways.ts';

export interface Ports {
  readonly http: number;
  readonly tls: number;
}

export interface Server {
  readonly alive: () => boolean;
  /** Where `/metrics` is, if anywhere. */
  readonly inside: string | undefined;
  /** What it has said since it greeted. */
  readonly said: () => string;
  readonly ended: Promise<number | NodeJS.Signals | null>;
  readonly stop: () => Promise<void>;
}

/** Certificates and keys for all ways, made once. */
export interface Materials {
  readonly folder: string;
  readonly key: string;
  readonly certificate: string;
  readonly environment: (way: Way) => Readonly<Record<string, string>>;
}

/** @returns nothing where there is no openssl to make certificates with */
export function materialsIn(folder: string): Materials | undefined {
  const make = (name: string, ...more: readonly string[]): void => {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30'],
        ...['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.crt`)],
        ...['-subj', `/CN=${ownHost}`, '-addext', `subjectAltName=DNS:${ownHost}`, ...more],
      ],
      { stdio: 'ignore' },
    );
  };
  try {
    make('facteur');
    make('signing');
  } catch {
    return undefined;
  }
  const pem = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const signing = {
    FACTEUR_SIGNING_KEY: pem('signing.key'),
    FACTEUR_SIGNING_CERT: pem('signing.crt'),
    FACTEUR_LINKS_KEY: Buffer.alloc(32, 7).toString('base64'),
  };
  const key = join(folder, 'facteur.key');
  const certificate = join(folder, 'facteur.crt');
  return {
    folder,
    key,
    certificate,
    environment: (way) => ({
      ...(way.signed ? signing : {}),
      ...(way.transport === 'http1' || way.via
        ? {}
        : { FACTEUR_TLS_KEY: key, FACTEUR_TLS_CERT: certificate }),
    }),
  };
}

export async function startServer(
  way: Way,
  { folder, environment }: Materials,
  ports: Ports,
): Promise<Server> {
  const file = join(folder, `${way.name}.json`);
  writeFileSync(file, JSON.stringify(documentOf(way)));
  const child = spawn(process.execPath, [...flags, 'src/cli/start.js', '--config', file], {
    cwd: root,
    env: {
      PORT: String(ports.http),
      TLS_PORT: String(ports.tls),
      FACTEUR_INTERNAL: '127.0.0.1:0',
      ...environment(way),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  killWithUs(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const ended = once(child, 'close').then(() => child.exitCode ?? child.signalCode);
  const greeting = /^[\s\S]*Inside, (\S+) answers [^\n]*\n/;
  const inside = await until(() => {
    if (child.exitCode !== null) throw new Error(`facteur has stopped: ${said}`);
    return greeting.exec(said)?.[1];
  });
  const alive = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    alive,
    inside,
    ended,
    said: () => said.replace(greeting, ''),
    async stop() {
      if (alive()) child.kill('SIGTERM');
      await ended;
    },
  };
}

/** No child process outlives this one. */
export function killWithUs(child: ChildProcess): void {
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('close', () => process.off('exit', kill));
}

export function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const bound = server.address();
      server.close(() => resolve(typeof bound === 'object' && bound !== null ? bound.port : 0));
    });
  });
}
