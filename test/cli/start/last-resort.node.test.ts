/** Uncaught errors: the place is logged, running requests finish, and the process exits for its supervisor. */

import { connect } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { folder, startCommand, until } from '../../support/cli/program.ts';
import { poxRequest } from '../../support/world.ts';

/** Loaded before the server: throws unexpected errors on demand. */
const saboteur = `
import process from 'node:process';
process.on('SIGUSR2', () => { throw new Error('jo@example.org\\n    at jo@example.org (a.ts:1:1)'); });
process.on('SIGWINCH', () => { Promise.reject(new Error('jo@example.org')); });
`;

function start() {
  const path = folder({ 'saboteur.mjs': saboteur, 'facteur.yaml': "domains: { '*': ovh.net }" });
  const args = ['src/cli/start.js', '--config', join(path, 'facteur.yaml')];
  return startCommand([process.execPath, '--import', join(path, 'saboteur.mjs'), ...args], {});
}

describe('an error that nothing has caught', () => {
  test.each(['SIGUSR2', 'SIGWINCH'] as const)(
    'after %s is logged without its message; the request under way is answered, and the exit code is 1',
    async (signal) => {
      const { child, exitCode, said, greeted } = start();
      const { url } = await greeted();
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      onTestFinished(() => void socket.destroy());
      const body = poxRequest('jo@example.org');
      socket.write(
        `POST /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n`,
      );
      socket.write(body.slice(0, 100));
      await until(async () => (await fetch(`${url}/healthz`)).ok);
      child.kill(signal);
      await until(() => said.err.includes('\n'));
      await expect(fetch(`${url}/healthz`)).rejects.toThrow();
      const answered = new Promise((resolve) => socket.once('data', (chunk) => resolve(String(chunk))));
      socket.write(body.slice(100));
      expect(await answered).toMatch(/^HTTP\/1\.1 200 .*<LoginName>jo@example\.org</s);
      expect(await exitCode).toBe(1);
      const [line = '', ...more] = said.err.trimEnd().split('\n');
      expect(more).toEqual([]);
      expect(JSON.parse(line)).toMatchObject({ level: 'error', msg: 'uncaught' });
      expect(JSON.parse(line).bug).toMatch(/^Error at .*saboteur\.mjs/);
      expect(said.err).not.toContain('example.org');
    },
  );
});

test('closed output pipes do not end the server', async () => {
  const { child, greeted, exitCode } = start();
  const { url } = await greeted();
  child.stdout?.destroy();
  child.stderr?.destroy();
  // A reload writes a line, whether the file is taken or not.
  for (let round = 0; round < 3; round++) {
    child.kill('SIGHUP');
    await sleep(200);
  }
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await exitCode).toBe(0);
});
