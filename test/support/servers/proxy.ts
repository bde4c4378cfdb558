/** facteur behind a real proxy, and the tests that every proxy must pass. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCommand, until } from '../cli/program.ts';
import { poxRequest } from '../world.ts';

export const root = join(import.meta.dirname, '../../..');

export interface Proxied {
  /** A temporary folder of the suite's. */
  readonly folder: string;
  /** Where facteur answers, as host and port. */
  readonly facteur: string;
  /** Its internal port. */
  readonly inside: string;
  /** What the proxy is to listen on, at 127.0.0.1. */
  readonly http: number;
  readonly https: number;
}

export interface Proxy {
  readonly name: string;
  /** A program whose presence tells whether there is one. */
  readonly program: string;
  readonly debianPackage: string;
  /** @returns the command that runs the proxy in the foreground */
  readonly prepare: (of: Proxied) => readonly string[];
  /** The certificate of the authority that signed the proxy's, once it exists. */
  readonly authority: (of: Proxied) => string | undefined;
}

export interface Reply {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Asked {
  readonly scheme?: 'http' | 'https';
  readonly method?: string;
  /** The name in the handshake and in the Host. */
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type Ask = (path: string, asked?: Asked) => Promise<Reply>;

export const autoconfig = '/mail/config-v1.1.xml';
const autodiscover = '/autodiscover/autodiscover.xml';

const document = `
url: https://facteur.example.net
domains: { example.org: ovh.net }
`;

/** Runs the suite when the proxy is installed. `more` adds what holds for this one alone. */
export function proxySuite(proxy: Proxy, more: (ask: Ask) => void = () => {}): void {
  const there = spawnSync(proxy.program, ['version'], { stdio: 'ignore' }).error === undefined;
  if (!there)
    console.warn(`${proxy.program} is missing (Debian: ${proxy.debianPackage}), so it is not tried.`);

  describe.skipIf(!there)(`facteur behind ${proxy.name}`, () => {
    let proxied: Proxied;
    const endings: (() => unknown)[] = [];
    let stopFacteur = async (): Promise<void> => {};

    beforeAll(async () => {
      const folder = mkdtempSync(join(tmpdir(), 'facteur-proxy-'));
      endings.push(() => rmSync(folder, { recursive: true }));
      writeFileSync(join(folder, 'facteur.yaml'), document);
      const command = [process.execPath, 'src/cli/start.js', '--config', join(folder, 'facteur.yaml')];
      const environment = { FACTEUR_INTERNAL: '127.0.0.1:0' };
      const facteur = startCommand(command, environment, root, (end) => endings.push(end));
      stopFacteur = async () => {
        facteur.child.kill('SIGKILL');
        await facteur.exitCode;
      };
      const { url, inside } = await facteur.greeted();
      const [http, https] = [await freePort(), await freePort()];
      proxied = { folder, facteur: new URL(url).host, inside: new URL(inside).host, http, https };
      const [file = '', ...args] = proxy.prepare(proxied);
      const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder });
      // Killed, nginx would leave its workers behind.
      endings.push(() => child.kill('SIGTERM') && once(child, 'exit'));
      await ready(child, async () => (await ask('/healthz')).status === 200);
    }, 30_000);
    afterAll(async () => {
      for (const end of endings.toReversed()) await end();
    });

    const ask: Ask = (
      path,
      { scheme = 'https', method = 'GET', host = 'facteur.example.net', headers, body } = {},
    ) =>
      new Promise((resolve, reject) => {
        const options = {
          host: '127.0.0.1',
          port: proxied[scheme],
          path,
          method,
          headers: {
            host,
            ...headers,
            ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
          },
          servername: host,
          ca: proxy.authority(proxied),
          agent: false,
        };
        const sent = (scheme === 'https' ? requestHttps : requestHttp)(options, async (response) => {
          const chunks: Buffer[] = [];
          for await (const chunk of response) chunks.push(chunk);
          const { statusCode: status, headers: received } = response;
          resolve({ status, headers: received, body: Buffer.concat(chunks).toString('utf8') });
        });
        sent.on('error', reject);
        sent.end(body);
      });

    const post = (body: string): Promise<Reply> =>
      ask(autodiscover, {
        method: 'POST',
        host: 'autodiscover.example.org',
        headers: { 'content-type': 'text/xml' },
        body,
      });

    test('an address is answered over https', async () => {
      const { status, headers, body } = await ask(`${autoconfig}?emailaddress=jo%2Bx@example.org`);
      expect(status).toBe(200);
      expect(headers['content-type']).toBe('text/xml; charset=utf-8');
      expect(body).toContain('<domain>example.org</domain>');
    });

    // RFC 9112 §3.2.2
    test('a target in absolute form is answered by its own host, whatever Host says', async () => {
      const { status, body } = await ask(`https://autoconfig.example.org${autoconfig}`, {
        host: 'facteur.example.net',
      });
      expect(status).toBe(200);
      expect(body).toContain('<domain>example.org</domain>');
    });

    test('a customer’s host is passed on', async () => {
      expect((await ask(autoconfig, { host: 'autoconfig.example.org' })).body).toContain(
        '<domain>example.org</domain>',
      );
    });

    test('plain http is redirected by facteur, to its own host', async () => {
      const { status, headers } = await ask(autoconfig, { scheme: 'http', host: 'autoconfig.example.org' });
      expect(status).toBe(302);
      expect(headers['location']).toBe('https://facteur.example.net/v1.1/example.org');
    });

    test('plain http at Autodiscover gets the one redirect that Outlook follows', async () => {
      const { status, headers } = await ask(autodiscover, {
        scheme: 'http',
        host: 'autodiscover.example.org',
      });
      expect([status, headers['location']]).toEqual([302, `https://facteur.example.net${autodiscover}`]);
    });

    test.each([
      ['http', 'https', 302],
      ['https', 'http', 200],
    ] as const)(
      'over %s a client that claims to come over %s is not believed',
      async (scheme, claimed, status) => {
        const headers = { 'x-forwarded-proto': claimed };
        expect((await ask(autoconfig, { scheme, host: 'autoconfig.example.org', headers })).status).toBe(
          status,
        );
      },
    );

    test('HEAD is answered like GET, without a body', async () => {
      const [head, get] = await Promise.all(['HEAD', 'GET'].map((method) => ask(autoconfig, { method })));
      expect(head?.body).toBe('');
      for (const header of ['content-type', 'content-length', 'etag', 'cache-control']) {
        expect(head?.headers[header]).toBe(get?.headers[header]);
      }
    });

    test('what a client holds already is not sent again', async () => {
      const first = await ask(autoconfig, { host: 'autoconfig.example.org' });
      const headers = { 'if-none-match': String(first.headers['etag']) };
      expect((await ask(autoconfig, { host: 'autoconfig.example.org', headers })).status).toBe(304);
    });

    test('a body passes', async () => {
      const { status, body } = await post(poxRequest('jo@example.org'));
      expect(status).toBe(200);
      expect(body).toContain('<LoginName>jo@example.org</LoginName>');
    });

    test.each([
      [4096, 200],
      [4097, 413],
      [65_537, 413],
      [3_000_000, 413],
    ])('a body of %i bytes gets %i', async (length, status) => {
      const request = poxRequest('jo@example.org');
      const reply = await post(
        request.replace('<Request>', `<!--${'x'.repeat(length - request.length - 7)}--><Request>`),
      );
      expect(reply.status).toBe(status);
      if (status === 413) expect(reply.headers['content-type']).toMatch(/^text\/plain/);
    });

    test('an unknown path is 404 in plain text', async () => {
      const { status, headers } = await ask('/nowhere');
      expect([status, headers['content-type']]).toEqual([404, 'text/plain; charset=utf-8']);
    });

    more(ask);

    test('when facteur is down there is an error, and nothing that could be taken for an answer', async () => {
      await stopFacteur();
      const { status, headers, body } = await ask(autoconfig);
      expect(status).toBeGreaterThanOrEqual(500);
      expect(String(headers['content-type'] ?? 'text/plain')).toMatch(/^text\/plain/);
      expect(body).not.toContain('<');
    }, 15_000);
  });
}

/** @throws what the proxy said, when it ends before it is ready */
async function ready(child: ChildProcess, answers: () => Promise<boolean>): Promise<void> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += text));
  await until(async () => {
    if (child.exitCode !== null) throw new Error(said);
    return answers().catch(() => false);
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  server.close();
  await once(server, 'close');
  if (typeof bound !== 'object' || bound === null) throw new Error('no port');
  return bound.port;
}
