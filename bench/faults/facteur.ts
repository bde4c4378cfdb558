/** Runs facteur in a process of its own, and keeps its output. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { flags } from '../flags.ts';

export interface Facteur {
  readonly child: ChildProcess;
  readonly url: string;
  /** The internal port, with `/readyz`. */
  readonly inside: string;
  /** All its output so far. */
  readonly said: () => string;
  readonly residentMegabytes: () => number;
  /** @returns its exit code */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
}

export const root = join(import.meta.dirname, '../..');

/**
 * @param environment without `PORT` and `FACTEUR_INTERNAL`, free ports are used
 * @param output where it writes, if not to this process
 * @param openFiles its limit of file descriptors
 */
export async function start(
  environment: Readonly<Record<string, string>> = {},
  output: 'pipe' | number = 'pipe',
  openFiles?: number,
): Promise<Facteur> {
  const command = [process.execPath, ...flags, 'src/cli/start.js'];
  const [program = '', ...args] =
    openFiles === undefined ? command : ['sh', '-c', `ulimit -n ${openFiles}; exec "$@"`, 'sh', ...command];
  const child = spawn(program, args, {
    cwd: root,
    env: { PORT: '0', FACTEUR_INTERNAL: '127.0.0.1:0', ...environment },
    stdio: ['ignore', output, 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const url = environment['PORT']
    ? `http://127.0.0.1:${environment['PORT']}`
    : await found(/http:\/\/\S+?:\d+(?= )/);
  const inside = environment['PORT'] ? '' : await found(/(?<=Inside, )\S+/);
  if (environment['PORT'])
    await until(async () => (await fetch(`${url}/healthz`).catch(() => undefined))?.ok);
  return {
    child,
    url,
    inside,
    said: () => said,
    residentMegabytes: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1000,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = once(child, 'close');
      child.kill(signal);
      await ended;
      return child.exitCode;
    },
  };

  function found(pattern: RegExp): Promise<string> {
    return until(() => {
      if (child.exitCode !== null) throw new Error(`facteur has stopped: ${said}`);
      return pattern.exec(said)?.[0];
    });
  }
}

/** @throws after ten seconds */
export async function until<Value>(
  there: () => Value | undefined | Promise<Value | undefined>,
): Promise<Value> {
  for (let tries = 0; tries < 500; tries++) {
    const value = await there();
    if (value !== undefined && value !== false) return value;
    await sleep(20);
  }
  throw new Error('it has not come about');
}

/** Runs something with a folder of files, which is removed afterwards. */
export async function withFolder<Value>(
  files: Readonly<Record<string, string>>,
  work: (folder: string) => Promise<Value>,
): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'facteur-faults-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
