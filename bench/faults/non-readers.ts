/**
 * Clients from three networks that request pages and do not read the answers, for five minutes. They may cost the
 * server at most 50 MB, and must not affect a client from a fourth network.
 */

import { execFileSync } from 'node:child_process';
import { Agent, get as getSecurely } from 'node:https';
import { connect as connectPlainly, type Socket } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, TLSSocket } from 'node:tls';
import { type Facteur, start, withFolder } from './facteur.ts';
import type { Outcome } from './faults.ts';
import { acknowledgeSettings, frame, get, opening } from './frames.ts';

const clients = Number(process.env['NON_READERS'] ?? 500);
const seconds = Number(process.env['NON_READERS_SECONDS'] ?? 300);
const megabytesAllowed = 50;
/** 1.5 seconds for requests in progress, and some time for a busy machine. */
const stopSecondsAllowed = 2.5;
/** On Linux, every address of 127.0.0.0/8 is this machine; with `proxies: []` each counts as a network. */
const networks = ['127.0.0.2', '127.0.0.3', '127.0.0.4'];
const readerNetwork = '127.0.0.5';
const networkOf = (client: number): string => networks[client % networks.length] ?? readerNetwork;
const host = 'localhost';

const configuration = `
domains: { '*': ovh.net }
proxies: []
tls: [{ key: own.key, certificate: own.crt }]
`;

/** After so long without being hung up on, a client counts as one that holds its connection for ever. */
const holdsForEver = 120_000;

interface Ports {
  readonly plain: number;
  readonly secure: number;
}

interface Count {
  connections: number;
  longestMilliseconds: number;
}

type Attack = (ports: Ports, localAddress: string) => Socket;

