/** Misbehaving mail servers on real sockets: every session ends, and none contains a password. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Connection, Net } from '../../../src/check/net.ts';
import { type MailServerProbe, probeMailServer } from '../../../src/check/probes/mail-server.ts';
import { mailServerFindings } from '../../../src/check/rules/mail/server.ts';
import type { PublishedServer } from '../../../src/check/rules/published-servers.ts';
import { directRoute } from '../../../src/cli/shared/network/http.ts';
import { nodeNet } from '../../../src/cli/shared/network/index.ts';
import { ok } from '../../../src/model/result.ts';
import { hasOpenssl } from '../../support/cli/program.ts';
import { authority, type Issued } from '../../support/crypto/tls-authority.ts';
import { portOf, tcp } from '../../support/servers/network-servers.ts';

const limitMilliseconds = 400;
const here: Net = nodeNet({ limitMilliseconds, routeOf: directRoute });

const look = (
  port: number,
  changes: Partial<PublishedServer> = {},
  net = here,
  clock = () => performance.now(),
): Promise<MailServerProbe> =>
  probeMailServer(
    { protocol: 'imap', host: '127.0.0.1', security: 'starttls', port, ...changes },
    net,
    clock,
  );

/** A server that answers each line and records what it received. */
function talker(greeting: string, replies: (line: string, socket: Socket) => string | undefined) {
  const received: string[] = [];
  const talk = (socket: Socket): void => {
    socket.write(greeting);
    socket.setEncoding('latin1').on('data', (chunk) => {
      for (const line of String(chunk).split('\r\n').filter(Boolean)) {
        received.push(line);
        const reply = replies(line, socket);
        if (reply !== undefined) socket.write(reply);
      }
    });
  };
  return { received, talk };
}

