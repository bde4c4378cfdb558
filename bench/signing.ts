/**
 * `node bench/signing.ts`: signed profiles per second and core, for each kind of key, in this process and without HTTP.
 * WebCrypto uses threads of its own, so the rate is computed from the CPU time of the whole process, which is
 * independent of other load.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { type Config, readConfig } from '../src/index.ts';
import { ok } from '../src/model/result.ts';
import { createPipeline } from '../src/pipeline.ts';
import { type Signer, signerOf } from '../src/signing/signer.ts';
import { authorityIn, keyKinds } from '../test/support/crypto/signing-authority.ts';

/** The minimum of profiles per second. */
const goals: Partial<Record<keyof typeof keyKinds, number>> = {
  'RSA, 2048 bits': 800,
  'ECDSA, P-256': 2000,
};
const rounds = 5;
const roundMilliseconds = 1000;
/** Enough concurrent requests to keep WebCrypto's threads busy. */
const abreast = 8;

const authority = authorityIn(mkdtempSync(join(tmpdir(), 'facteur-bench-')));
try {
  for (const [name, kind] of Object.entries(keyKinds)) await measure(name, kind);
} finally {
  rmSync(authority.folder, { recursive: true });
}

async function measure(name: string, kind: readonly string[]): Promise<void> {
  authority.issue(name, kind);
  const rates: number[] = [];
  const sign = profileBy(await signerFor(name));
  for (let round = 0; round <= rounds; round++) rates.push(await profilesPerCore(sign));
  // The first round warms up the compiler.
  const median = rates.slice(1).toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
  const goal = Object.entries(goals).find(([one]) => one === name)?.[1];
  const verdict = goal === undefined ? '' : `, of ${goal}${median < goal ? ': too few' : ''}`;
  process.stdout.write(
    `${name.padEnd(16)} ${median.toFixed(0).padStart(5)} profiles/s on one core${verdict}\n`,
  );
  if (goal !== undefined && median < goal) process.exitCode = 1;
}

async function signerFor(name: string): Promise<Signer> {
  const certificate = authority.read(`${name}.pem`) + authority.read('between.pem');
  const signer = await signerOf(
    { key: authority.read(`${name}.key`), certificate },
    new Date(Date.now() + 1000),
  );
  if (!signer.ok) throw new Error(signer.refusal.join('; '));
  return signer.value;
}

/** The complete request handling, without the network. */
function profileBy(signer: Signer): () => Promise<void> {
  const { answer } = createPipeline(
    { ...configuration(), signer },
    { now: () => new Date(), clock: () => 0, httpsBeside: false, report: () => {} },
  );
  const request = {
    ...{
      method: 'GET',
      path: '/profile.mobileconfig',
      base: '',
      search: 'emailaddress=jo@example.org',
      host: 'localhost',
    },
    header: () => undefined,
    readBody: () => ok(new Uint8Array()),
    cameOverHttp: () => false,
  };
  return async () => {
    const { status, body } = await answer(request);
    if (status !== 200 || typeof body === 'string') throw new Error('the profile is not signed');
  };
}

function configuration(): Config {
  const config = readConfig({ domains: { 'example.org': 'ovh.net' } });
  if (!config.ok) throw new Error(config.refusal.map(({ message }) => message).join('; '));
  return config.value;
}

async function profilesPerCore(sign: () => Promise<void>): Promise<number> {
  const until = performance.now() + roundMilliseconds;
  const before = process.cpuUsage();
  let count = 0;
  const one = async (): Promise<void> => {
    for (; performance.now() < until; count++) await sign();
  };
  await Promise.all(Array.from({ length: abreast }, one));
  const { user, system } = process.cpuUsage(before);
  return count / ((user + system) / 1e6);
}
