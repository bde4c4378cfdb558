/** The internal port: its answers, which the public port does not give, and readiness during shutdown. */

import { writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
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
        /^FACTEUR_INTERNAL is .* must be a host and a port, such as 127\.0\.0\.1:9090\.\n$/,
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

  /** At a port without a listener; fetch refuses port 1. */
  const withNobody = async (): Promise<string> => {
    const { url, close } = await service(() => 200);
    close();
    return withStore.replace('http://127.0.0.1:1', url);
  };

  test('is reported: not ready, no certificate for now, and alive', async () => {
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

  test('is named with the word and the sentence of the log', async () => {
    const { inside } = await started(await withNobody()).greeted();
    expect(await (await fetch(`${inside}/readyz`)).text()).toBe(
      'store-unavailable\nhttp: refused: http refuses the connection (ECONNREFUSED)\n',
    );
  });

  test('is logged at the start, in JSON, and not once more for each request', async () => {
    const { greeted, said } = started(await withNobody());
    const { url } = await greeted();
    const line = await until(() => /^\{.*\}$/m.exec(said.err)?.[0]);
    expect(JSON.parse(line)).toEqual({
      level: 'error',
      time: expect.any(String),
      store: 'http',
      word: 'refused',
      reason: 'http refuses the connection (ECONNREFUSED)',
      failures: 1,
      msg: 'a store is down',
    });
    for (const name of ['one', 'two', 'three']) {
      expect(await statusOf(`${url}/mail/config-v1.1.xml?emailaddress=jo@${name}.customer.example`)).toBe(
        503,
      );
    }
    expect(said.err.match(/^\{/gm)).toHaveLength(1);
    expect(said.err).not.toMatch(/customer|127\.0\.0\.1/);
  });

  test('that rejects the credentials does not keep the server from starting, which says so', async () => {
    const { url: at } = await service(() => 401);
    const text = `${document}directories: [{ http: { url: '${at}/%EMAILDOMAIN%', token: wrong } }]\n`;
    const { greeted, said } = started(text);
    const { url } = await greeted();
    const line = await until(() => /^\{.*\}$/m.exec(said.err)?.[0]);
    expect(JSON.parse(line)).toMatchObject({
      word: 'credentials',
      reason: 'http rejects the credentials (401)',
    });
    expect(await statusOf(`${url}/mail/config-v1.1.xml?emailaddress=jo@example.org`)).toBe(200);
  });

  test('is logged when it is back', async () => {
    let status = 503;
    const { url: at } = await service(() => status);
    const { greeted, said } = started(`${document}directories: [{ http: { url: '${at}/%EMAILDOMAIN%' } }]\n`);
    const { url } = await greeted();
    await until(() => said.err.includes('a store is down'));
    status = 404;
    await statusOf(`${url}/mail/config-v1.1.xml?emailaddress=jo@customer.example`);
    const line = await until(() => /^\{.*a store is back.*\}$/m.exec(said.err)?.[0]);
    expect(JSON.parse(line)).toMatchObject({ level: 'info', store: 'http', failures: 0 });
  });

  test('during a reload keeps what its cache knows, and its counters', async () => {
    let status = 200;
    const { url: at } = await service(() => status);
    const text = `${document}directories: [{ http: { url: '${at}/%EMAILDOMAIN%' } }]\n`;
    const path = join(folder({ 'facteur.yaml': text }), 'facteur.yaml');
    const { greeted, said } = startProgram({}, '--config', path);
    const { url, inside } = await greeted();
    const asked = () => statusOf(`${url}/mail/config-v1.1.xml?emailaddress=jo@customer.example`);
    expect(await asked()).toBe(200);
    const { series } = readExposition(await (await fetch(`${inside}/metrics`)).text());
    const misses = series.find(({ name }) => name === 'facteur_store_misses_total');
    status = 503;
    writeFileSync(path, `${text}# another version\n`);
    await until(() => said.out.includes('Reloaded'));
    expect(await asked()).toBe(200);
    const after = readExposition(await (await fetch(`${inside}/metrics`)).text());
    const again = after.series.find(({ name }) => name === 'facteur_store_misses_total');
    expect(again?.value).toBeGreaterThanOrEqual(misses?.value ?? Number.NaN);
    expect(misses?.value).toBeGreaterThan(0);
  });

  test('for one row only is up; the row is logged and counted', async () => {
    const { url: at } = await service(
      (domain) => (domain === 'readiness.invalid' ? 404 : 200),
      '{"imap":"no"}',
    );
    const { greeted, said } = started(`${document}directories: [{ http: { url: '${at}/%EMAILDOMAIN%' } }]\n`);
    const { url, inside } = await greeted();
    expect(await statusOf(`${url}/mail/config-v1.1.xml?emailaddress=jo@customer.example`)).toBe(503);
    const line = await until(() => /^\{.*\}$/m.exec(said.err)?.[0]);
    expect(JSON.parse(line)).toMatchObject({ level: 'warn', store: 'http', word: 'row-refused' });
    expect(await (await fetch(`${inside}/readyz`)).text()).toBe('ready\n');
    const { series } = readExposition(await (await fetch(`${inside}/metrics`)).text());
    const value = (name: string) => series.find((one) => one.name === name)?.value;
    expect(value('facteur_store_rows_refused_total')).toBe(1);
    expect(value('facteur_store_failures_total')).toBe(0);
  });
});

/** The operator's own service, with a given response. */
async function service(
  statusFor: (domain: string) => number,
  entry = '"ovh.net"',
): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createHttpServer((asked, answer) => {
    answer.statusCode = statusFor(asked.url?.slice(1) ?? '');
    answer.end(answer.statusCode === 200 ? entry : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(close);
  const bound = server.address();
  return { url: `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`, close };
}

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
  test('is reported to load balancers, while requests are still answered', async () => {
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

  test('does not wait for connections to the internal port', async () => {
    const { child, greeted, exitCode } = started();
    const { inside } = await greeted();
    await statusOf(`${inside}/livez`);
    child.kill('SIGTERM');
    expect(await exitCode).toBe(0);
  });
});