describe('a server', () => {
  test.each<[string, (socket: Socket) => void, object]>([
    ['that sends no greeting', () => {}, { end: 'no-greeting', readFailure: 'timeout' }],
    [
      'that closes the connection',
      (socket) => socket.destroy(),
      { end: 'no-greeting', readFailure: 'closed' },
    ],
    [
      'that never ends its line',
      (socket) => void socket.write('* OK '.repeat(30_000)),
      { end: 'no-greeting', readFailure: 'too-long' },
    ],
    [
      'that sends one byte at a time',
      (socket) => {
        const timer = setInterval(() => socket.write('a'), 100);
        socket.once('close', () => clearInterval(timer));
      },
      { end: 'no-greeting', readFailure: 'timeout' },
    ],
    [
      'that closes the connection after the capability command',
      talker('* OK hello\r\n', (_, socket) => {
        socket.destroy();
        return undefined;
      }).talk,
      { end: 'greeted', aborted: { at: 'capabilities', readFailure: 'closed' } },
    ],
    [
      'that never ends its reply',
      talker('* OK hello\r\n', () => '* CAPABILITY IMAP4rev1\r\n'.repeat(5000)).talk,
      { end: 'greeted', aborted: { at: 'capabilities', readFailure: 'too-long' } },
    ],
    [
      'that does not answer STARTTLS',
      talker('* OK hello\r\n', (line) =>
        line.includes('CAPABILITY') ? '* CAPABILITY IMAP4rev1 STARTTLS\r\nf1 OK\r\n' : undefined,
      ).talk,
      { end: 'greeted', aborted: { at: 'starttls', readFailure: 'timeout' } },
    ],
    [
      'that offers and rejects STARTTLS',
      talker('* OK hello\r\n', (line) =>
        line.includes('CAPABILITY') ? '* CAPABILITY IMAP4rev1 STARTTLS\r\nf1 OK\r\n' : 'f2 NO not today\r\n',
      ).talk,
      { end: 'greeted', upgrade: { end: 'refused', reply: 'f2 NO not today' } },
    ],
    [
      'that accepts STARTTLS and continues in plaintext',
      talker('* OK hello\r\n', (line) =>
        line.includes('CAPABILITY')
          ? '* CAPABILITY IMAP4rev1 STARTTLS\r\nf1 OK\r\n'
          : 'f2 OK\r\n* OK still here\r\n',
      ).talk,
      {
        end: 'greeted',
        upgrade: { end: 'failed', failure: { reason: expect.stringMatching(/tls|timeout/) } },
      },
    ],
    [
      'that speaks another protocol',
      (socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n'),
      { end: 'greeted', greeting: 'SSH-2.0-OpenSSH_9.2' },
    ],
  ])('%s', async (_, talk, seen) => {
    expect(await look(await tcp(talk))).toMatchObject(seen);
  });

  test('that does not listen', async () => {
    expect(await look(1)).toMatchObject({ end: 'no-connection', failure: { reason: 'refused' } });
  });

  test('gets the commands in order and a QUIT at the end', async () => {
    const { received, talk } = talker('220-one moment\r\n220 hello\r\n', (line) =>
      line.startsWith('EHLO') ? '250-hello\r\n250 AUTH PLAIN\r\n' : '221 bye\r\n',
    );
    const seen = await look(await tcp(talk), { protocol: 'smtp' });
    expect(seen).toMatchObject({
      end: 'greeted',
      greeting: '220-one moment 220 hello',
      capabilities: { mechanisms: ['PLAIN'] },
    });
    await vi.waitFor(() => expect(received).toEqual(['EHLO [127.0.0.1]', 'QUIT']));
  });

  test('with a slow greeting is awaited, and the delay is measured', async () => {
    let now = 0;
    const port = await tcp((socket) => {
      now += 6000;
      socket.write('SSH\r\n');
    });
    expect(await look(port, {}, here, () => now)).toMatchObject({ end: 'greeted', milliseconds: 6000 });
  });
});

test('a session has a total limit, even if each line arrives in time', async () => {
  let now = 0;
  let lines = 0;
  const endless: Connection = {
    address: '192.0.2.1',
    readLine: async () => {
      now += 5000;
      lines++;
      return lines === 1 ? '* OK hello' : '* more';
    },
    readFailure: () => 'timeout',
    write: () => {},
    startTls: async () => ({ ok: false, refusal: { reason: 'closed' } }),
    close: () => {},
  };
  const net: Net = { ...here, connect: async () => ({ ...ok(endless), milliseconds: 1 }) };
  const server: PublishedServer = {
    protocol: 'imap',
    host: 'imap.example.net',
    port: 143,
    security: 'starttls',
  };
  const seen = await probeMailServer(server, net, () => now);
  expect(seen).toMatchObject({ aborted: { at: 'capabilities', readFailure: 'timeout' } });
  expect(lines).toBeLessThan(12);
});

describe.skipIf(!hasOpenssl)('TLS (needs openssl to create certificates)', () => {
  let folder: string;
  let issue: ReturnType<typeof authority>['issue'];
  let net: Net;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'facteur-mail-look-'));
    const ca = authority(folder);
    issue = ca.issue;
    net = nodeNet({ ca: readFileSync(ca.root, 'utf8'), limitMilliseconds: 2000, routeOf: directRoute });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  interface Shown {
    readonly title: string;
    readonly issued: () => Issued;
    readonly alone?: true;
    readonly maxVersion?: 'TLSv1.1' | 'TLSv1.2';
    readonly what: RegExp;
  }

  test.each<Shown>([
    {
      title: 'valid',
      issued: () => issue('sound', ['localhost']),
      what: /^It greets after \d+ ms; TLSv1\.3/,
    },
    {
      title: 'without TLS 1.3',
      issued: () => issue('older', ['localhost']),
      maxVersion: 'TLSv1.2',
      what: /^It greets after \d+ ms; TLSv1\.2/,
    },
    {
      title: 'with TLS 1.1 only',
      issued: () => issue('oldest', ['localhost']),
      maxVersion: 'TLSv1.1',
      what: /TLS versions before 1\.2/,
    },
    {
      title: 'expired',
      issued: () => issue('expired', ['localhost'], -1),
      what: /^Its certificate expired on/,
    },
    {
      title: 'about to expire',
      issued: () => issue('soon', ['localhost'], 10),
      what: /^Its certificate expires in/,
    },
    {
      title: 'for another name',
      issued: () => issue('other', ['mail.example.net']),
      what: /is for mail\.example\.net/,
    },
    {
      title: 'without the intermediate certificate',
      issued: () => issue('alone', ['localhost']),
      alone: true,
      what: /does not send the intermediate certificate \(between\)/,
    },
  ])('$title', async ({ issued, alone, maxVersion, what }) => {
    const { key, leaf, chain } = issued();
    const server = createTlsServer({
      key: readFileSync(key),
      cert: readFileSync(alone ? leaf : chain),
      ...(maxVersion ? { maxVersion, minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } : {}),
    });
    server
      .on(
        'secureConnection',
        talker('* OK hello\r\n', (line) =>
          line.includes('CAPABILITY') ? '* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nf1 OK\r\n' : undefined,
        ).talk,
      )
      .on('tlsClientError', () => {});
    const port = await portOf(server);
    const published = { protocol: 'imap', host: 'localhost', port, security: 'tls' } as const;
    const seen = await probeMailServer(published, net, () => performance.now());
    const found = mailServerFindings(published, seen, new Date());
    expect(found.map((one) => one.what)).toEqual([expect.stringMatching(what)]);
  });

  test('from an unknown authority without --ca', async () => {
    const { key, chain } = issue('unknown', ['localhost']);
    const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(chain) });
    server.on('secureConnection', (socket) => void socket.on('error', () => {}).write('* OK hello\r\n'));
    const published = {
      protocol: 'imap',
      host: 'localhost',
      port: await portOf(server),
      security: 'tls',
    } as const;
    const seen = await probeMailServer(published, here, () => performance.now());
    expect(mailServerFindings(published, seen, new Date())[0]?.what).toMatch(
      /comes from between, which clients do not trust/,
    );
  });
});
