/** Mail servers as they were seen, against what is published of them. */

import { describe, expect, test } from 'vitest';
import type { CertificateFlaw, Tls } from '../../../../src/check/net.ts';
import type { Greeted, MailSeen } from '../../../../src/check/probes/mail-server.ts';
import type { Offer } from '../../../../src/check/probes/protocol-dialogue.ts';
import type { Finding } from '../../../../src/check/report.ts';
import { mailFindings } from '../../../../src/check/rules/mail/server.ts';
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

const offer = (changes: Partial<Offer> = {}): Offer => ({
  mechanisms: ['PLAIN'],
  starttls: false,
  passwordCommand: true,
  ...changes,
});
/** Before STARTTLS. */
const clear = offer({ mechanisms: [], starttls: true, passwordCommand: false });

const greeted = (changes: Partial<Greeted> = {}): Greeted => ({
  end: 'greeted',
  greeting: '* OK ready',
  milliseconds: 80,
  tls: tls(),
  offer: offer(),
  ...changes,
});
/** A server without TLS from the first byte. */
const inTheClear = ({ tls: _, ...rest }: Greeted): Greeted => rest;
const upgraded = (changes: Partial<Greeted> = {}): Greeted =>
  inTheClear(greeted({ offer: clear, upgrade: { end: 'secure', tls: tls(), offer: offer() }, ...changes }));

interface Case {
  readonly title: string;
  readonly server?: PublishedServer;
  readonly seen: MailSeen;
  readonly severity?: Finding['severity'];
  readonly what: RegExp;
  readonly advice?: RegExp;
}

describe('a server that is as it is published', () => {
  test.each<[string, PublishedServer, Greeted, string]>([
    [
      'with TLS',
      implicit,
      greeted(),
      'It greets after 80 ms; TLSv1.3, certificate of Test CA until 2027-01-30; takes a plain password, PLAIN.',
    ],
    [
      'with STARTTLS',
      starttls,
      upgraded(),
      'It greets after 80 ms; TLSv1.3, certificate of Test CA until 2027-01-30; takes a plain password, PLAIN.',
    ],
  ])('%s', (_, server, seen, what) => {
    expect(mailFindings(server, seen, now)).toEqual([
      { about: `${server.host}:${server.port}`, severity: 'ok', what },
    ]);
  });
});

