/**
 * `node test/same-on-both.ts`: the same requests over real HTTP to facteur on Node, as `npm start` runs it, and in
 * workerd, as `wrangler dev` runs it. Prints both answers side by side, and fails when status, headers or body differ
 * in anything but the time of day.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConfigDocument } from '../src/index.ts';
import { documents, outlookSchema, poxRequest } from './support/world.ts';

interface Case {
  readonly story: string;
  /** The status expected of both, so that equal errors fail too. */
  readonly status: number;
  readonly method?: string;
  readonly path: string;
  /** `localhost` when it is not said. */
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

interface World {
  readonly name: string;
  /** Absent: nothing is configured. */
  readonly document?: ConfigDocument;
  readonly cases: readonly Case[];
}

const autoconfig = '/mail/config-v1.1.xml';
const pox = { method: 'POST', path: '/autodiscover/autodiscover.xml', host: 'autodiscover.example.org' };
const form = { method: 'POST', path: '/' };
const profile = '/profile.mobileconfig';
const pacc = '/.well-known/user-agent-configuration.json';
/** Without a url, plain http is answered like https. */
const { url: _, ...services } = documents.services;
const caldav = '/.well-known/caldav';
const mtaSts = '/.well-known/mta-sts.txt';
const utf16 = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le');

