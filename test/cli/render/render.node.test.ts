/** `facteur render`: the same bytes as the server's answer to that request. */

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { describeRender } from '../../../src/cli/render/command.ts';
import { type RenderRequest, type RenderSubject, renderRequests } from '../../../src/cli/render/requests.ts';
import { parseAddress } from '../../../src/model/address.ts';
import { listen, type RunningServer } from '../../../src/runtime/node/server.ts';
import { runCommand } from '../../support/cli/run-command.ts';
import { dialects } from '../../support/dialects.ts';
import { configOf } from '../../support/world.ts';

const document = {
  providers: {
    'example.net': {
      name: 'Example',
      incoming: ['imaps://imap.example.net'],
      outgoing: ['smtps://smtp.example.net'],
      activesync: 'https://eas.example.net/Microsoft-Server-ActiveSync',
      mtaSts: { mode: 'enforce' as const, mx: ['mx.example.net'] },
    },
  },
  domains: { 'example.org': 'example.net' },
};

let folder: string;
let listening: RunningServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'facteur-render-'));
  writeFileSync(join(folder, 'facteur.json'), JSON.stringify(document));
  listening = await listen(configOf(document), { host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await listening.close();
  rmSync(folder, { recursive: true });
});

const render = (...args: readonly string[]) =>
  runCommand(describeRender, ['render', ...args, '--config', join(folder, 'facteur.json')]);

function asked(text: string): RenderSubject {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(`${text} is no address`);
  return { address: parsed.value, domain: parsed.value.domain };
}

function unknown(): never {
  throw new Error('there is no such request');
}

/** Without the time of day in an error frame. */
const timeless = (body: string): string => body.replace(/Time="[^"]*"/, 'Time=""');

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends it over a socket, to the Host that the client would have found us by. */
async function sent({ host, path, search = '', method, body }: RenderRequest): Promise<Reply> {
  const asking = request(`${listening.url}${path}${search && `?${search}`}`, { method, headers: { host } });
  asking.end(body);
  const [reply] = await once(asking, 'response');
  let text = '';
  for await (const chunk of reply.setEncoding('utf8')) text += chunk;
  return { status: reply.statusCode, headers: reply.headers, body: text };
}

describe('what is printed is what the server sends', () => {
  const askers = ['jo@example.org', "o'hara+x@example.org", 'a&b@example.org', 'jo@other.example'];
  test.each(Object.entries(renderRequests))('for %s', async (name, requestOf) => {
    for (const asker of askers.map(asked)) {
      for (const about of [asker, { ...asker, address: undefined }]) {
        const reply = await sent(requestOf(about));
        const printed = await render(name, about.address?.text ?? about.domain);
        expect(timeless(printed.out)).toBe(timeless(reply.body));
        expect(printed.code).toBe(reply.status < 400 && !reply.body.includes('<ErrorCode>') ? 0 : 1);
      }
    }
  });
});

