/** facteur as an operator starts it: its own process, with only the given environment variables. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

export interface Program {
  readonly child: ChildProcess;
  readonly said: { out: string; err: string };
  readonly exitCode: Promise<number | null>;
  /** What the greeting names: the URLs with and without TLS, and that of the internal port. */
  readonly greeted: () => Promise<{
    readonly url: string;
    readonly secureUrl: string;
    readonly inside: string;
  }>;
}

/** Runs the sources; it ends with the test that started it. */
export function startProgram(environment: Record<string, string>, ...args: readonly string[]): Program {
  return startCommand([process.execPath, 'src/cli/start.js', ...args], environment);
}

/**
 * Runs facteur as a command of whatever makes one.
 *
 * @param atEnd takes what ends it: by default with the test that started it
 */
export function startCommand(
  [file = '', ...args]: readonly string[],
  environment: Record<string, string>,
  cwd = join(import.meta.dirname, '../../..'),
  atEnd: (end: () => void) => void = onTestFinished,
): Program {
  const child = spawn(file, args, {
    cwd,
    env: { PORT: '0', TLS_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  atEnd(() => void child.kill('SIGKILL'));
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  const exitCode = new Promise<number | null>((resolve) => child.once('close', resolve));
  const greeted = () =>
    until(() => {
      if (child.exitCode !== null) throw new Error(`stopped: ${said.err}`);
      if (!/^facteur answers on (.|\n)*\n {2}\S+\/\n/.test(said.out)) return undefined;
      const [line = ''] = said.out.split('\n');
      return {
        url: /http:\/\/\S+/.exec(line)?.[0] ?? '',
        secureUrl: /https:\/\/\S+/.exec(line)?.[0] ?? '',
        inside: /Inside, (\S+)/.exec(said.out)?.[1] ?? '',
      };
    });
  return { child, said, exitCode, greeted };
}

export async function until<Value>(
  there: () => Value | undefined | false | Promise<Value | undefined | false>,
): Promise<Value> {
  for (let tries = 0; tries < 200; tries++) {
    const value = await there();
    if (value !== undefined && value !== false) return value;
    await sleep(50);
  }
  throw new Error('it has not come about');
}

/** A folder that is gone after the test. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'facteur-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

/** Whether certificates can be made here. */
export const hasOpenssl = ((): boolean => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** Makes a certificate for names, as `NAME.key` and `NAME.crt` of a folder. */
export function makeCertificate(into: string, name: string, names: readonly string[], days = 30): void {
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-keyout', join(into, `${name}.key`), '-out', join(into, `${name}.crt`)],
      ...['-days', String(days), '-subj', `/CN=${name}`],
      ...['-addext', `subjectAltName=${names.map((one) => `DNS:${one}`).join(',')}`],
    ],
    { stdio: 'ignore' },
  );
}
