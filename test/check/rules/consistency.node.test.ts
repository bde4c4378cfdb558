/** What clients were told: whether their sources agree, and what is taken from them for published. */

import { describe, expect, test } from 'vitest';
import type { ClientReport, Source } from '../../../src/check/report.ts';
import { agreementFindings } from '../../../src/check/rules/consistency.ts';
import { serversFound, serversOf } from '../../../src/check/rules/published-servers.ts';
import { account, imap, smtp } from '../../support/account.ts';

function client(by: Source, incoming: string, port = 993): ClientReport {
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
    expect(agreementFindings('example.org', clients)).toEqual([]);
  });

  test('may name another port of the same host', () => {
    const clients = [client('autoconfig', 'imap.example.net'), client('srv', 'imap.example.net', 143)];
    expect(agreementFindings('example.org', clients)).toEqual([]);
  });

  test('differ', () => {
    const clients = [
      client('autoconfig', 'imap.example.net'),
      client('srv', 'imap.example.net'),
      client('autodiscover', 'old.example.com'),
    ];
    expect(agreementFindings('example.org', clients)).toEqual([
      expect.objectContaining({
        about: 'IMAP for example.org',
        severity: 'warning',
        what: 'Clients are led to different hosts: imap.example.net:993 by autoconfig and SRV records, old.example.com:993 by Autodiscover.',
      }),
    ]);
  });

  test('are not what others keep about it', () => {
    const clients = [client('autoconfig', 'imap.example.net'), client('ispdb', 'old.example.com')];
    expect(agreementFindings('example.org', clients)).toEqual([]);
  });
});

describe('what is published', () => {
  test('is what clients have found, each once, and no guess', () => {
    const clients = [
      client('autoconfig', 'imap.example.net'),
      client('autodiscover', 'Imap.Example.net.'),
      client('guess', 'mail.example.org'),
    ];
    expect(serversFound(clients)).toEqual([
      { protocol: 'imap', host: 'imap.example.net', port: 993, security: 'tls' },
      { protocol: 'smtp', host: 'smtp.example.net', port: 465, security: 'tls' },
    ]);
  });

  test('is what an account says, filled in', () => {
    const told = serversOf(
      account({ incoming: [{ ...imap(), host: 'mail.%EMAILDOMAIN%' }], outgoing: [smtp()] }),
      'example.org',
    );
    expect(told).toEqual([
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
