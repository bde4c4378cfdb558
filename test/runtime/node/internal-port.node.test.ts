/** The internal port: what it tells, that the public port tells nothing of it, and what it says at the end. */

import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { folder, type Program, startProgram, until } from '../../support/cli/program.ts';
import { readExposition } from '../../support/parse-exposition.ts';

const document = `
url: https://facteur.example.net
internal: 127.0.0.1:0
domains: { example.org: ovh.net, '*': ovh.net }
`;

const started = (text = document, environment: Record<string, string> = {}): Program =>
  startProgram(environment, '--config', join(folder({ 'facteur.yaml': text }), 'facteur.yaml'));

const statusOf = async (url: string, init?: RequestInit): Promise<number> => (await fetch(url, init)).status;

describe('the internal port', () => {
  test('is there when the configuration or FACTEUR_INTERNAL says so, and only then', async () => {
    expect((await started().greeted()).inside).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const without = document.replace(/^internal.*$/m, '');
    expect((await started(without).greeted()).inside).toBe('');
    const byVariable = started(without, { FACTEUR_INTERNAL: 'localhost:0' });
    expect((await byVariable.greeted()).inside).toMatch(/^http:\/\/localhost:\d+$/);
  });

  test.each(['9090', 'localhost', 'localhost:x', ':9090', 'http://localhost:9090', 'localhost:65536'])(
    'is not at %s, and the server does not start',
    async (FACTEUR_INTERNAL) => {
      const { exitCode, said } = started(document, { FACTEUR_INTERNAL });
      expect(await exitCode).toBe(2);
      expect(said.err).toMatch(
        /^FACTEUR_INTERNAL is .* should be a host and a port, such as 127\.0\.0\.1:9090\.\n$/,
      );
    },
  );

  test('that is taken keeps the server from starting', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void taken.close());
    const bound = taken.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    const { exitCode, said } = started(document, { FACTEUR_INTERNAL: `127.0.0.1:${port}` });
    expect(await exitCode).toBe(2);
    expect(said.err).toMatch(
      new RegExp(`^facteur cannot listen on 127\\.0\\.0\\.1 port ${port}: .*EADDRINUSE`),
    );
  });

  test('tells for which names a certificate may be had', async () => {
    const { inside } = await started().greeted();
    const asked = (query: string) => statusOf(`${inside}/ask${query}`);
    expect(
      await Promise.all(
        [
          ['?domain=autoconfig.example.org', '?domain=facteur.example.net'],
          ['?domain=autoconfig.stranger.example', '?domain=', '', '?name=autoconfig.example.org'],
          [
            '?domain=autoconfig.example.org&domain=autoconfig.stranger.example',
            '?domain=%ff',
            '?domain=a%00b',
          ],
        ]
          .flat()
          .map(asked),
      ),
    ).toEqual([200, 200, 404, 404, 404, 404, 404, 404, 404]);
  });

  test('tells figures that Prometheus can read', async () => {
    const before = Math.floor(Date.now() / 1000);
    const { url, inside } = await started().greeted();
    await statusOf(`${url}/mail/config-v1.1.xml?emailaddress=marker@example.org`, {
      headers: { 'user-agent': 'Evolution/3.58.1' },
    });
    const answer = await fetch(`${inside}/metrics`);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await answer.text();
    expect(text).not.toMatch(/marker|example/);
    const { series } = readExposition(text);
    expect(series).toContainEqual({
      name: 'facteur_requests_total',
      labels: { dialect: 'autoconfig', client: 'evolution', outcome: 'answered' },
      value: 1,
    });
    const value = (name: string) => series.find((one) => one.name === name)?.value ?? Number.NaN;
    expect(value('facteur_ready')).toBe(1);
    expect(value('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    expect(value('process_start_time_seconds')).toBeGreaterThanOrEqual(before);
    expect(value('facteur_connections')).toBeGreaterThan(0);
  });

  test('says that the program lives, and that it is ready', async () => {
    const { inside } = await started().greeted();
    expect([await statusOf(`${inside}/livez`), await statusOf(`${inside}/readyz`)]).toEqual([200, 200]);
  });

  test('answers nothing else, and nothing that would change anything', async () => {
    const { inside } = await started().greeted();
    const paths = ['/', '/mail/config-v1.1.xml', '/ask/', '/metrics/x', '//metrics'];
    expect(await Promise.all(paths.map((path) => statusOf(inside + path)))).toEqual(paths.map(() => 404));
    expect(await statusOf(`${inside}/metrics`, { method: 'POST' })).toBe(405);
    expect(await statusOf(`${inside}/metrics`, { method: 'HEAD' })).toBe(200);
  });

  test.each(['/ask?domain=autoconfig.example.org', '/metrics', '/livez', '/readyz'])(
    'is not to be reached by the public one: %s',
    async (path) => {
      const { url } = await started().greeted();
      const answer = await fetch(url + path);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toBe('Nothing is answered at this path.\n');
    },
  );
});