test('there is a request for every dialect', () => {
  const known = Object.keys(renderRequests);
  expect(dialects.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
});

test('the status and the headers can be had', async () => {
  const reply = await sent(renderRequests['autoconfig']?.(asked('jo@example.org')) ?? unknown());
  const { out } = await render('autoconfig', 'jo@example.org', '--headers');
  const [head, body] = out.split(/\n\n(?=<)/);
  expect(body).toBe(reply.body);
  expect(head?.split('\n')).toEqual(
    expect.arrayContaining([
      '200',
      `etag: ${reply.headers['etag']}`,
      'content-type: text/xml; charset=utf-8',
    ]),
  );
});

describe('what is not said', () => {
  const outgoing = [{ protocol: 'smtp', host: 'smtp.example.net', port: 2525, security: 'starttls' }];
  const everything = {
    providers: {
      'example.net': {
        name: 'Example',
        incoming: ['imaps://imap.example.net', 'pop3s://pop.example.net'],
        outgoing: ['smtps://smtp.example.net', ...outgoing],
        manual: ['imap://plain.example.net'],
        caldav: 'https://dav.example.net/cal/',
        ews: 'https://ews.example.net/ews',
        instructions: { en: ['Read this.'] },
      },
    },
    domains: { 'example.org': 'example.net' },
  };

  test.each<[dialect: string, names: readonly string[]]>([
    ['autoconfig', ['IMAP plain', 'EWS', 'the instructions']],
    ['autodiscover', ['SMTP smtp.example.net:2525', 'IMAP plain', 'CalDAV', 'the instructions']],
    ['mobileconfig', ['POP3', 'SMTP smtp.example.net:2525', 'IMAP plain', 'EWS', 'the instructions']],
    ['pacc', ['SMTP smtp.example.net:2525', 'IMAP plain', 'EWS', 'the instructions']],
  ])('in %s is explained', async (dialect, names) => {
    const file = join(folder, 'everything.json');
    writeFileSync(file, JSON.stringify(everything));
    const args = ['render', dialect, 'jo@example.org', '--explain', '--config', file];
    const { code, err } = await runCommand(describeRender, args);
    const [heading, ...lines] = err.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(heading).toMatch(/^Not in the answer/);
    expect(lines.map((line) => line.trim())).toEqual(names.map((name) => expect.stringContaining(name)));
  });

  test('is nothing where there is nothing else', async () => {
    const { err } = await render('autoconfig', 'jo@example.org', '--explain');
    expect(err).toMatch(/^Not in the answer.*\n {2}ActiveSync .*\n {2}MTA-STS enforce\n$/);
  });

  test('that Autodiscover cannot express is the reason of its refusal', async () => {
    const file = join(folder, 'oauth2-only.json');
    const server = { host: 'mail.example.net', security: 'tls' };
    const provider = {
      name: 'Example',
      incoming: [{ ...server, protocol: 'imap', authentication: ['oauth2'] }],
      outgoing: [{ ...server, protocol: 'smtp', port: 587 }],
    };
    const document = { providers: { 'example.net': provider }, domains: { 'example.org': 'example.net' } };
    writeFileSync(file, JSON.stringify(document));
    const args = ['render', 'autodiscover', 'jo@example.org', '--explain', '--config', file];
    const { code, err } = await runCommand(describeRender, args);
    expect(code).toBe(1);
    expect(err.split('\n')).toEqual([
      'Refused: nothing-to-offer.',
      'Autodiscover cannot express:',
      '  imap mail.example.net:993: it knows passwords inside TLS only',
      '  smtp mail.example.net:587: it knows STARTTLS on ports 143, 110, 587 and 25 only, and implicit TLS on others only',
      '',
    ]);
  });

  test('of a refusal is not explained', async () => {
    const { err } = await render('autoconfig', 'jo@other.example', '--explain');
    expect(err).toBe('Refused: domain-not-served.\n');
  });
});

test('all of it can be had as JSON', async () => {
  const { out } = await render('autoconfig', 'jo@example.org', '--json');
  expect(JSON.parse(out)).toMatchObject({
    status: 200,
    headers: { 'cache-control': 'public, max-age=3600' },
  });
});

test('a store that fails is named with the word and the sentence of the log', async () => {
  const server = createServer((_, answer) => void answer.writeHead(401).end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const file = join(folder, 'down.json');
  writeFileSync(
    file,
    JSON.stringify({ directories: [{ http: { url: `http://127.0.0.1:${port}/%EMAILDOMAIN%` } }] }),
  );
  const { code, err } = await runCommand(describeRender, [
    ...['render', 'autoconfig', 'jo@private.example'],
    ...['--config', file],
  ]);
  expect(code).toBe(1);
  expect(err).toBe(
    'Store failure: credentials: http rejects the credentials (401).\nRefused: directory-unavailable.\n',
  );
});

describe('it could not run', () => {
  test.each([
    ['for a dialect that nobody speaks', 'esperanto', 'jo@example.org', 'Allowed choices are autoconfig'],
    ['for what is no address', 'autoconfig', 'jo at example.org', 'neither an address nor a domain'],
  ])('%s', async (_, dialect, name, words) => {
    const { code, out, err } = await render(dialect, name);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
  });
});
