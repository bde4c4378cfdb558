/**
 * One network requests the most expensive answers, faster than its limit allows, while others send ordinary requests.
 * It gets what its token bucket covers: at most a quarter of a core, and the others' median stays under
 * twice its usual value.
 */

import { chmodSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { rsa } from '../../test/support/crypto/signing-fixture.ts';
import type { WireRequest } from '../dearest/client.ts';
import { ordinary, seedsOf } from '../dearest/requests.ts';
import { median } from '../million.ts';
import { pin } from '../pin.ts';
import { type Facteur, start, withFolder } from './facteur.ts';
import type { Outcome } from './faults.ts';

/** Loopback is a trusted proxy by default, so each request says which network it comes from. */
const configuration = `
domains: { 'example.org': example.net }
soap: true
providers:
  example.net:
    name: Example Mail
    shortName: Example
    incoming: [imaps://imap.example.net, pop3s://pop.example.net]
    outgoing: [smtps://smtp.example.net]
    ews: https://ews.example.net/EWS/Exchange.asmx
signing: { key: key.pem, certificate: certificate.pem }
`;
const files = { 'facteur.yaml': configuration, 'key.pem': rsa.key, 'certificate.pem': rsa.certificate };

const rounds = 4;
const seconds = 4;
const neighboursPerSecond = 100;
/** Above its limit of 50, so that the limit is what holds it back. */
const dearPerSecond = 80;
const coreAllowed = 0.25;
const slowdownAllowed = 2;

const dearest = ['SOAP, 100 users', 'profile, 10 mailboxes', 'setup'];

export const neighbours = (progress: (done: number, of: number) => void): Promise<Outcome> =>
  withFolder(files, async (folder) => {
    chmodSync(join(folder, 'key.pem'), 0o600);
    const facteur = await start({ FACTEUR_CONFIG: join(folder, 'facteur.yaml') });
    pin(0);
    pin(1, facteur.child.pid);
    const agent = new Agent({ keepAlive: true, maxSockets: 64 });
    const outcomes: Outcome[] = [];
    try {
      await ask(facteur, agent, ordinary.request, '198.51.100.1', 2000);
      for (const [at, name] of dearest.entries()) {
        progress(at, dearest.length);
        outcomes.push(await besides(facteur, agent, name));
      }
    } finally {
      agent.destroy();
      await facteur.stop();
    }
    return {
      good: outcomes.every(({ good }) => good),
      figures: outcomes.map(({ figures }) => figures).join('; '),
      trouble: outcomes.flatMap(({ trouble }) => trouble),
    };
  });

/** Turns of quiet and of one network that asks for this, and what the others notice of it. */
async function besides(facteur: Facteur, agent: Agent, name: string): Promise<Outcome> {
  const dear = seedsOf({ token: '', forged: '' }).find((seed) => seed.name === name)?.request;
  if (!dear) throw new Error(`there is no request ${name}`);
  const quiet: number[] = [];
  const besidesIt: number[] = [];
  const statuses = new Map<number, number>();
  let cpuQuiet = 0;
  let cpuBesides = 0;
  for (let round = 0; round < rounds; round++) {
    const [beganQuiet, , endedQuiet] = [
      await cpuSeconds(facteur),
      await paced(neighboursPerSecond, (at) => timed(facteur, agent, at, quiet)),
      await cpuSeconds(facteur),
    ];
    cpuQuiet += endedQuiet - beganQuiet;
    const asking = async (): Promise<void> => {
      const status = await ask(facteur, agent, dear, '192.0.2.7');
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    };
    const began = await cpuSeconds(facteur);
    await Promise.all([
      paced(neighboursPerSecond, (at) => timed(facteur, agent, at, besidesIt)),
      paced(dearPerSecond, asking),
    ]);
    cpuBesides += (await cpuSeconds(facteur)) - began;
  }
  const core = (cpuBesides - cpuQuiet) / (rounds * seconds);
  const slowdown = median(besidesIt) / median(quiet);
  const [answered, refused] = [statuses.get(200) ?? 0, statuses.get(429) ?? 0];
  const others = [...statuses.keys()].filter((status) => status !== 200 && status !== 429);
  return {
    good:
      answered > 0 && refused > 0 && others.length === 0 && core < coreAllowed && slowdown < slowdownAllowed,
    figures: `${name}: ${answered} answered, ${refused} refused, ${(100 * core).toFixed(1)} % of a core, others' median ${median(quiet).toFixed(2)} ms before and ${median(besidesIt).toFixed(2)} ms beside it`,
    trouble: others.map((status) => `${name}: answered ${status}`),
  };
}

/** Every neighbour has a network of its own, so that none of them meets its limit. */
async function timed(facteur: Facteur, agent: Agent, at: number, took: number[]): Promise<void> {
  const began = performance.now();
  const status = await ask(facteur, agent, ordinary.request, `198.51.100.${at % 250}`);
  if (status !== 200) throw new Error(`a neighbour was answered ${status}`);
  took.push(performance.now() - began);
}

/** So many a second, whether they are answered or not. */
async function paced(perSecond: number, work: (at: number) => Promise<void>): Promise<void> {
  const under: Promise<void>[] = [];
  const began = performance.now();
  for (let at = 0; at < perSecond * seconds; at++) {
    under.push(work(at));
    const next = began + ((at + 1) * 1000) / perSecond;
    await sleep(Math.max(0, next - performance.now()));
  }
  await Promise.all(under);
}

/** @returns the last status */
async function ask(
  { url }: Facteur,
  agent: Agent,
  asked: WireRequest,
  network: string,
  times = 1,
): Promise<number> {
  const { method, path, search, host, body } = asked;
  let status = 0;
  for (let time = 0; time < times; time++) {
    const from = times === 1 ? network : `203.0.113.${time % 250}`;
    status = await new Promise<number>((resolve, reject) => {
      const asking = request(
        url + path + (search && `?${search}`),
        { agent, method, headers: { host, 'x-forwarded-for': from } },
        (reply) => reply.resume().on('end', () => resolve(reply.statusCode ?? 0)),
      );
      asking.on('error', reject).end(body);
    });
  }
  return status;
}

async function cpuSeconds({ inside }: Facteur): Promise<number> {
  const text = await (await fetch(`${inside}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1]);
}
