/** deploy/facteur.service: its sandbox, and the system calls that facteur needs. */

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { folder, startCommand } from '../support/cli/program.ts';

const file = join(import.meta.dirname, '../../deploy/facteur.service');
const unit = readFileSync(file, 'utf8');

const has = (program: string, debianPackage: string): boolean => {
  const there = spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
  if (!there)
    console.warn(`${program} is missing (Debian: ${debianPackage}), so the unit is not judged by it.`);
  return there;
};
const hasSystemd = has('systemd-analyze', 'systemd');
const hasStrace = has('strace', 'strace');

const analyze = (...args: string[]): string =>
  execFileSync('systemd-analyze', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** All values of a setting, in order. */
const valuesOf = (name: string): readonly string[] =>
  [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value);

describe('the unit after a crash', () => {
  // systemd stops restarting after five starts in ten seconds, unless the interval is zero.
  test('is started again, however often it has ended', () => {
    const [head = ''] = unit.split('[Service]');
    expect(head).toMatch(/^StartLimitIntervalSec=0$/m);
    expect(valuesOf('Restart')).toEqual(['on-failure']);
    expect(valuesOf('RestartSec')).toEqual(['1']);
  });
});

describe.skipIf(!hasSystemd)('the unit', () => {
  test('is one that systemd understands, every line of it', () => {
    // Those in comments too; and the program need not be installed here.
    const path = join(folder(), 'facteur.service');
    const whole = unit.replaceAll(/^#(?=\w+=)/gm, '').replaceAll('/usr/local/bin/facteur', '/bin/true');
    writeFileSync(path, whole);
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' });
  });

  test('leaves little open: exposure 1.1 of 10, where 9.6 is a service without any of it', () => {
    const [, exposure] =
      /Overall exposure level for facteur\.service: (\d+\.\d)/.exec(
        analyze('security', '--offline=true', '--no-pager', file),
      ) ?? [];
    console.info(`The unit: exposure ${exposure}`);
    expect(Number(exposure)).toBeLessThanOrEqual(1.1);
  });

  test.skipIf(!hasStrace)(
    'allows every system call that facteur makes, but for those that it can do without',
    async () => {
      const trace = join(folder(), 'trace');
      const command = [
        process.execPath,
        'src/cli/facteur.ts',
        'start',
        '--config',
        'examples/one-domain.yaml',
      ];
      const traced = ['strace', '-D', '-f', '-qq', '-o', trace, ...command];
      const { greeted, child, exitCode, said } = startCommand(traced, { FACTEUR_INTERNAL: '127.0.0.1:0' });
      const { url, inside } = await greeted();
      for (const path of ['/mail/config-v1.1.xml', '/', '/healthz']) await fetch(url + path);
      for (const path of ['/metrics', '/readyz']) await fetch(inside + path);
      child.kill('SIGTERM');
      await exitCode;
      expect(said.err).toBe('');
      const made = readFileSync(trace, 'utf8').matchAll(/^\d+ +(?:<\.\.\. )?(\w+)[( ]/gm);
      const allowed = allowedCalls(valuesOf('SystemCallFilter'));
      const refused = [...new Set([...made].map(([, call = '']) => call))].filter(
        (call) => !allowed.has(call),
      );
      expect(allowed.size).toBeGreaterThan(100);
      // EPERM is an answer that Node and V8 live with: memory protection keys are an extra, the rest a raised limit.
      expect(valuesOf('SystemCallErrorNumber')).toEqual(['EPERM']);
      expect(refused.filter((call) => !/^pkey_|^setrlimit$|^sched_set/.test(call))).toEqual([]);
    },
    60_000,
  );
});

/** `@group` and `~@group` as systemd itself spells them out. */
function allowedCalls(filters: readonly string[]): Set<string> {
  const allowed = new Set<string>();
  for (const filter of filters) {
    const names = filter.replace(/^~/, '').split(/\s+/).flatMap(callsIn);
    for (const name of names) {
      if (filter.startsWith('~')) allowed.delete(name);
      else allowed.add(name);
    }
  }
  // Always allowed to a list of what is allowed, see systemd.exec(5).
  for (const name of callsIn('@default')) allowed.add(name);
  return allowed;
}

function callsIn(name: string): readonly string[] {
  if (!name.startsWith('@')) return [name];
  const words = analyze('syscall-filter', name)
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
  return words.filter((word) => /^@?\w+/.test(word)).flatMap(callsIn);
}