describe('a store that is down', () => {
  const withStore = `${document}directories: [{ http: { url: 'http://127.0.0.1:1/%EMAILDOMAIN%' } }]\n`;

  test('is told: not ready, no certificate just now, and alive', async () => {
    const { inside } = await started(withStore).greeted();
    expect(await statusOf(`${inside}/readyz`)).toBe(503);
    expect(await statusOf(`${inside}/ask?domain=autoconfig.customer.example`)).toBe(503);
    expect(await statusOf(`${inside}/ask?domain=autoconfig.example.org`)).toBe(200);
    expect(await statusOf(`${inside}/livez`)).toBe(200);
    const { series } = readExposition(await (await fetch(`${inside}/metrics`)).text());
    const failures = series.find(({ name }) => name === 'facteur_store_failures_total');
    expect(failures?.labels).toEqual({ store: 'http' });
    expect(failures?.value).toBeGreaterThan(0);
  });

  test('is logged by the kind of its error, in JSON, and not by what was asked', async () => {
    const { greeted, said } = started(withStore);
    const { url } = await greeted();
    expect(await statusOf(`${url}/mail/config-v1.1.xml?emailaddress=jo@customer.example`)).toBe(503);
    const line = await until(() => /^\{.*\}$/m.exec(said.err)?.[0]);
    expect(JSON.parse(line)).toMatchObject({ level: 'error', msg: 'a store does not answer' });
    expect(said.err).not.toMatch(/customer|127\.0\.0\.1/);
  });
});

describe('a reload', () => {
  test('is counted, and one that is refused as well', async () => {
    const path = join(folder({ 'facteur.yaml': document }), 'facteur.yaml');
    const { inside } = await startProgram({}, '--config', path).greeted();
    const reloads = async (outcome: string) => {
      const { series } = readExposition(await (await fetch(`${inside}/metrics`)).text());
      return series.find(
        ({ name, labels }) => name.endsWith('reloads_total') && labels['outcome'] === outcome,
      )?.value;
    };
    writeFileSync(path, `${document}nonsense: yes\n`);
    await until(async () => (await reloads('refused')) === 1);
    writeFileSync(path, document);
    await until(async () => (await reloads('taken')) === 1);
    expect(await statusOf(`${inside}/ask?domain=autoconfig.example.org`)).toBe(200);
  });
});

describe('the end', () => {
  test('is told to whoever sends requests, while they are still answered', async () => {
    const { child, greeted, exitCode } = started(`${document}limits: { drainSeconds: 2 }\n`);
    const { url, inside } = await greeted();
    child.kill('SIGTERM');
    const notReady = await until(async () => {
      const answer = await fetch(`${inside}/readyz`);
      return answer.status === 503 && answer.text();
    });
    expect(notReady).toBe('shutting-down\n');
    expect(await statusOf(`${inside}/livez`)).toBe(200);
    expect(await statusOf(`${url}/mail/config-v1.1.xml?emailaddress=jo@example.org`)).toBe(200);
    expect(await exitCode).toBe(0);
  });

  test('does not wait for whoever looks at the internal port', async () => {
    const { child, greeted, exitCode } = started();
    const { inside } = await greeted();
    await statusOf(`${inside}/livez`);
    child.kill('SIGTERM');
    expect(await exitCode).toBe(0);
  });
});
