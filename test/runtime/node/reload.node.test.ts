/** Reloads during requests: a valid configuration takes effect, an invalid one changes nothing. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
let folder: string;
let file: string;
let child: ChildProcess;
let base: string;
let said = '';

const document = (domain: string): string => `domains: { example.org: ovh.net, ${domain}: ovh.net }\n`;

beforeEach(async () => {
  said = '';
  folder = mkdtempSync(join(tmpdir(), 'facteur-'));
  file = join(folder, 'facteur.yaml');
  writeFileSync(file, document('one.example'));
  const args = ['src/cli/start.js', '--config', file];
  child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, HOST: '', PORT: '0' } });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += text));
  base = await until(() => /http:\/\/\S+?:\d+(?= )/.exec(said)?.[0]);
});

afterEach(() => {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

async function until<Value>(there: () => Value | undefined | Promise<Value | undefined>): Promise<Value> {
  for (let tries = 0; tries < 200; tries++) {
    const value = await there();
    if (value !== undefined) return value;
    await sleep(50);
  }
  throw new Error(`it has not come about; all that was said: ${said}`);
}

const statusFor = async (domain: string): Promise<number> =>
  (await fetch(`${base}/mail/config-v1.1.xml?emailaddress=jo@${domain}`)).status;

const served = (domain: string) =>
  until(async () => ((await statusFor(domain)) === 200 ? domain : undefined));

test('a file that is written anew', async () => {
  writeFileSync(file, document('two.example'));
  await served('two.example');
  expect(await statusFor('one.example')).toBe(404);
});

test('a file that another one is moved over, as careful editors do', async () => {
  writeFileSync(`${file}.new`, document('two.example'));
  renameSync(`${file}.new`, file);
  await served('two.example');
});

/** In a folder beside the one in use. */
const folderOf = (domain: string): string => {
  const path = mkdtempSync(join(tmpdir(), 'facteur-'));
  writeFileSync(join(path, 'facteur.yaml'), document(domain));
  return path;
};

test('a folder that another one is moved over, and what is written there afterwards', async () => {
  renameSync(folder, `${folder}.old`);
  renameSync(folderOf('two.example'), folder);
  rmSync(`${folder}.old`, { recursive: true });
  await served('two.example');
  expect(await statusFor('one.example')).toBe(404);
  writeFileSync(file, document('three.example'));
  await served('three.example');
});

test('a folder that is removed, and comes back', async () => {
  rmSync(folder, { recursive: true });
  await until(() => (said.includes('The configuration in use stays.') ? true : undefined));
  expect(await statusFor('one.example')).toBe(200);
  renameSync(folderOf('two.example'), folder);
  await served('two.example');
});

test('SIGHUP', async () => {
  child.kill('SIGHUP');
  await until(() => (/Reloaded .*: facteur answers for /.test(said) ? true : undefined));
  expect(await statusFor('one.example')).toBe(200);
});

test('a wrong file changes nothing, and says what is wrong and that it changes nothing', async () => {
  writeFileSync(file, 'domains: { example.org: nobody.example }\n');
  await until(() => (said.includes('The configuration in use stays.') ? true : undefined));
  expect(said).toContain(`${file}:1:12 domains.example.org: no provider is called "nobody.example"`);
  expect(await statusFor('one.example')).toBe(200);
  writeFileSync(file, document('two.example'));
  await served('two.example');
});

test('no request fails meanwhile', async () => {
  const statuses = new Map<number, number>();
  let over = false;
  const asking = Array.from({ length: 4 }, async () => {
    while (!over) {
      const status = await statusFor('example.org').catch(() => 0);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  });
  for (const round of ['two', 'three', 'four', 'five']) {
    writeFileSync(file, document(`${round}.example`));
    await served(`${round}.example`);
  }
  over = true;
  await Promise.all(asking);
  expect([...statuses.keys()]).toEqual([200]);
  expect(statuses.get(200)).toBeGreaterThan(50);
});
