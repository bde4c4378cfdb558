/** Findings for mail servers, compared with their published settings. */

import { describe, expect, test } from 'vitest';
import type { CertificateFlaw, Tls } from '../../../../src/check/net.ts';
import type { Greeted, MailServerProbe } from '../../../../src/check/probes/mail-server.ts';
import type { Capabilities } from '../../../../src/check/probes/protocol-dialogue.ts';
import type { Finding } from '../../../../src/check/report.ts';
import { mailServerFindings } from '../../../../src/check/rules/mail/server.ts';
import type { PublishedServer } from '../../../../src/check/rules/published-servers.ts';

const now = new Date('2026-11-24T12:00:00Z');

const tls = (flaw?: CertificateFlaw): Tls => ({
  protocol: 'TLSv1.3',
  ...(flaw ? { flaw } : {}),
  certificate: {
    subject: 'imap.example.net',
    issuer: 'Test CA',
    names: ['imap.example.net'],
    validFrom: '2026-11-01T00:00:00.000Z',
    validTo: '2027-01-30T00:00:00.000Z',
  },
});

const implicit: PublishedServer = { protocol: 'imap', host: 'imap.example.net', port: 993, security: 'tls' };
const starttls: PublishedServer = { ...implicit, port: 143, security: 'starttls' };
const submission: PublishedServer = {
  protocol: 'smtp',
  host: 'imap.example.net',
  port: 587,
  security: 'starttls',
};

const capabilities = (changes: Partial<Capabilities> = {}): Capabilities => ({
  mechanisms: ['PLAIN'],
  starttls: false,
  passwordCommand: true,
  ...changes,
});
/** Before STARTTLS. */
const clear = capabilities({ mechanisms: [], starttls: true, passwordCommand: false });

const greeted = (changes: Partial<Greeted> = {}): Greeted => ({
  end: 'greeted',
  greeting: '* OK ready',
  milliseconds: 80,
  tls: tls(),
  capabilities: capabilities(),
  ...changes,
});
/** A server without implicit TLS. */
const inTheClear = ({ tls: _, ...rest }: Greeted): Greeted => rest;
const upgraded = (changes: Partial<Greeted> = {}): Greeted =>
  inTheClear(
    greeted({
      capabilities: clear,
      upgrade: { end: 'secure', tls: tls(), capabilities: capabilities() },
      ...changes,
    }),
  );

interface Case {
  readonly title: string;
  readonly server?: PublishedServer;
  readonly seen: MailServerProbe;
  readonly severity?: Finding['severity'];
  readonly what: RegExp;
  readonly advice?: RegExp;
}

describe('a server that matches its published settings', () => {
  test.each<[string, PublishedServer, Greeted, string]>([
    [
      'with TLS',
      implicit,
      greeted(),
      'It greets after 80 ms; TLSv1.3, certificate from Test CA until 2027-01-30; login with a plain password, PLAIN.',
    ],
    [
      'with STARTTLS',
      starttls,
      upgraded(),
      'It greets after 80 ms; TLSv1.3, certificate from Test CA until 2027-01-30; login with a plain password, PLAIN.',
    ],
  ])('%s', (_, server, seen, what) => {
    expect(mailServerFindings(server, seen, now)).toEqual([
      { about: `${server.host}:${server.port}`, severity: 'ok', what },
    ]);
  });
});

