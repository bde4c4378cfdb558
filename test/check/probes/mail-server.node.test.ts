/** Mail servers in every bad mood, by real sockets: a conversation has an end whatever they do, and never a password. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Connection, Net } from '../../../src/check/net.ts';
import { lookAtMailServer, type MailSeen } from '../../../src/check/probes/mail-server.ts';
import { mailFindings } from '../../../src/check/rules/mail/server.ts';
import type { PublishedServer } from '../../../src/check/rules/published-servers.ts';
import { direct } from '../../../src/cli/shared/network/http.ts';
import { nodeNet } from '../../../src/cli/shared/network/index.ts';
import { ok } from '../../../src/model/result.ts';
import { hasOpenssl } from '../../support/cli/program.ts';
import { portOf, tcp } from '../../support/servers/network-servers.ts';
import { authority, type Issued } from '../../support/tls-authority.ts';

const limitMilliseconds = 400;
const here: Net = nodeNet({ limitMilliseconds, routeOf: direct });

const look = (
  port: number,
  changes: Partial<PublishedServer> = {},
  net = here,
  clock = () => performance.now(),
): Promise<MailSeen> =>
  lookAtMailServer(
    { protocol: 'imap', host: '127.0.0.1', security: 'starttls', port, ...changes },
    net,
    clock,
  );

/** Answers each line that comes, and keeps what was said to it. */
function talker(greeting: string, replies: (line: string, socket: Socket) => string | undefined) {
  const heard: string[] = [];
  const talk = (socket: Socket): void => {
    socket.write(greeting);
    socket.setEncoding('latin1').on('data', (chunk) => {
      for (const line of String(chunk).split('\r\n').filter(Boolean)) {
        heard.push(line);
        const reply = replies(line, socket);
        if (reply !== undefined) socket.write(reply);
      }
    });
  };
  return { heard, talk };
}

describe('a server', () => {
  test.each<[string, (socket: Socket) => void, object]>([
    ['that says nothing', () => {}, { end: 'no-greeting', silence: 'timeout' }],
    ['that hangs up', (socket) => socket.destroy(), { end: 'no-greeting', silence: 'closed' }],
    [
      'that never ends its line',
      (socket) => void socket.write('* OK '.repeat(30_000)),
      { end: 'no-greeting', silence: 'too-long' },
    ],
    [
      'that drips',
      (socket) => {
        const timer = setInterval(() => socket.write('a'), 100);
        socket.once('close', () => clearInterval(timer));
      },
      { end: 'no-greeting', silence: 'timeout' },
    ],
    [
      'that drops whoever asks',
      talker('* OK hello\r\n', (_, socket) => {
        socket.destroy();
        return undefined;
      }).talk,
      { end: 'greeted', brokenOff: { at: 'capabilities', silence: 'closed' } },
    ],
    [
      'that never ends its answer',
      talker('* OK hello\r\n', () => '* CAPABILITY IMAP4rev1\r\n'.repeat(5000)).talk,
      { end: 'greeted', brokenOff: { at: 'capabilities', silence: 'too-long' } },
    ],
    [
      'that forgets STARTTLS when it is asked for it',
      talker('* OK hello\r\n', (line) =>
        line.includes('CAPABILITY') ? '* CAPABILITY IMAP4rev1 STARTTLS\r\nf1 OK\r\n' : undefined,
      ).talk,
      { end: 'greeted', brokenOff: { at: 'starttls', silence: 'timeout' } },
    ],
    [
      'that takes STARTTLS back',
      talker('* OK hello\r\n', (line) =>
        line.includes('CAPABILITY') ? '* CAPABILITY IMAP4rev1 STARTTLS\r\nf1 OK\r\n' : 'f2 NO not today\r\n',
      ).talk,
      { end: 'greeted', upgrade: { end: 'refused', answer: 'f2 NO not today' } },
    ],
    [
      'that agrees to STARTTLS and goes on in the clear',
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
      'that is another',
      (socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n'),
      { end: 'greeted', greeting: 'SSH-2.0-OpenSSH_9.2' },
    ],
  ])('%s', async (_, talk, seen) => {
    expect(await look(await tcp(talk))).toMatchObject(seen);
  });

  test('that is not there', async () => {
    expect(await look(1)).toMatchObject({ end: 'no-connection', failure: { reason: 'refused' } });
  });

  test('is asked in order, and bidden farewell', async () => {
    const { heard, talk } = talker('220-one moment\r\n220 hello\r\n', (line) =>
      line.startsWith('EHLO') ? '250-hello\r\n250 AUTH PLAIN\r\n' : '221 bye\r\n',
    );
    const seen = await look(await tcp(talk), { protocol: 'smtp' });
    expect(seen).toMatchObject({
      end: 'greeted',
      greeting: '220-one moment 220 hello',
      offer: { mechanisms: ['PLAIN'] },
    });
    await vi.waitFor(() => expect(heard).toEqual(['EHLO [127.0.0.1]', 'QUIT']));
  });

  test('that is slow to greet is waited for, and found slow', async () => {
    let now = 0;
    const port = await tcp((socket) => {
      now += 6000;
      socket.write('SSH\r\n');
    });
    expect(await look(port, {}, here, () => now)).toMatchObject({ end: 'greeted', milliseconds: 6000 });
  });
});

test('no server is listened to for ever, though each of its lines comes in time', async () => {
  let now = 0;
  let lines = 0;
  const endless: Connection = {
    address: '192.0.2.1',
    readLine: async () => {
      now += 5000;
      lines++;
      return lines === 1 ? '* OK hello' : '* more';
    },
    silence: () => 'timeout',
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
  const seen = await lookAtMailServer(server, net, () => now);
  expect(seen).toMatchObject({ brokenOff: { at: 'capabilities', silence: 'timeout' } });
  expect(lines).toBeLessThan(12);
});

describe.skipIf(!hasOpenssl)('TLS (without openssl no certificates can be made)', () => {
  let folder: string;
  let issue: ReturnType<typeof authority>['issue'];
  let net: Net;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'facteur-mail-look-'));
    const ca = authority(folder);
    issue = ca.issue;
    net = nodeNet({ ca: readFileSync(ca.root, 'utf8'), limitMilliseconds: 2000, routeOf: direct });
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
      title: 'sound',
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
      title: 'with TLS of long ago',
      issued: () => issue('oldest', ['localhost']),
      maxVersion: 'TLSv1.1',
      what: /versions of TLS before 1\.2/,
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
      title: 'alone, without what is between it and the root',
      issued: () => issue('alone', ['localhost']),
      alone: true,
      what: /does not send the certificate between its own and the root \(of between\)/,
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
    const seen = await lookAtMailServer(published, net, () => performance.now());
    const found = mailFindings(published, seen, new Date());
    expect(found.map((one) => one.what)).toEqual([expect.stringMatching(what)]);
  });

  test('from nobody that is known, when nobody says whom to trust', async () => {
    const { key, chain } = issue('unknown', ['localhost']);
    const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(chain) });
    server.on('secureConnection', (socket) => void socket.on('error', () => {}).write('* OK hello\r\n'));
    const published = {
      protocol: 'imap',
      host: 'localhost',
      port: await portOf(server),
      security: 'tls',
    } as const;
    const seen = await lookAtMailServer(published, here, () => performance.now());
    expect(mailFindings(published, seen, new Date())[0]?.what).toMatch(
      /comes from between, which nobody knows/,
    );
  });
});