const worlds: readonly World[] = [
  {
    name: 'as it ships',
    cases: [
      { story: 'autoconfig, address', status: 200, path: `${autoconfig}?emailaddress=jo@example.org` },
      { story: 'autoconfig, Host', status: 200, path: autoconfig, host: 'autoconfig.example.org' },
      { story: 'autoconfig, own name', status: 200, path: autoconfig },
      {
        story: 'autoconfig, IDN',
        status: 200,
        path: '/.well-known/mail-v1.xml?emailaddress=jo%40b%C3%BCcher.example',
      },
      { story: 'autoconfig, database', status: 200, path: '/v1.1/example.org' },
      { story: 'autoconfig, HEAD', status: 200, method: 'HEAD', path: autoconfig },
      { story: 'autoconfig, held', status: 304, path: autoconfig, headers: { 'if-none-match': '*' } },
      {
        story: 'autoconfig, capitals',
        status: 200,
        path: '/Mail/Config-V1.1.xml',
        host: 'AutoConfig.Example.ORG',
      },
      { story: 'autoconfig, encoded path', status: 200, path: '/%6Dail/config-v1.1.xml' },
      { story: 'autoconfig, bad address', status: 200, path: `${autoconfig}?emailaddress=jo` },
      { story: 'autoconfig, bad encoding', status: 200, path: `${autoconfig}?emailaddress=%ff` },
      { story: 'autoconfig, long query', status: 414, path: `${autoconfig}?${'x'.repeat(8193)}` },
      { story: 'autoconfig, PUT', status: 405, method: 'PUT', path: autoconfig, body: 'x' },
      { story: 'autoconfig, OPTIONS', status: 204, method: 'OPTIONS', path: autoconfig },
      { ...pox, story: 'POX', status: 200, body: poxRequest('Jo.Doe+x@Example.ORG') },
      { ...pox, story: 'POX, ampersand', status: 200, body: poxRequest('r&amp;d@example.org') },
      { ...pox, story: 'POX, UTF-16', status: 200, body: utf16(poxRequest('jo@example.org')) },
      {
        ...pox,
        story: 'POX, in chunks',
        status: 200,
        body: poxRequest('jo@example.org'),
        headers: { 'transfer-encoding': 'chunked' },
      },
      { ...pox, story: 'POX, GET', status: 200, method: 'GET' },
      { ...pox, story: 'POX, GET at own name', status: 405, method: 'GET', host: 'localhost' },
      { ...pox, story: 'POX, no address', status: 200, body: poxRequest('') },
      { ...pox, story: 'POX, no XML', status: 200, body: 'jo@example.org' },
      {
        ...pox,
        story: 'POX, DOCTYPE',
        status: 200,
        body: `<!DOCTYPE a [<!ENTITY b "c">]>${poxRequest('&b;')}`,
      },
      {
        ...pox,
        story: 'POX, mobilesync',
        status: 200,
        body: poxRequest(
          'jo@example.org',
          outlookSchema.replace('outlook', 'mobilesync').replace('2006a', '2006'),
        ),
      },
      { ...pox, story: 'POX, too long', status: 413, body: ' '.repeat(65_537) },
      { story: 'profile', status: 200, path: `${profile}?emailaddress=jo@example.org&name=Jo%20%26%20Co` },
      { story: 'profile, anybody', status: 200, path: profile },
      { story: 'profile, bad address', status: 400, path: `${profile}?emailaddress=%3Cjo%3E@example.org` },
      { story: 'PACC', status: 200, path: pacc, host: 'ua-auto-config.example.org' },
      { story: 'MTA-STS, none', status: 404, path: mtaSts, host: 'mta-sts.example.org' },
      { story: 'page', status: 200, path: '/' },
      {
        story: 'page, French',
        status: 200,
        path: '/',
        headers: { 'accept-language': 'fr-CH, fr;q=0.9, en;q=0.8' },
      },
      { story: 'page, address', status: 200, ...form, body: 'emailaddress=jo%2Bnews%40example.org' },
      {
        story: 'page, German',
        status: 200,
        ...form,
        path: '/?language=de',
        body: 'emailaddress=jo@example.org',
      },
      { story: 'page, bad address', status: 400, ...form, body: 'emailaddress=jo' },
      { story: 'page, link that is none', status: 404, path: '/l/aaaa' },
      { story: 'page, HEAD', status: 200, method: 'HEAD', path: '/' },
      { story: 'nothing there', status: 404, path: '/wp-login.php' },
      { story: 'health', status: 200, path: '/healthz' },
      { story: 'health, in capitals', status: 200, path: '/HEALTHZ?x' },
    ],
  },
  {
    name: 'with a url, and some domains',
    document: {
      url: 'https://facteur.example.net',
      provider: 'ovh.net',
      domains: { 'example.org': 'ovh.net', 'none.example': 'none' },
      // Plain http is then known for what it is on Node too, where it comes from the loopback.
      proxies: ['192.0.2.1'],
    },
    cases: [
      { story: 'autoconfig, http', status: 302, path: autoconfig, host: 'autoconfig.example.org' },
      { ...pox, story: 'POX, http', status: 302, body: poxRequest('jo@example.org') },
      { story: 'page, http', status: 302, path: '/?x=y', host: 'autoconfig.example.org' },
      ...['%E4%B8%AD@example.org', '%00', '%0d%0aX: y', '%1b', '%7f', '%ff', '%', 'Jo.Doe+X@example.org'].map(
        (rest) => ({
          story: `JSON, http, ${rest}`,
          status: 302,
          path: `/autodiscover/autodiscover.json/v1.0/${rest.replace(' ', '%20')}?Protocol=Ews`,
          host: 'autodiscover.example.org',
        }),
      ),
      {
        story: 'served',
        status: 200,
        path: `${autoconfig}?emailaddress=jo@example.org`,
        host: 'facteur.example.net',
      },
      {
        story: 'not served',
        status: 404,
        path: `${autoconfig}?emailaddress=jo@a.example`,
        host: 'facteur.example.net',
      },
      {
        ...pox,
        story: 'never served',
        status: 404,
        body: poxRequest('jo@none.example'),
        host: 'facteur.example.net',
      },
      {
        story: 'page, not served',
        status: 404,
        ...form,
        host: 'facteur.example.net',
        body: 'emailaddress=jo@a.example',
      },
      { story: 'page, own name', status: 200, path: '/', host: 'facteur.example.net' },
    ],
  },
  {
    name: 'with services beside mail',
    document: services,
    cases: [
      { story: 'autoconfig', status: 200, path: autoconfig, host: 'autoconfig.example.org' },
      { story: 'calendars', status: 301, path: caldav, host: 'example.org' },
      { story: 'calendars, HEAD', status: 301, method: 'HEAD', path: caldav, host: 'example.org' },
      {
        story: 'calendars, PROPFIND',
        status: 301,
        method: 'PROPFIND',
        path: caldav,
        host: 'example.org',
        body: '<propfind xmlns="DAV:"/>',
      },
      { story: 'page, PROPFIND', status: 405, method: 'PROPFIND', path: '/', host: 'example.org', body: 'x' },
      {
        story: 'issuer, by its path',
        status: 301,
        path: '/.well-known/oauth-authorization-server/realms/mail',
        host: 'example.org',
      },
      { story: 'profile', status: 200, path: `${profile}?emailaddress=jo@example.org` },
    ],
  },
];

