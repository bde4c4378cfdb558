/** Knot, a real DNS server, on a free port, with zones written by the test. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/** The directory of server programs is not on the default PATH. */
const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/usr/local/sbin` };

export const knotInstalled = spawnSync('knotd', ['--version'], { env }).status === 0;

export interface KnotServer {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/**
 * @param zones by name; the first one must be there, one without a text has lost its file
 * @param at the port; one that is free when there is none
 * @throws when knot does not start, or does not answer for the first zone
 */
export async function knotServer(
  zones: Readonly<Record<string, string | undefined>>,
  at?: number,
): Promise<KnotServer> {
  const directory = mkdtempSync(join(tmpdir(), 'facteur-knot-'));
  const port = at ?? (await freePort());
  const file = (name: string): string => join(directory, name);
  mkdirSync(file('database'));
  for (const [name, zone] of Object.entries(zones)) {
    if (zone !== undefined) writeFileSync(file(`${name}.zone`), zone);
  }
  writeFileSync(file('knot.conf'), configuration(directory, port, Object.keys(zones)));
  const child = spawn('knotd', ['--config', file('knot.conf')], { env, stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    }
    rmSync(directory, { recursive: true });
  };
  try {
    await answers(child, port, Object.keys(zones)[0] ?? '');
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const configuration = (directory: string, port: number, zones: readonly string[]): string => `server:
    rundir: "${directory}"
    listen: 127.0.0.1@${port}
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: "${join(directory, 'database')}"
zone:
${zones.map((name) => `  - domain: ${name}\n    file: "${join(directory, `${name}.zone`)}"\n`).join('')}`;

async function answers(child: ChildProcess, port: number, zone: string): Promise<void> {
  const resolver = new Resolver({ timeout: 1000, tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);
  for (let tries = 0; tries < 100; tries++) {
    const found = await resolver.resolveSoa(zone).catch(() => undefined);
    if (found) return;
    if (child.exitCode !== null) throw new Error(`knotd stopped with code ${child.exitCode}`);
    await sleep(50);
  }
  throw new Error('knotd does not answer');
}

/** A port that is free for TCP as well as UDP, as far as anybody can tell. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
