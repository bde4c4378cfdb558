/** What a provider offers beside mail servers, as an operator writes it. */

import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/index.ts';
import type { Services } from '../../src/model/account.ts';

const documentWith = (services: Readonly<Record<string, unknown>>) => ({
  providers: {
    'example.net': {
      name: 'Example Mail',
      shortName: 'Example',
      incoming: ['imaps://imap.example.net'],
      outgoing: ['smtps://smtp.example.net'],
      ...services,
    },
  },
});

function read(document: unknown): Services | readonly string[] {
  const config = readConfig(document);
  return config.ok
    ? (config.value.defaultAccount ?? [])
    : config.refusal.map(({ path, message }) => `${path} ${message}`);
}

describe('a service is taken', () => {
  test.each<[string, Readonly<Record<string, unknown>>, Services]>([
    ['as a URL', { caldav: 'https://dav.example.net' }, { caldav: 'https://dav.example.net/' }],
    [
      'Autodiscover elsewhere, by URL',
      { autodiscover: 'https://ex.example.net/Autodiscover/Autodiscover.xml' },
      { autodiscover: { to: 'url', url: 'https://ex.example.net/Autodiscover/Autodiscover.xml' } },
    ],
    [
      'Autodiscover elsewhere, by address',
      { autodiscover: '%EMAILLOCALPART%@tenant.example.com' },
      { autodiscover: { to: 'address', address: '%EMAILLOCALPART%@tenant.example.com' } },
    ],
    [
      'an issuer alone',
      { oauth2: { issuer: 'https://login.example.net' } },
      { oauth2: { issuer: 'https://login.example.net', endpoints: undefined, openRegistration: false } },
    ],
    [
      'an issuer with its end-points',
      {
        oauth2: {
          issuer: 'https://login.example.net',
          authorization: 'https://login.example.net/auth',
          token: 'https://login.example.net/token',
          scope: 'mail offline_access',
          openRegistration: true,
        },
      },
      {
        oauth2: {
          issuer: 'https://login.example.net',
          endpoints: {
            authorization: 'https://login.example.net/auth',
            token: 'https://login.example.net/token',
            scope: 'mail offline_access',
          },
          openRegistration: true,
        },
      },
    ],
    [
      'ManageSieve',
      { managesieve: 'sieve+starttls://sieve.example.net' },
      { managesieve: { host: 'sieve.example.net', port: 4190, security: 'starttls' } },
    ],
    [
      'ManageSieve with TLS from the first byte',
      { managesieve: 'sieves://sieve.example.net:4191' },
      { managesieve: { host: 'sieve.example.net', port: 4191, security: 'tls' } },
    ],
    [
      'an LDAP address book',
      { ldap: 'ldaps://ldap.example.net/ou=people,dc=example,dc=net' },
      { ldap: { host: 'ldap.example.net', port: 636, base: 'ou=people,dc=example,dc=net' } },
    ],
    [
      'an LDAP address book without a base',
      { ldap: 'ldaps://ldap.example.net:6360' },
      { ldap: { host: 'ldap.example.net', port: 6360, base: '' } },
    ],
    [
      'MTA-STS',
      { mtaSts: { mode: 'enforce', mx: ['mx1.example.net', '*.MX.example.net'] } },
      {
        mtaSts: { mode: 'enforce', mx: ['mx1.example.net', '*.mx.example.net'], maxAgeSeconds: 604_800 },
      },
    ],
    ['reports of TLS', { tlsReports: 'mailto:tls@example.net' }, { tlsReports: 'mailto:tls@example.net' }],
  ])('%s', (_, services, expected) => {
    expect(read(documentWith(services))).toMatchObject(expected);
  });
});

describe('a service is refused', () => {
  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['in the clear', { carddav: 'http://dav.example.net' }, 'carddav must be an https URL'],
    ['Autodiscover at no .xml', { autodiscover: 'https://ex.example.net/' }, 'autodiscover "https://'],
    ['Autodiscover at a domain', { autodiscover: 'ex.example.net' }, 'autodiscover "ex.example.net"'],
    [
      'an issuer with a query',
      { oauth2: { issuer: 'https://login.example.net/?a' } },
      'oauth2.issuer has a query',
    ],
    [
      'an issuer with half of its end-points',
      { oauth2: { issuer: 'https://login.example.net', token: 'https://login.example.net/token' } },
      'oauth2 needs authorization and scope too',
    ],
    ['ManageSieve in the clear', { managesieve: 'sieve://sieve.example.net' }, 'managesieve "sieve://'],
    ['LDAP in the clear', { ldap: 'ldap://ldap.example.net/' }, 'ldap "ldap://'],
    ['LDAP at no port', { ldap: 'ldaps://ldap.example.net:0/' }, 'ldap "ldaps://'],
    ['LDAP with a broken base', { ldap: 'ldaps://ldap.example.net/%zz' }, 'ldap "ldaps://'],
    ['MTA-STS without exchangers', { mtaSts: { mode: 'enforce' } }, 'mtaSts.mx names no mail exchanger'],
    [
      'MTA-STS with a star in the middle',
      { mtaSts: { mx: ['mx.*.example.net'] } },
      'mtaSts.mx.0 "mx.*.example.net" is neither',
    ],
    ['reports to nowhere', { tlsReports: 'tls@example.net' }, 'tlsReports must be a mailto:'],
    [
      'reports to two places',
      { tlsReports: 'mailto:a@example.net,mailto:b@example.net' },
      'tlsReports holds a character',
    ],
  ])('%s', (_, services, complaint) => {
    expect(read(documentWith(services))).toEqual([
      expect.stringContaining(`providers.example.net.${complaint}`),
    ]);
  });
});

test('a provider may be nothing but an Exchange that answers for itself', () => {
  const document = documentWith({
    incoming: [],
    outgoing: [],
    autodiscover: 'https://ex.example.net/autodiscover/autodiscover.xml',
  });
  expect(read(document)).toMatchObject({ incoming: [], autodiscover: { to: 'url' } });
});