/** What facteur says itself; the rest belongs to the connection. */
const comparedHeaders = [
  'allow',
  'cache-control',
  'content-disposition',
  'content-security-policy',
  'content-type',
  'etag',
  'location',
  'referrer-policy',
  'set-cookie',
  'strict-transport-security',
  'vary',
  'www-authenticate',
  'x-content-type-options',
] as const;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const folder = mkdtempSync(join(tmpdir(), 'facteur-both-'));
const children = new Set<ChildProcess>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.once('exit', () => {
  for (const { pid } of children) signalGroup(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

let different = 0;
for (const world of worlds) different += await compare(world);
const total = worlds.reduce((sum, { cases }) => sum + cases.length, 0);
process.stdout.write(`\n${total - different} of ${total} answers are the same on Node and in workerd.\n`);
process.exitCode = different === 0 ? 0 : 1;

/** @returns how many answers differ */
async function compare({ name, document, cases }: World): Promise<number> {
  const [node, worker] = await Promise.all([startNode(document), startWorker(document)]);
  process.stdout.write(`\n${name}\n${row('', 'request', 'Node', 'workerd')}`);
  let count = 0;
  for (const one of cases) {
    const [onNode, onWorker] = await Promise.all([ask(node, one), ask(worker, one)]);
    const differences = differencesOf(onNode, onWorker, one.status);
    if (differences.length > 0) count++;
    process.stdout.write(
      row(differences.length === 0 ? 'same' : 'NOT', one.story, shown(onNode), shown(onWorker)),
    );
    for (const difference of differences) process.stdout.write(`      ${difference}\n`);
  }
  await Promise.all([...children].map(stop));
  return count;
}

function differencesOf(node: Answer, worker: Answer, status: number): string[] {
  const found: string[] = [];
  for (const answer of [node, worker]) {
    if (answer.status !== status) found.push(`status ${answer.status} instead of ${status}`);
  }
  for (const header of comparedHeaders) {
    const [a, b] = [node.headers[header], worker.headers[header]];
    if (a !== b) found.push(`${header}: ${a} / ${b}`);
  }
  if (node.body !== worker.body)
    found.push(`body: ${JSON.stringify(node.body)} / ${JSON.stringify(worker.body)}`);
  return found;
}

function row(verdict: string, story: string, node: string, worker: string): string {
  return `${verdict.padEnd(5)} ${story.padEnd(25)} ${node.padEnd(42)} ${worker}\n`;
}

function shown({ status, headers, body }: Answer): string {
  const type = (headers['content-type'] ?? 'no type').replace(/;.*/, '').replace('application/', '');
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 8);
  return `${status} ${type}, ${Buffer.byteLength(body)} B ${body === '' ? '' : digest}`;
}

function ask(
  port: number,
  { method = 'GET', path, host = 'localhost', headers, body }: Case,
): Promise<Answer> {
  const length =
    body === undefined || headers?.['transfer-encoding'] ? {} : { 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      method,
      path,
      headers: { host, ...length, ...headers },
      agent: false,
    };
    const sent = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
      response.on('end', () => {
        const received = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(received),
          body: withoutTime(text),
        });
      });
    });
    sent.on('error', reject).end(body);
  });
}

/** An Autodiscover error frame tells the time of day. */
function withoutTime(body: string): string {
  return body.replace(/Time="\d\d:\d\d:\d\d\.\d{7}"/, 'Time="…"');
}

async function startNode(document: ConfigDocument | undefined): Promise<number> {
  const port = await freePort();
  const environment: Record<string, string> = { PORT: String(port) };
  if (document) {
    environment['FACTEUR_CONFIG'] = join(folder, 'facteur.json');
    writeFileSync(environment['FACTEUR_CONFIG'], JSON.stringify(document));
  }
  return await start('Node', port, ['src/cli/start.js'], environment);
}

async function startWorker(document: ConfigDocument | undefined): Promise<number> {
  const port = await freePort();
  const where = ['--local', '--ip', '127.0.0.1', '--port', String(port), '--inspector-port', '0'];
  const quietly = ['--show-interactive-dev-session=false', '--persist-to', folder];
  const variables = document ? ['--var', `FACTEUR_CONFIG:${JSON.stringify(document)}`] : [];
  const wrangler = ['node_modules/wrangler/bin/wrangler.js', 'dev', ...where, ...quietly, ...variables];
  return await start('workerd', port, wrangler, { CI: 'true', WRANGLER_SEND_METRICS: 'false' });
}

/** @returns the port, once it answers */
async function start(
  name: string,
  port: number,
  args: readonly string[],
  environment: Record<string, string>,
): Promise<number> {
  // A group of its own, for workerd is wrangler's child.
  const child = spawn(process.execPath, args, {
    detached: true,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += String(chunk);
    });
  }
  const health = { story: '', status: 200, path: '/healthz' };
  for (
    const patience = Date.now() + 60_000;
    Date.now() < patience && child.exitCode === null;
    await sleep(100)
  ) {
    if ((await ask(port, health).catch(() => undefined))?.status === 200) return port;
  }
  throw new Error(`${name} does not answer:\n${said}`);
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('close', resolve));
  // Alone at first: wrangler stops its workerd itself, and waits for it.
  child.kill('SIGTERM');
  await Promise.race([gone, sleep(5000, undefined, { ref: false })]);
  signalGroup(child.pid, 'SIGKILL');
  children.delete(child);
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // Gone already, all of it.
  }
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const bound = server.address();
      server.close(() => resolve(typeof bound === 'object' && bound !== null ? bound.port : 0));
    });
  });
}
