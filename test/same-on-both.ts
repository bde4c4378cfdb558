/**
 * `npm run same`: asks facteur on Node and facteur in workerd (`wrangler dev`) what the vectors ask, over real sockets, and
 * compares every byte: status, headers and body. Prints both side by side; exit code 1 when any two differ.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseVector, type Vector } from './vector.ts';

const root = join(import.meta.dirname, '..');
const compared = ['content-type', 'cache-control', 'etag', 'allow', 'location', 'content-disposition'];

interface Reply {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
}

const children: ChildProcess[] = [];
try {
  process.exitCode = await main();
} finally {
  // wrangler starts workerd in its own process group.
  for (const { pid } of children) if (pid !== undefined) process.kill(-pid);
}

async function main(): Promise<number> {
  const [onNode, inWorkerd] = [await freePort(), await freePort()];
  start(process.execPath, ['src/cli/start.ts'], { PORT: String(onNode) });
  start('node_modules/.bin/wrangler', ['dev', '--local', '--port', String(inWorkerd)], {
    WRANGLER_SEND_METRICS: 'false',
  });
  await Promise.all([answering(onNode), answering(inWorkerd)]);

  let different = 0;
  const vectors = globSync('test/vectors/*/*.http', { cwd: root })
    .toSorted()
    .map((path) =>
      parseVector(`${basename(join(path, '..'))}/${basename(path, '.http')}`, readFileSync(path, 'utf8')),
    )
    .filter(({ world }) => world === 'ovh');
  for (const vector of vectors) {
    const [node, workerd] = await Promise.all([ask(onNode, vector), ask(inWorkerd, vector)]);
    const same = JSON.stringify(node) === JSON.stringify(workerd);
    if (!same) different++;
    process.stdout.write(
      `${same ? 'same     ' : 'DIFFERENT'} ${line(node)} | ${line(workerd)} | ${vector.name}\n`,
    );
    if (!same)
      process.stdout.write(`${JSON.stringify(node, null, 1)}\n${JSON.stringify(workerd, null, 1)}\n`);
  }
  process.stdout.write(
    `${vectors.length - different} of ${vectors.length} answers are the same on Node and in workerd\n`,
  );
  return different > 0 || vectors.length === 0 ? 1 : 0;
}

function line({ status, body }: Reply): string {
  return `${status} ${String(body.length).padStart(5)} bytes`;
}

function start(command: string, args: readonly string[], environment: Record<string, string>): void {
  const child = spawn(command, args, {
    cwd: root,
    detached: true,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.push(child);
}

async function ask(port: number, { request: { url, init } }: Vector): Promise<Reply> {
  const { pathname, search } = new URL(url);
  // workerd compresses where a proxy before Node would; what is compressed is compared.
  const headers = { ...Object.fromEntries(init.headers), 'accept-encoding': 'identity' };
  const options = { host: '127.0.0.1', port, method: init.method, path: pathname + search, headers };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(options, resolve).on('error', reject).end(init.body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(Buffer.from(chunk));
  return {
    status: response.statusCode ?? 0,
    headers: compared.map((name) => `${name}: ${response.headers[name] ?? ''}`),
    // Each error frame tells the time.
    body: Buffer.concat(chunks)
      .toString('latin1')
      .replace(/Time="[^"]*"/, 'Time=""'),
  };
}

async function answering(port: number): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const answers = await fetch(`http://127.0.0.1:${port}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answers) return;
    await sleep(100);
  }
  throw new Error(`nothing answers on port ${port}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
