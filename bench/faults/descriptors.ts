/**
 * More connections than the system allows file descriptors (`ulimit -n`): served connections continue, others wait or
 * are refused, and the process continues.
 */

import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { start, until, withFolder } from './facteur.ts';
import type { Outcome } from './faults.ts';

const limits = [64, 256, 1024];

const configuration = `
domains: { '*': ovh.net }
proxies: []
limits: { perSecond: 0, connectionsPerNetwork: 100000 }
`;

export const fewDescriptors = (progress: (done: number, of: number) => void): Promise<Outcome> =>
  withFolder({ 'facteur.yaml': configuration }, async (folder) => {
    const outcomes: Outcome[] = [];
    for (const [index, limit] of limits.entries()) {
      progress(index, limits.length);
      outcomes.push(await crowd(limit, join(folder, 'facteur.yaml')));
    }
    return {
      good: outcomes.every(({ good }) => good),
      figures: outcomes.map(({ figures }) => figures).join('; '),
      trouble: outcomes.flatMap(({ trouble }) => trouble),
    };
  });

/** A request for autoconfig, and one that only the fallback understands, whose module is loaded when it comes. */
const plain = 'GET /mail/config-v1.1.xml HTTP/1.1\r\nHost: localhost\r\n\r\n';
const odd = 'GET /./healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';

async function crowd(limit: number, file: string): Promise<Outcome> {
  const facteur = await start({ FACTEUR_CONFIG: file }, 'pipe', limit);
  const port = Number(new URL(facteur.url).port);
  const said = facteur.said();
  const served = connect(port, '127.0.0.1');
  served.on('error', () => {});
  const first = await answer(served, plain);
  const others = Array.from({ length: limit + 200 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  // Overload detection has to tick meanwhile, and the internal port to answer.
  await sleep(3000);
  const goesOn = await answer(served, plain);
  const loadsLater = await answer(served, odd);
  const ready = await fetch(`${facteur.inside}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
  const metrics = await fetch(`${facteur.inside}/metrics`).then(
    ({ ok }) => ok,
    () => false,
  );
  for (const other of others) other.destroy();
  const again = await until(async () => (await answer(connect(port, '127.0.0.1'), plain)) || undefined).catch(
    () => false,
  );
  served.destroy();
  const exitCode = await facteur.stop();
  const held = { first, goesOn, loadsLater, ready, metrics, again, exits: exitCode === 0 };
  const failed = Object.entries(held).flatMap(([name, good]) => (good ? [] : [name]));
  const accepted = /open files \(ulimit -n\): (\d+) connections/.exec(said)?.[1] ?? 'all';
  return {
    good: failed.length === 0,
    figures: `${limit} descriptors, ${others.length} connections: ${accepted} accepted at a time${failed.length === 0 ? '' : `, fails: ${failed.join(', ')}`}`,
    trouble: failed.length === 0 ? [] : [facteur.said().slice(-2000)],
  };
}

/** @returns whether 200 comes within five seconds */
function answer(socket: Socket, request: string): Promise<boolean> {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(false), 5000);
    socket.on('error', () => {});
    const settle = (good: boolean): void => {
      clearTimeout(late);
      resolve(good);
    };
    socket.once('data', (chunk: Buffer) => settle(chunk.toString('latin1').startsWith('HTTP/1.1 200 ')));
    socket.once('close', () => settle(false));
    socket.write(request);
  });
}
