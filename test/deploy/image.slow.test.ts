/**
 * The image without an engine: runs the steps of the Dockerfile in clean folders, then starts the result
 * below its own read-only root, as the image's user.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Rehearsed, rehearse } from '../../deploy/docker/rehearse.ts';
import { startCommand } from '../support/cli/program.ts';

/** A root of one's own, and a view of the file system of one's own. */
const can =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['--mount', 'sh', '-c', 'mount --bind /tmp /tmp && command -v chroot ldd']).status ===
    0;
if (!can) console.warn('Only root with leave to mount can rehearse the image, so that is not done.');

describe.skipIf(!can)('the image', () => {
  const folder = mkdtempSync(join(tmpdir(), 'facteur-image-'));
  let image: Rehearsed;

  beforeAll(() => {
    image = rehearse(join(import.meta.dirname, '../..'), folder);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  const start = (...words: string[]) => {
    const command = [...image.entrypoint, ...(words.length > 0 ? words : image.command)];
    return startCommand(image.inImage(command), { ...image.environment, PORT: '0', HOST: '127.0.0.1' });
  };

  test('is under 200 MB, of which 5 are ours', () => {
    console.info(
      `The image: ${Object.entries(image.bytes).map(([part, count]) => `${part} ${count / 1e6} MB`)}`,
    );
    expect(image.bytes.copied).toBeLessThan(5e6);
    // distroless has certificates, time zones and OpenSSL besides: 15 MB.
    expect(image.bytes.image).toBeLessThan(185e6);
  });

  test('answers, and stops when it is told to', async () => {
    const { greeted, child, exitCode, said } = start();
    const { url } = await greeted();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const answer = await fetch(`${url}/mail/config-v1.1.xml?emailaddress=jo@example.org`);
    expect(await answer.text()).toContain('<hostname>ssl0.ovh.net</hostname>');
    child.kill('SIGTERM');
    expect(await exitCode).toBe(0);
    expect(said.err).toBe('');
  });

  test('is healthy when it answers, and not otherwise', async () => {
    const { greeted, child, exitCode } = start();
    const { port } = new URL((await greeted()).url);
    const [unshare = '', ...words] = image.inImage(image.healthcheck);
    const health = (): number | null => spawnSync(unshare, words, { env: { PORT: port } }).status;
    expect(health()).toBe(0);
    child.kill('SIGTERM');
    await exitCode;
    expect(health()).toBe(1);
  });

  test('runs as its user, who can write nowhere and has no shell', () => {
    const code = `
      const { accessSync, constants, existsSync, readdirSync } = require('node:fs');
      const can = (path) => { try { accessSync(path, constants.W_OK); return true } catch { return false } };
      const places = ['/', ...readdirSync('/').filter((name) => name !== 'proc').map((name) => '/' + name)];
      console.log(JSON.stringify({ uid: process.getuid(), gid: process.getgid(), groups: process.getgroups(),
        writable: places.filter(can), shells: ['/bin/sh', '/bin/bash', '/usr/bin/npm'].filter(existsSync) }));`;
    const [unshare = '', ...words] = image.inImage(['/nodejs/bin/node', '-e', code]);
    expect(JSON.parse(execFileSync(unshare, words, { env: {}, encoding: 'utf8' }))).toEqual({
      uid: 65532,
      gid: 65532,
      groups: [65532],
      writable: [],
      shells: [],
    });
  });

  test.each([
    ['postgres', '{ url: "postgres://jo@127.0.0.1:PORT/mail", query: "SELECT $1" }'],
    ['mysql', '{ url: "mysql://jo@127.0.0.1:PORT/mail", query: "SELECT ?" }'],
    ['ldap', '{ url: "ldap://127.0.0.1:PORT", base: dc=x, filter: "(d=%EMAILDOMAIN%)", provider: ovh.net }'],
  ])('has the driver of the %s store inside, which goes and asks', async (store, options) => {
    const visits = { count: 0 };
    const server = createServer((socket) => {
      visits.count++;
      socket.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const bound = server.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    const text = `directories: [{ ${store}: ${options.replace('PORT', String(port))} }]\n`;
    mkdirSync(join(image.root, 'etc/facteur'), { recursive: true });
    writeFileSync(join(image.root, 'etc/facteur/facteur.yaml'), text);
    const { greeted, said } = start('start', '--config', '/etc/facteur/facteur.yaml');
    const { url } = await greeted();
    const answer = await fetch(`${url}/mail/config-v1.1.xml?emailaddress=jo@example.org`);
    expect(answer.status).toBe(503);
    expect(visits.count).toBeGreaterThan(0);
    expect(said.err).toContain(`"store":"${store}","failures":1,"word":"disconnected"`);
  });
});