describe('a server', () => {
  test.each<Case>([
    {
      title: 'that has no address',
      seen: { end: 'no-connection', failure: { reason: 'no-name', host: 'imap.example.net' } },
      what: /The IMAP connection fails: no such name/,
      advice: /Give imap\.example\.net an address/,
    },
    {
      title: 'without a listener',
      seen: { end: 'no-connection', failure: { reason: 'refused' } },
      what: /connection refused/,
    },
    {
      title: 'behind a firewall',
      seen: { end: 'no-connection', failure: { reason: 'timeout' } },
      what: /timeout/,
    },
    {
      title: 'published with TLS that starts in plaintext',
      seen: {
        end: 'no-connection',
        failure: { reason: 'tls', detail: 'wrong version number' },
        alternative: { security: 'none', greeting: '* OK ready' },
      },
      what: /starts in plaintext \(IMAP\)/,
      advice: /Publish it with STARTTLS/,
    },
    {
      title: 'published with TLS that starts in plaintext with another protocol',
      seen: {
        end: 'no-connection',
        failure: { reason: 'closed' },
        alternative: { security: 'none', greeting: '220 mx.example.net ESMTP' },
      },
      what: /starts in plaintext \(SMTP\)/,
      advice: /Publish the right port/,
    },
    {
      title: 'with TLS before 1.2 only',
      seen: { end: 'no-connection', failure: { reason: 'tls', detail: 'unsupported protocol' } },
      what: /before 1\.2/,
    },
    {
      title: 'published with STARTTLS that expects implicit TLS',
      server: starttls,
      seen: { end: 'no-greeting', readFailure: 'timeout', alternative: { security: 'tls' } },
      what: /published with STARTTLS, but expects implicit TLS/,
      advice: /Publish it with TLS/,
    },
    {
      title: 'that sends no greeting',
      seen: { end: 'no-greeting', readFailure: 'timeout', tls: tls() },
      what: /accepts the connection, but does not answer/,
    },
    {
      title: 'that closes the connection',
      seen: { end: 'no-greeting', readFailure: 'closed', tls: tls() },
      what: /but closes the connection/,
    },
    {
      title: 'that sends without limit',
      seen: { end: 'no-greeting', readFailure: 'too-long', tls: tls() },
      what: /sends without limit/,
    },
    {
      title: 'that speaks another protocol',
      seen: greeted({ greeting: '+OK POP3 ready' }),
      what: /published for IMAP, but speaks POP3/,
    },
    {
      title: 'that is not a mail server',
      seen: greeted({ greeting: 'SSH-2.0-OpenSSH_9.2' }),
      what: /sends something else: "SSH-2\.0-OpenSSH_9\.2"/,
    },
    {
      title: 'that rejects connections',
      server: submission,
      seen: inTheClear(greeted({ greeting: `554 5.7.1 ${'no '.repeat(100)}` })),
      what: /^It rejects connections: "554 5\.7\.1 .{1,120}…"\.$/,
    },
    {
      title: 'that greets with PREAUTH',
      server: starttls,
      seen: inTheClear(greeted({ greeting: '* PREAUTH welcome' })),
      what: /PREAUTH, after which STARTTLS is not allowed/,
    },
    {
      title: 'without the published STARTTLS',
      server: starttls,
      seen: inTheClear(greeted()),
      what: /published with STARTTLS, but does not offer it/,
    },
    {
      title: 'that offers and rejects STARTTLS',
      server: submission,
      seen: upgraded({
        greeting: '220 hello',
        upgrade: { end: 'refused', reply: '454 4.7.0 TLS not available' },
      }),
      what: /but rejects the command: "454 4\.7\.0 TLS not available"/,
    },
    {
      title: 'whose STARTTLS handshake fails',
      server: starttls,
      seen: upgraded({ upgrade: { end: 'failed', failure: { reason: 'closed' } } }),
      what: /accepts STARTTLS, but the TLS handshake fails: connection closed/,
    },
    {
      title: 'whose STARTTLS supports only TLS before 1.2',
      server: starttls,
      seen: upgraded({
        upgrade: { end: 'failed', failure: { reason: 'tls', detail: 'unsupported protocol' } },
      }),
      what: /before 1\.2/,
    },
    {
      title: 'with a bad certificate after STARTTLS',
      server: starttls,
      seen: upgraded({ upgrade: { end: 'secure', tls: tls('self-signed'), capabilities: capabilities() } }),
      what: /self-signed/,
    },
    {
      title: 'with a bad certificate',
      seen: greeted({ tls: tls('expired') }),
      what: /expired/,
    },
    {
      title: 'that accepts passwords in plaintext too',
      server: starttls,
      seen: upgraded({ capabilities: capabilities({ starttls: true }) }),
      severity: 'warning',
      what: /accepts a password before STARTTLS/,
      advice: /smtpd_tls_auth_only/,
    },
    {
      title: 'that is published without encryption although it supports it',
      server: { ...starttls, security: 'none' },
      seen: upgraded(),
      what: /published without encryption/,
      advice: /^Publish it with STARTTLS\.$/,
    },
    {
      title: 'that closes the connection after the capability command',
      seen: greeted({ aborted: { at: 'capabilities', readFailure: 'closed' } }),
      what: /After the capability command it closes the connection/,
    },
    {
      title: 'that does not answer STARTTLS',
      server: starttls,
      seen: inTheClear(greeted({ capabilities: clear, aborted: { at: 'starttls', readFailure: 'timeout' } })),
      what: /After STARTTLS it does not answer/,
    },
    {
      title: 'that is slow',
      seen: greeted({ milliseconds: 6123 }),
      severity: 'warning',
      what: /greets after 6\.1 s/,
    },
    {
      title: 'that offers only OAuth2 but is published with a password',
      seen: greeted({
        capabilities: capabilities({ mechanisms: ['XOAUTH2', 'OAUTHBEARER'], passwordCommand: false }),
      }),
      what: /published with a password, but offers only XOAUTH2, OAUTHBEARER/,
      advice: /Publish OAuth2, or/,
    },
    {
      title: 'that lacks one of the published methods',
      server: { ...implicit, authentication: ['oauth2', 'password'] },
      seen: greeted(),
      severity: 'warning',
      what: /published with OAuth2, but offers only a plain password, PLAIN/,
    },
    {
      title: 'for mail from other servers, without a login',
      server: submission,
      seen: upgraded({
        greeting: '220 mx.example.net ESMTP',
        upgrade: {
          end: 'secure',
          tls: tls(),
          capabilities: capabilities({ mechanisms: [], passwordCommand: false }),
        },
      }),
      what: /offers no login: this may be a port for mail from other servers/,
    },
    {
      title: 'that offers only an encrypted password',
      seen: greeted({ capabilities: capabilities({ mechanisms: ['CRAM-MD5'], passwordCommand: false }) }),
      what: /offers only CRAM-MD5/,
      advice: /Publish an encrypted password/,
    },
  ])('$title', ({ server = implicit, seen, severity = 'wrong', what, advice }) => {
    const found = mailServerFindings(server, seen, now);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      about: `${server.host}:${server.port}`,
      severity,
      what: expect.stringMatching(what),
    });
    expect(found[0]?.advice).toMatch(advice ?? /./);
  });

  test('may have several flaws', () => {
    const seen = greeted({
      tls: tls('expired'),
      milliseconds: 9000,
      capabilities: capabilities({ passwordCommand: false, mechanisms: [] }),
    });
    expect(mailServerFindings(implicit, seen, now).map(({ severity }) => severity)).toEqual([
      'wrong',
      'wrong',
      'warning',
    ]);
  });
});
