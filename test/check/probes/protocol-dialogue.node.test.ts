/** Capabilities in the three protocols, with replies as real servers send them. */

import { describe, expect, test } from 'vitest';
import { type Capabilities, detectProtocol, dialogues } from '../../../src/check/probes/protocol-dialogue.ts';

test.each<[keyof typeof dialogues, string, readonly string[], Capabilities]>([
  [
    'imap',
    'before STARTTLS',
    ['* CAPABILITY IMAP4rev1 LOGIN-REFERRALS STARTTLS LOGINDISABLED', 'f1 OK done'],
    { mechanisms: [], starttls: true, passwordCommand: false },
  ],
  [
    'imap',
    'inside TLS, in lower case',
    ['* capability imap4rev1 auth=plain auth=XOAUTH2', 'f1 OK done'],
    { mechanisms: ['PLAIN', 'XOAUTH2'], starttls: false, passwordCommand: true },
  ],
  [
    'imap',
    'that rejects CAPABILITY',
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
  ['pop3', 'without CAPA', ['-ERR unknown'], { mechanisms: [], starttls: false, passwordCommand: true }],
  [
    'smtp',
    'with STARTTLS',
    ['250-mail.example.net', '250-SIZE 1000', '250 STARTTLS'],
    { mechanisms: [], starttls: true, passwordCommand: false },
  ],
  [
    'smtp',
    'with AUTH in both spellings',
    ['250-mail.example.net', '250-AUTH PLAIN LOGIN', '250-AUTH=PLAIN LOGIN', '250 8BITMIME'],
    { mechanisms: ['PLAIN', 'LOGIN'], starttls: false, passwordCommand: false },
  ],
  ['smtp', 'without EHLO', ['502 what?'], { mechanisms: [], starttls: false, passwordCommand: false }],
])('%s %s', (protocol, _, lines, capabilities) => {
  expect(dialogues[protocol].parseCapabilities(lines)).toEqual(capabilities);
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
])('the greeting %s is %s', (line, protocol) => {
  expect(detectProtocol(line)).toBe(protocol);
});

describe('the end of a reply', () => {
  test.each<[keyof typeof dialogues, 'greeting' | 'capabilities' | 'starttls', readonly string[], boolean]>([
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
    expect(dialogues[protocol].isComplete(lines, about)).toBe(last);
  });
});

test('no protocol has a login command', () => {
  for (const { capabilitiesCommand, starttlsCommand, logoutCommand } of Object.values(dialogues)) {
    const commands = [capabilitiesCommand, starttlsCommand, logoutCommand]
      .map((command) => command(1))
      .join('');
    expect(commands).not.toMatch(/\b(AUTH|AUTHENTICATE|LOGIN|USER|PASS|APOP)\b/i);
  }
});
