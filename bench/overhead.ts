/**
 * `npm run bench:overhead`: the cost of metrics, logs and limits per request on Node, in nanoseconds. Metrics may take
 * 300; an answer takes some 10,000.
 */

import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import process from 'node:process';
import { ok } from '../src/model/result.ts';
import { headerOf } from '../src/runtime/node/http-types.ts';
import { admissionControl } from '../src/runtime/node/limits/admission.ts';
import { observability } from '../src/runtime/node/observability.ts';
import { trustedProxies } from '../src/runtime/node/trusted-proxies.ts';

const limitNanoseconds = 300;
const rounds = 9;
const times = 1_000_000;

/** A request as Node passes it; each one has its headers as new strings. */
const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: '192.0.2.7' });
const incoming = new IncomingMessage(socket);
const userAgents = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:156.0) Gecko/20100101 Thunderbird/156.0',
  'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17726; Pro)',
  'okhttp/5.1.0',
].map((text) => Buffer.from(text));
const bring = (at: number): void => {
  incoming.headers = { 'user-agent': `${userAgents[at % 3]?.toString('latin1')}` };
};

const asked = {
  base: '',
  ...{ method: 'GET', path: '/', search: '', host: 'localhost' },
  header: (name: string) => headerOf(incoming, name),
  readBody: () => ok(new Uint8Array()),
  cameOverHttp: () => false,
};

const observer = observability({
  counts: true,
  logsAnswers: false,
  openLog: () => Promise.reject(new Error('nothing is to be logged')),
});
const dialects = ['autoconfig', 'autodiscover', 'setup'];
const count = (at: number): void => {
  const began = performance.now();
  const event = { dialect: dialects[at % 3] ?? 'none', method: 'GET', status: 200 };
  observer.report({ ...event, milliseconds: performance.now() - began }, asked);
};

const limits = { perSecond: 1e9, burst: 1e9 };
const gate = admissionControl(
  limits,
  trustedProxies([]),
  () => false,
  () => performance.now(),
);
const pass = (): void => {
  if (gate.admit(incoming) !== undefined) throw new Error('nobody should be turned away');
};

function medianNanoseconds(work: (at: number) => void): number {
  const taken = Array.from({ length: rounds }, () => {
    const began = performance.now();
    for (let at = 0; at < times; at++) work(at);
    return ((performance.now() - began) * 1e6) / times;
  });
  return taken.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.POSITIVE_INFINITY;
}

const bringing = medianNanoseconds(bring);
const counting =
  medianNanoseconds((at) => {
    bring(at);
    count(at);
  }) - bringing;
const passing = medianNanoseconds(pass);
process.stdout.write(
  `Counting takes ${counting.toFixed(0)} ns a request, of ${limitNanoseconds}; the gate takes ${passing.toFixed(0)} ns.\n`,
);
if (counting > limitNanoseconds) process.exitCode = 1;
