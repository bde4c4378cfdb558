/** What servers say of themselves, in the three languages; the answers are as real servers give them. */

import { describe, expect, test } from 'vitest';
import { languages, type Offer, spokenIn } from '../../../src/check/probes/protocol-dialogue.ts';

test.each<[keyof typeof languages, string, readonly string[], Offer]>([
  [
    'imap',
    'before STARTTLS',
    ['* CAPABILITY IMAP4rev1 LOGIN-REFERRALS STARTTLS LOGINDISABLED', 'f1 OK done'],
    { mechanisms: [], starttls: true, passwordCommand: false },
  ],
  [
    'imap',
    'inside TLS, in small letters',
    ['* capability imap4rev1 auth=plain auth=XOAUTH2', 'f1 OK done'],
    { mechanisms: ['PLAIN', 'XOAUTH2'], starttls: false, passwordCommand: true },
  ],
  [
    'imap',
    'that does not want to say',
    ['f1 BAD unknown'],
    { mechanisms: [], starttls: false, passwordCommand: false },
  ],
  [
    'pop3',
    'with STLS',
    ['+OK', 'CAPA', 'TOP', 'STLS', 'SASL', '.'],
    { mechanisms: [], starttls: true, passwordCommand: false },
  ],
  [
    'pop3',
    'inside TLS',
    ['+OK list follows', 'USER', 'SASL PLAIN LOGIN', '.'],
    { mechanisms: ['PLAIN', 'LOGIN'], starttls: false, passwordCommand: true },
  ],
  ['pop3', 'of 1996', ['-ERR unknown'], { mechanisms: [], starttls: false, passwordCommand: true }],
  [
    'smtp',
    'with STARTTLS',
    ['250-mail.example.net', '250-SIZE 1000', '250 STARTTLS'],
    { mechanisms: [], starttls: true, passwordCommand: false },
  ],
  [
    'smtp',
    'that says AUTH in both ways',
    ['250-mail.example.net', '250-AUTH PLAIN LOGIN', '250-AUTH=PLAIN LOGIN', '250 8BITMIME'],
    { mechanisms: ['PLAIN', 'LOGIN'], starttls: false, passwordCommand: false },
  ],
  [
    'smtp',
    'that does not know EHLO',
    ['502 what?'],
    { mechanisms: [], starttls: false, passwordCommand: false },
  ],
])('%s %s', (protocol, _, lines, offer) => {
  expect(languages[protocol].offer(lines)).toEqual(offer);
});

test.each([
  ['* OK Dovecot ready.', 'imap'],
  ['+OK ready <1.2@example.net>', 'pop3'],
  ['220 mail.example.net ESMTP Postfix', 'smtp'],
  ['220-mail.example.net ESMTP', 'smtp'],
  ['220 ProFTPD FTP Server ready', undefined],
  ['SSH-2.0-OpenSSH', undefined],
  ['HTTP/1.1 400 Bad Request', undefined],
  ['* BYE', undefined],
])('%s is greeted in %s', (line, protocol) => {
  expect(spokenIn(line)).toBe(protocol);
});

describe('the end of an answer', () => {
  test.each<[keyof typeof languages, 'greeting' | 'capabilities' | 'starttls', readonly string[], boolean]>([
    ['imap', 'greeting', ['* OK'], true],
    ['imap', 'capabilities', ['* CAPABILITY IMAP4rev1'], false],
    ['imap', 'capabilities', ['* CAPABILITY IMAP4rev1', 'f1 OK'], true],
    ['pop3', 'capabilities', ['+OK', 'USER'], false],
    ['pop3', 'capabilities', ['+OK', 'USER', '.'], true],
    ['pop3', 'capabilities', ['-ERR'], true],
    ['pop3', 'starttls', ['+OK'], true],
    ['smtp', 'greeting', ['220-one moment'], false],
    ['smtp', 'greeting', ['220-one moment', '220 ready'], true],
    ['smtp', 'starttls', ['220'], true],
  ])('%s %s %j: %s', (protocol, about, lines, last) => {
    expect(languages[protocol].isLast(lines, about)).toBe(last);
  });
});

test('none of them has a word for logging in', () => {
  for (const { capabilities, starttls, goodbye } of Object.values(languages)) {
    const said = [capabilities, starttls, goodbye].map((say) => say(1)).join('');
    expect(said).not.toMatch(/\b(AUTH|AUTHENTICATE|LOGIN|USER|PASS|APOP)\b/i);
  }
});