const pipelined = Buffer.from(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`.repeat(2000));

const secureSocket = (port: number, localAddress: string, protocol: string): Socket =>
  connect({
    socket: connectPlainly({ port, host: '127.0.0.1', localAddress }).on('error', () => {}),
    rejectUnauthorized: false,
    ALPNProtocols: [protocol],
  });

/** How often a client looks whether it still has its connection. */
const pokeMilliseconds = 2000;

/** How many pages a client of HTTP/2 asks for at a time. */
const streams = 200;
/** As many as a server allows by RFC 9113's advice, or fewer: then no stream is refused. */
const fewStreams = 16;

function sendPages(socket: Socket, window: number, count: number): void {
  socket.write(opening(window));
  socket.write(Buffer.concat(Array.from({ length: count }, (_, at) => get(host, 2 * at + 1))));
}

const attacks: Readonly<Record<string, Attack>> = {
  'HTTP/2 with a window of 0'({ secure }, localAddress) {
    const socket = secureSocket(secure, localAddress, 'h2');
    socket.once('secureConnect', () => {
      sendPages(socket, 0, fewStreams);
      socket.write(acknowledgeSettings);
    });
    return socket.resume();
  },
  'HTTP/2 from a socket that is not read'({ secure }, localAddress) {
    const socket = secureSocket(secure, localAddress, 'h2');
    socket.once('secureConnect', () => sendPages(socket, 2 ** 31 - 1, streams));
    return socket.pause();
  },
  'HTTP/1 over TLS, pipelined'({ secure }, localAddress) {
    const socket = secureSocket(secure, localAddress, 'http/1.1');
    socket.once('secureConnect', () => socket.write(pipelined));
    return socket.pause();
  },
  'HTTP/1, pipelined'({ plain }, localAddress) {
    const socket = connectPlainly({ port: plain, host: '127.0.0.1', localAddress });
    socket.write(pipelined);
    return socket.pause();
  },
};

export const nonReaders = (progress: (done: number, of: number) => void): Promise<Outcome> =>
  withFolder({ 'facteur.yaml': configuration }, async (folder) => {
    makeCertificate(folder);
    const facteur = await start({ FACTEUR_CONFIG: join(folder, 'facteur.yaml'), TLS_PORT: '0' });
    try {
      return await besiege(facteur, progress);
    } finally {
      await facteur.stop('SIGKILL');
    }
  });

async function besiege(facteur: Facteur, progress: (done: number, of: number) => void): Promise<Outcome> {
  const ports = {
    plain: Number(new URL(facteur.url).port),
    secure: Number(/https:\/\/\S+?:(\d+)/.exec(facteur.said())?.[1]),
  };
  const reader = readPages(ports.secure);
  // What is added is compared to a server that has served as many clients that read.
  await Promise.all(
    Array.from({ length: clients }, (_, client) => statusOfPage(ports.secure, undefined, networkOf(client))),
  );
  await sleep(5000);
  const before = facteur.residentMegabytes();
  const ending = new AbortController();
  const count: Count = { connections: 0, longestMilliseconds: 0 };
  const kinds = Object.values(attacks);
  for (let client = 0; client < clients; client++) {
    const attack = kinds[client % kinds.length];
    if (attack) keepAttacking(() => attack(ports, networkOf(client)), count, ending.signal);
  }
  let most = before;
  const lives = (): boolean => facteur.child.exitCode === null && facteur.child.signalCode === null;
  for (let second = 0; second < seconds && lives(); second++) {
    most = Math.max(most, facteur.residentMegabytes());
    await sleep(1000);
    progress(second, seconds);
  }
  ending.abort();
  const { right, wrong, slowestMilliseconds, first } = await reader.stop();
  const began = performance.now();
  const exitCode = await facteur.stop();
  const stopSeconds = (performance.now() - began) / 1000;
  const added = most - before;
  return {
    good:
      added <= megabytesAllowed &&
      wrong === 0 &&
      right > 0 &&
      exitCode === 0 &&
      count.longestMilliseconds < holdsForEver &&
      stopSeconds < stopSecondsAllowed,
    figures: `${clients} clients from ${networks.length} networks for ${seconds} s: ${before.toFixed(0)} MB before, ${added.toFixed(0)} MB more at most; ${count.connections.toLocaleString('en')} connections, the longest of ${(count.longestMilliseconds / 1000).toFixed(0)} s; a reader meanwhile: ${right} right, ${wrong} wrong or lost, the slowest after ${slowestMilliseconds.toFixed(0)} ms; SIGTERM takes ${stopSeconds.toFixed(1)} s`,
    trouble: [first ?? [], exitCode === 0 ? [] : facteur.said().slice(-2000)].flat(),
  };
}

/** Connects again whenever the server hangs up. */
function keepAttacking(attack: () => Socket, count: Count, ending: AbortSignal): void {
  if (ending.aborted) return;
  const began = performance.now();
  const socket = attack();
  count.connections++;
  const measure = (): void => {
    count.longestMilliseconds = Math.max(count.longestMilliseconds, performance.now() - began);
  };
  // At the end of the attack, the connections stay open: SIGTERM has to end them too.
  ending.addEventListener('abort', measure, { once: true });
  socket.on('error', () => {});
  // A client that does not read notices a closed connection only when it writes.
  const poking = setInterval(() => socket.write(pokeFor(socket)), pokeMilliseconds).unref();
  socket.once('close', () => {
    clearInterval(poking);
    measure();
    ending.removeEventListener('abort', measure);
    setTimeout(() => keepAttacking(attack, count, ending), 200).unref();
  });
}

const ping = frame('ping', 0, 0, Buffer.alloc(8));
const pipelinedRequest = Buffer.from(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
const pokeFor = (socket: Socket): Buffer =>
  socket instanceof TLSSocket && socket.alpnProtocol === 'h2' ? ping : pipelinedRequest;

interface Tally {
  right: number;
  wrong: number;
  slowestMilliseconds: number;
  /** What came in place of the first answer that was not right. */
  first: string | undefined;
}

interface Reader {
  readonly tally: Tally;
  readonly stop: () => Promise<Tally>;
}

/** Asks ten times a second, every other time by a connection of its own. */
function readPages(port: number): Reader {
  const keeping = new Agent({ keepAlive: true });
  const result: Tally = { right: 0, wrong: 0, slowestMilliseconds: 0, first: undefined };
  let stopping = false;
  const reading = (async () => {
    for (let turn = 0; !stopping; turn++) {
      const began = performance.now();
      const status = await statusOfPage(port, turn % 2 === 0 ? keeping : undefined);
      if (status === '200') result.right++;
      else {
        result.wrong++;
        result.first ??= status;
      }
      result.slowestMilliseconds = Math.max(result.slowestMilliseconds, performance.now() - began);
      await sleep(100);
    }
    keeping.destroy();
  })();
  return {
    tally: result,
    async stop() {
      stopping = true;
      await reading;
      return result;
    },
  };
}

function statusOfPage(port: number, agent: Agent | undefined, localAddress = readerNetwork): Promise<string> {
  return new Promise((resolve) => {
    const asking = getSecurely({
      ...{ port, host: '127.0.0.1', localAddress, rejectUnauthorized: false },
      path: '/mail/config-v1.1.xml?emailaddress=jo@example.org',
      agent: agent ?? new Agent(),
      timeout: 10_000,
    });
    asking.on('response', (response) => {
      response.resume().on('end', () => resolve(String(response.statusCode)));
    });
    asking.on('timeout', () => asking.destroy(new Error('no answer within 10 s')));
    asking.on('error', (error) => resolve(error.message));
  });
}

function makeCertificate(folder: string): void {
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', `/CN=${host}`];
  const files = ['-keyout', join(folder, 'own.key'), '-out', join(folder, 'own.crt')];
  execFileSync('openssl', ['req', '-x509', ...curve, ...files], { stdio: 'ignore' });
}
