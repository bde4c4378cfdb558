/** Findings for real Dovecot and Postfix servers with correct and wrong published settings. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Net } from '../../src/check/net.ts';
import { probeMailServer } from '../../src/check/probes/mail-server.ts';
import { mailServerFindings } from '../../src/check/rules/mail/server.ts';
import type { PublishedServer } from '../../src/check/rules/published-servers.ts';
import { directRoute } from '../../src/cli/shared/network/http.ts';
import { nodeNet } from '../../src/cli/shared/network/index.ts';
import { authority } from '../support/crypto/tls-authority.ts';
import { type KnotServer, knotInstalled, knotServer } from '../support/servers/knot-server.ts';
import {
  type DovecotPort,
  dovecot,
  mailAddress,
  mailProgramsInstalled,
  type PostfixPort,
  postfix,
  type Running,
} from '../support/servers/mail-programs.ts';

const installed = mailProgramsInstalled && knotInstalled;

describe.skipIf(!installed)(
  installed
    ? 'Dovecot and Postfix'
    : 'Dovecot and Postfix (need root and: apt-get install dovecot-imapd dovecot-pop3d postfix knot openssl)',
  () => {
    let folder: string;
    let knot: KnotServer;
    let imap: Running<DovecotPort> & { readonly authSocket: string };
    let smtp: Running<PostfixPort>;
    let startPostfix: (name: string) => Promise<Running<PostfixPort>>;
    let net: Net;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'facteur-mail-'));
      const into = (name: string): string => {
        mkdirSync(join(folder, name));
        return join(folder, name);
      };
      const ca = authority(into('authority'));
      const certificate = ca.issue('mail', ['imap.example.net', 'smtp.example.net']);
      knot = await knotServer({ 'example.net': zone });
      imap = await dovecot(into('dovecot'), certificate);
      startPostfix = (name) => postfix(into(name), certificate, imap.authSocket);
      smtp = await startPostfix('postfix');
      net = nodeNet({
        resolver: `127.0.0.1:${knot.port}`,
        ca: readFileSync(ca.root, 'utf8'),
        limitMilliseconds: 2000,
        routeOf: directRoute,
      });
    }, 60_000);
    // Postfix once exited on its own, which is not under test: print its output and start another one.
    beforeEach(async () => {
      const output = smtp.lastWords();
      if (output === undefined) return;
      console.warn(`Postfix exited on its own:\n${output}`);
      smtp = await startPostfix('another-postfix');
    }, 60_000);
    afterAll(async () => {
      await smtp?.stop();
      await imap?.stop();
      await knot?.stop();
      rmSync(folder, { recursive: true });
    }, 60_000);

    const zone = `$ORIGIN example.net.
$TTL 60
@ SOA ns hostmaster 1 3600 600 86400 60
@ NS ns
ns A 127.0.0.1
imap A ${mailAddress}
smtp A ${mailAddress}
other A ${mailAddress}
`;

    async function found(server: PublishedServer) {
      const seen = await probeMailServer(server, net, () => performance.now());
      return mailServerFindings(server, seen, new Date()).map(({ severity, what }) => `${severity}: ${what}`);
    }

    type Published = Omit<PublishedServer, 'port'> & { readonly at: DovecotPort | PostfixPort };
    const portOf = (at: Published['at']): number =>
      at in imap.ports ? { ...imap.ports, ...smtp.ports }[at] : smtp.ports[at as PostfixPort];

    const imapHost = { protocol: 'imap', host: 'imap.example.net' } as const;
    const pop3Host = { protocol: 'pop3', host: 'imap.example.net' } as const;
    const smtpHost = { protocol: 'smtp', host: 'smtp.example.net' } as const;
    const fine = (ways: string): RegExp =>
      new RegExp(
        `^ok: It greets after \\d+ ms; TLSv1\\.3, certificate from between until [\\d-]{10}; login with ${ways}\\.$`,
      );

    test.each<[string, Published, readonly RegExp[]]>([
      [
        'IMAP with TLS',
        { ...imapHost, security: 'tls', at: 'imaps' },
        [fine('a plain password, PLAIN, LOGIN')],
      ],
      [
        'IMAP with STARTTLS',
        { ...imapHost, security: 'starttls', at: 'imap' },
        [fine('a plain password, PLAIN, LOGIN')],
      ],
      [
        'POP3 with TLS',
        { ...pop3Host, security: 'tls', at: 'pop3s' },
        [fine('a plain password, PLAIN, LOGIN')],
      ],
      [
        'POP3 with STLS',
        { ...pop3Host, security: 'starttls', at: 'pop3' },
        [fine('a plain password, PLAIN, LOGIN')],
      ],
      ['submission with TLS', { ...smtpHost, security: 'tls', at: 'submissions' }, [fine('PLAIN, LOGIN')]],
      [
        'submission with STARTTLS',
        { ...smtpHost, security: 'starttls', at: 'submission' },
        [fine('PLAIN, LOGIN')],
      ],
      [
        'IMAP with TLS at the port that starts in plaintext',
        { ...imapHost, security: 'tls', at: 'imap' },
        [/^wrong: It is published with implicit TLS, but starts in plaintext \(IMAP\)/],
      ],
      [
        'submission with TLS at the port that starts in plaintext',
        { ...smtpHost, security: 'tls', at: 'submission' },
        [/^wrong: It is published with implicit TLS, but starts in plaintext \(SMTP\)/],
      ],
      [
        'IMAP with STARTTLS at the port with implicit TLS',
        { ...imapHost, security: 'starttls', at: 'imaps' },
        [/^wrong: It is published with STARTTLS, but expects implicit TLS/],
      ],
      [
        'submission with STARTTLS at the port with implicit TLS',
        { ...smtpHost, security: 'starttls', at: 'submissions' },
        [/^wrong: It is published with STARTTLS, but expects implicit TLS/],
      ],
      [
        'IMAP at the port of POP3',
        { ...imapHost, security: 'tls', at: 'pop3s' },
        [/^wrong: It is published for IMAP, but speaks POP3/],
      ],
      [
        'POP3 at the port of SMTP',
        { ...pop3Host, security: 'starttls', at: 'submission' },
        [/^wrong: It is published for POP3, but speaks SMTP/],
      ],
      [
        'another name than the certificate’s',
        { protocol: 'imap', host: 'other.example.net', security: 'tls', at: 'imaps' },
        [/^wrong: Its certificate is for imap\.example\.net, smtp\.example\.net\. Thunderbird/],
      ],
      [
        'submission at the port for mail from other servers',
        { ...smtpHost, security: 'starttls', at: 'relay' },
        [/^wrong: It is published with a password, but offers no login/],
      ],
      [
        'STARTTLS on a server without it',
        { ...smtpHost, security: 'starttls', at: 'bare' },
        [/^wrong: It is published with STARTTLS, but does not offer it/],
      ],
      [
        'no encryption',
        { ...imapHost, security: 'none', at: 'imap' },
        [/^wrong: It is published without encryption/],
      ],
      [
        'OAuth2, which it does not support',
        { ...imapHost, security: 'tls', at: 'imaps', authentication: ['oauth2'] },
        [/^wrong: It is published with OAuth2, but offers only a plain password, PLAIN, LOGIN/],
      ],
    ])('%s', { timeout: 30_000, retry: 1 }, async (_, { at, ...published }, expected) => {
      const findings = await found({ ...published, port: portOf(at) });
      expect(findings).toEqual(expected.map((one) => expect.stringMatching(one)));
    });

    test('no login was attempted', () => {
      const log = readFileSync(join(folder, 'dovecot', 'dovecot.log'), 'utf8');
      expect(log).toContain('imap-login');
      expect(log).not.toMatch(/user=<[^>]|auth failed|method=\w/i);
      expect(readFileSync(join(folder, 'postfix', 'postfix.log'), 'utf8')).not.toMatch(
        /SASL \w+ authentication/i,
      );
    });
  },
);
