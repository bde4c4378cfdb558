/** Consistency of the sources that clients found, and the servers that count as published. */

import { describe, expect, test } from 'vitest';
import type { ClientReport, SettingsSource } from '../../../src/check/report.ts';
import { consistencyFindings } from '../../../src/check/rules/consistency.ts';
import { accountServers, foundServers } from '../../../src/check/rules/published-servers.ts';
import { account, imap, smtp } from '../../support/account.ts';

function client(by: SettingsSource, incoming: string, port = 993): ClientReport {
  const login = { security: 'tls', username: 'jo@example.org' } as const;
  return {
    client: { id: by, name: by },
    steps: [],
    found: { by, where: 'there' },
    settings: {
      incoming: { protocol: 'imap', host: incoming, port, ...login },
      outgoing: { host: 'smtp.example.net', port: 465, ...login },
    },
    verdict: 'works',
    why: '',
    advice: [],
    milliseconds: 1,
  };
}

describe('the sources of a domain', () => {
  test('agree', () => {
    const clients = [client('autoconfig', 'imap.example.net'), client('autodiscover', 'IMAP.example.net')];
    expect(consistencyFindings('example.org', clients)).toEqual([]);
  });

  test('may have another port of the same host', () => {
    const clients = [client('autoconfig', 'imap.example.net'), client('srv', 'imap.example.net', 143)];
    expect(consistencyFindings('example.org', clients)).toEqual([]);
  });

  test('differ', () => {
    const clients = [
      client('autoconfig', 'imap.example.net'),
      client('srv', 'imap.example.net'),
      client('autodiscover', 'old.example.com'),
    ];
    expect(consistencyFindings('example.org', clients)).toEqual([
      expect.objectContaining({
        about: 'IMAP for example.org',
        severity: 'warning',
        what: 'Clients get different hosts: imap.example.net:993 from autoconfig and SRV records, old.example.com:993 from Autodiscover.',
      }),
    ]);
  });

  test('do not include Mozilla’s database', () => {
    const clients = [client('autoconfig', 'imap.example.net'), client('ispdb', 'old.example.com')];
    expect(consistencyFindings('example.org', clients)).toEqual([]);
  });
});

describe('published servers', () => {
  test('are those that clients found, each once, without guesses', () => {
    const clients = [
      client('autoconfig', 'imap.example.net'),
      client('autodiscover', 'Imap.Example.net.'),
      client('guess', 'mail.example.org'),
    ];
    expect(foundServers(clients)).toEqual([
      { protocol: 'imap', host: 'imap.example.net', port: 993, security: 'tls' },
      { protocol: 'smtp', host: 'smtp.example.net', port: 465, security: 'tls' },
    ]);
  });

  test('are those of an account, with placeholders filled in', () => {
    const servers = accountServers(
      account({ incoming: [{ ...imap(), host: 'mail.%EMAILDOMAIN%' }], outgoing: [smtp()] }),
      'example.org',
    );
    expect(servers).toEqual([
      {
        protocol: 'imap',
        host: 'mail.example.org',
        port: 993,
        security: 'tls',
        authentication: ['password'],
      },
      {
        protocol: 'smtp',
        host: 'smtp.example.net',
        port: 465,
        security: 'tls',
        authentication: ['password'],
      },
    ]);
  });
});