describe('a server', () => {
  test.each<Case>([
    {
      title: 'that has no address',
      seen: { end: 'no-connection', failure: { reason: 'no-name', host: 'imap.example.net' } },
      what: /Asked for IMAP: no such name/,
      advice: /Give imap\.example\.net an address/,
    },
    {
      title: 'where nobody listens',
      seen: { end: 'no-connection', failure: { reason: 'refused' } },
      what: /nobody listens there/,
    },
    {
      title: 'behind a firewall',
      seen: { end: 'no-connection', failure: { reason: 'timeout' } },
      what: /no answer in time/,
    },
    {
      title: 'published with TLS that begins in the clear',
      seen: {
        end: 'no-connection',
        failure: { reason: 'tls', detail: 'wrong version number' },
        other: { security: 'none', greeting: '* OK ready' },
      },
      what: /begins in the clear, in IMAP/,
      advice: /Publish it with STARTTLS/,
    },
    {
      title: 'published with TLS that begins in the clear, and is another',
      seen: {
        end: 'no-connection',
        failure: { reason: 'closed' },
        other: { security: 'none', greeting: '220 mx.example.net ESMTP' },
      },
      what: /begins in the clear, in SMTP/,
      advice: /Publish the right port/,
    },
    {
      title: 'with TLS of long ago',
      seen: { end: 'no-connection', failure: { reason: 'tls', detail: 'unsupported protocol' } },
      what: /before 1\.2/,
    },
    {
      title: 'published with STARTTLS that waits for TLS',
      server: starttls,
      seen: { end: 'no-greeting', silence: 'timeout', other: { security: 'tls' } },
      what: /published with STARTTLS, and waits for TLS from the first byte/,
      advice: /Publish it with TLS/,
    },
    {
      title: 'that says nothing',
      seen: { end: 'no-greeting', silence: 'timeout', tls: tls() },
      what: /takes the connection and says nothing/,
    },
    {
      title: 'that hangs up',
      seen: { end: 'no-greeting', silence: 'closed', tls: tls() },
      what: /hangs up/,
    },
    {
      title: 'that never comes to an end',
      seen: { end: 'no-greeting', silence: 'too-long', tls: tls() },
      what: /sends without end/,
    },
    {
      title: 'that speaks another language',
      seen: greeted({ greeting: '+OK POP3 ready' }),
      what: /published for IMAP, and speaks POP3/,
    },
    {
      title: 'that is none for mail',
      seen: greeted({ greeting: 'SSH-2.0-OpenSSH_9.2' }),
      what: /says something else: "SSH-2\.0-OpenSSH_9\.2"/,
    },
    {
      title: 'that turns callers away',
      server: submission,
      seen: inTheClear(greeted({ greeting: `554 5.7.1 ${'no '.repeat(100)}` })),
      what: /^It turns callers away: "554 5\.7\.1 .{1,120}…"\.$/,
    },
    {
      title: 'that lets everybody in',
      server: starttls,
      seen: inTheClear(greeted({ greeting: '* PREAUTH welcome' })),
      what: /PREAUTH, and after that no STARTTLS/,
    },
    {
      title: 'without the STARTTLS that is published',
      server: starttls,
      seen: inTheClear(greeted()),
      what: /published with STARTTLS, and does not offer it/,
    },
    {
      title: 'that takes STARTTLS back',
      server: submission,
      seen: upgraded({
        greeting: '220 hello',
        upgrade: { end: 'refused', answer: '454 4.7.0 TLS not available' },
      }),
      what: /then refuses it: "454 4\.7\.0 TLS not available"/,
    },
    {
      title: 'whose STARTTLS comes to nothing',
      server: starttls,
      seen: upgraded({ upgrade: { end: 'failed', failure: { reason: 'closed' } } }),
      what: /agrees to STARTTLS, and then: hung up/,
    },
    {
      title: 'whose STARTTLS is of long ago',
      server: starttls,
      seen: upgraded({
        upgrade: { end: 'failed', failure: { reason: 'tls', detail: 'unsupported protocol' } },
      }),
      what: /before 1\.2/,
    },
    {
      title: 'with a flawed certificate behind STARTTLS',
      server: starttls,
      seen: upgraded({ upgrade: { end: 'secure', tls: tls('self-signed'), offer: offer() } }),
      what: /signed by itself/,
    },
    {
      title: 'with a flawed certificate',
      seen: greeted({ tls: tls('expired') }),
      what: /expired/,
    },
    {
      title: 'that would take passwords in the clear as well',
      server: starttls,
      seen: upgraded({ offer: offer({ starttls: true }) }),
      severity: 'warning',
      what: /would take a password before STARTTLS/,
      advice: /smtpd_tls_auth_only/,
    },
    {
      title: 'that is published without encryption, though it has some',
      server: { ...starttls, security: 'none' },
      seen: upgraded(),
      what: /published without encryption/,
      advice: /^Publish it with STARTTLS\.$/,
    },
    {
      title: 'that hangs up when asked what it offers',
      seen: greeted({ brokenOff: { at: 'capabilities', silence: 'closed' } }),
      what: /Asked what it offers, it hangs up/,
    },
    {
      title: 'that is silent when asked for STARTTLS',
      server: starttls,
      seen: inTheClear(greeted({ offer: clear, brokenOff: { at: 'starttls', silence: 'timeout' } })),
      what: /Asked for STARTTLS, it says nothing/,
    },
    {
      title: 'that is slow',
      seen: greeted({ milliseconds: 6123 }),
      severity: 'warning',
      what: /greets after 6\.1 s/,
    },
    {
      title: 'that takes OAuth2 alone, and is published with a password',
      seen: greeted({ offer: offer({ mechanisms: ['XOAUTH2', 'OAUTHBEARER'], passwordCommand: false }) }),
      what: /published with a password, and offers only XOAUTH2, OAUTHBEARER/,
      advice: /Publish OAuth2, or/,
    },
    {
      title: 'that lacks one of the ways that are published',
      server: { ...implicit, authentication: ['oauth2', 'password'] },
      seen: greeted(),
      severity: 'warning',
      what: /published with OAuth2, and offers only a plain password, PLAIN/,
    },
    {
      title: 'that is for other servers, and lets nobody log in',
      server: submission,
      seen: upgraded({
        greeting: '220 mx.example.net ESMTP',
        upgrade: { end: 'secure', tls: tls(), offer: offer({ mechanisms: [], passwordCommand: false }) },
      }),
      what: /offers no way to log in: this may be a port for other servers’ mail/,
    },
    {
      title: 'that has an encrypted password alone',
      seen: greeted({ offer: offer({ mechanisms: ['CRAM-MD5'], passwordCommand: false }) }),
      what: /offers only CRAM-MD5/,
      advice: /Publish an encrypted password/,
    },
  ])('$title', ({ server = implicit, seen, severity = 'wrong', what, advice }) => {
    const found = mailFindings(server, seen, now);
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
      offer: offer({ passwordCommand: false, mechanisms: [] }),
    });
    expect(mailFindings(implicit, seen, now).map(({ severity }) => severity)).toEqual([
      'wrong',
      'wrong',
      'warning',
    ]);
  });
});
