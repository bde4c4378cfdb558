/** Which records a domain gets, and which do not fit into DNS. */

import { describe, expect, test } from 'vitest';
import { mtaStsId } from '../../src/dialects/mta-sts.ts';
import { paccDigest } from '../../src/dialects/pacc.ts';
import type { Account } from '../../src/model/account.ts';
import type { DnsSettings } from '../../src/model/dns-record.ts';
import { rdataOf } from '../../src/records/rdata.ts';
import { account, imap, pop3, smtp } from '../support/account.ts';
import { setOf, settings } from '../support/records.ts';
import { bodyOf, configOf, documents, send } from '../support/world.ts';

/** `_imaps._tcp SRV 0 1 993 imap.example.net.`, of `example.org` unless another domain is named. */
async function lines(changes: Partial<Account>, dns: Partial<DnsSettings> = {}, domain = 'example.org') {
  const { records } = await setOf(account(changes), settings(dns), domain);
  return records.map(
    (record) => `${record.name.replace(`.${domain}`, '')} ${record.type} ${rdataOf(record)}`,
  );
}

/** Those of the lines that begin with one of these names. */
const below = async (names: readonly string[], ...rest: Parameters<typeof lines>) =>
  (await lines(...rest)).filter((line) => names.includes(line.split(' ')[0] ?? ''));

const mailNames = ['_imaps', '_imap', '_pop3s', '_pop3', '_submissions', '_submission'].map(
  (name) => `${name}._tcp`,
);

describe('mail', () => {
  test.each<[why: string, changes: Partial<Account>, expected: readonly string[]]>([
    [
      'is told of as it is offered, and what is not offered as well',
      {},
      [
        '_imaps._tcp SRV 0 1 993 imap.example.net.',
        '_pop3s._tcp SRV 1 1 995 pop.example.net.',
        '_imap._tcp SRV 0 0 0 .',
        '_pop3._tcp SRV 0 0 0 .',
        '_submissions._tcp SRV 0 1 465 smtp.example.net.',
        '_submission._tcp SRV 0 0 0 .',
      ],
    ],
    [
      'behind STARTTLS has names of its own',
      { incoming: [imap(143, 'starttls')], outgoing: [smtp(587, 'starttls')] },
      [
        '_imap._tcp SRV 0 1 143 imap.example.net.',
        '_imaps._tcp SRV 0 0 0 .',
        '_pop3s._tcp SRV 0 0 0 .',
        '_pop3._tcp SRV 0 0 0 .',
        '_submission._tcp SRV 0 1 587 smtp.example.net.',
        '_submissions._tcp SRV 0 0 0 .',
      ],
    ],
    [
      'at other ports is told of with them, in the order of preference',
      { incoming: [imap(1993), imap(1143, 'starttls'), pop3()], outgoing: [smtp(), smtp(587, 'starttls')] },
      [
        '_imaps._tcp SRV 0 1 1993 imap.example.net.',
        '_imap._tcp SRV 1 1 1143 imap.example.net.',
        '_pop3s._tcp SRV 2 1 995 pop.example.net.',
        '_pop3._tcp SRV 0 0 0 .',
        '_submissions._tcp SRV 0 1 465 smtp.example.net.',
        '_submission._tcp SRV 1 1 587 smtp.example.net.',
      ],
    ],
    ['of which nothing is known is not said to be missing', { incoming: [], outgoing: [] }, []],
    [
      'without encryption is for people alone',
      { manual: [{ ...imap(143), security: 'none' }], incoming: [pop3()], outgoing: [] },
      [
        '_pop3s._tcp SRV 0 1 995 pop.example.net.',
        '_imaps._tcp SRV 0 0 0 .',
        '_imap._tcp SRV 0 0 0 .',
        '_pop3._tcp SRV 0 0 0 .',
      ],
    ],
    [
      'at a host that is named after the domain has its name filled in',
      { incoming: [{ ...imap(), host: 'mail.%EMAILDOMAIN%' }], outgoing: [] },
      [
        '_imaps._tcp SRV 0 1 993 mail.example.org.',
        '_imap._tcp SRV 0 0 0 .',
        '_pop3s._tcp SRV 0 0 0 .',
        '_pop3._tcp SRV 0 0 0 .',
      ],
    ],
  ])('%s', async (_, changes, expected) => {
    expect(await below(mailNames, changes)).toEqual(expected);
  });
});

describe('the hosts', () => {
  const names = ['autoconfig', 'autodiscover', 'ua-auto-config', 'mta-sts'];
  const mtaSts = { mode: 'testing', mx: ['mx.example.net'], maxAgeSeconds: 60 } as const;
  const exchange = { incoming: [], outgoing: [], ews: 'https://ex.example.net/ews' };

  test.each<[why: string, changes: Partial<Account>, dns: Partial<DnsSettings>, expected: readonly string[]]>(
    [
      [
        'are aliases of the service’s own',
        { mtaSts },
        {},
        names.map((name) => `${name} CNAME facteur.example.net.`),
      ],
      [
        'are those at which there is something',
        {},
        {},
        names.slice(0, 3).map((name) => `${name} CNAME facteur.example.net.`),
      ],
      [
        'are fewer where STARTTLS leaves PACC nothing to say',
        { incoming: [imap(143, 'starttls')] },
        {},
        names.slice(0, 2).map((name) => `${name} CNAME facteur.example.net.`),
      ],
      [
        'have no autodiscover where Autodiscover cannot express the servers',
        { incoming: [{ ...imap(), authentication: ['password-encrypted'] }] },
        {},
        ['autoconfig', 'ua-auto-config'].map((name) => `${name} CNAME facteur.example.net.`),
      ],
      ['are autodiscover alone for an Exchange', exchange, {}, ['autodiscover CNAME facteur.example.net.']],
      [
        'have the addresses that are configured',
        exchange,
        { addresses: ['192.0.2.1', '2001:db8::1'] },
        ['autodiscover A 192.0.2.1', 'autodiscover AAAA 2001:db8::1'],
      ],
      ['are not there when nothing tells where the service is', { mtaSts }, { host: undefined }, []],
      [
        'leave out the service’s own name, which would be an alias of itself',
        {},
        { host: 'autoconfig.example.org' },
        ['autodiscover CNAME autoconfig.example.org.', 'ua-auto-config CNAME autoconfig.example.org.'],
      ],
    ],
  )('%s', async (_, changes, dns, expected) => {
    expect(await below(names, changes, dns)).toEqual(expected);
  });
});

describe('other services', () => {
  test.each<[why: string, name: string, changes: Partial<Account>, expected: readonly string[]]>([
    ['Autodiscover has one record', '_autodiscover._tcp', {}, ['SRV 0 0 443 facteur.example.net.']],
    [
      'there is no Autodiscover for servers that it cannot express',
      '_autodiscover._tcp',
      { outgoing: [smtp(587, 'tls')] },
      [],
    ],
    ['there is no Autodiscover without mail or Exchange', '_autodiscover._tcp', { outgoing: [] }, []],
    [
      'a calendar has its path',
      '_caldavs._tcp',
      { caldav: 'https://dav.example.net/cal/' },
      ['SRV 0 1 443 dav.example.net.', 'TXT "path=/cal/"'],
    ],
    [
      'an address book has its port',
      '_carddavs._tcp',
      { carddav: 'https://dav.example.net:8443/' },
      ['SRV 0 1 8443 dav.example.net.', 'TXT "path=/"'],
    ],
    [
      'a path to be filled in is not said',
      '_caldavs._tcp',
      { caldav: 'https://dav.example.net/%EMAILADDRESS%/' },
      ['SRV 0 1 443 dav.example.net.'],
    ],
    [
      'a path with a query is not said',
      '_caldavs._tcp',
      { caldav: 'https://dav.example.net/cal?a=b' },
      ['SRV 0 1 443 dav.example.net.'],
    ],
    [
      'JMAP has its host, for the path is known',
      '_jmap._tcp',
      { jmap: 'https://jmap.example.net/session' },
      ['SRV 0 1 443 jmap.example.net.'],
    ],
    [
      'ManageSieve',
      '_sieve._tcp',
      { managesieve: { host: 'sieve.example.net', port: 4190, security: 'starttls' } },
      ['SRV 0 1 4190 sieve.example.net.'],
    ],
    [
      'ManageSieve behind TLS cannot be said',
      '_sieve._tcp',
      { managesieve: { host: 'sieve.example.net', port: 4191, security: 'tls' } },
      [],
    ],
    [
      'LDAP',
      '_ldaps._tcp',
      { ldap: { host: 'ldap.example.net', port: 636, base: 'dc=example' } },
      ['SRV 0 1 636 ldap.example.net.'],
    ],
    [
      'reports of TLS are a URI',
      '_smtp._tls',
      { tlsReports: 'mailto:"t\\ls"@example.net' },
      ['TXT "v=TLSRPTv1; rua=mailto:%22t%5Cls%22@example.net"'],
    ],
    [
      'an encoded URI stays as it is',
      '_smtp._tls',
      { tlsReports: 'https://example.net/a%2Cb?c=d' },
      ['TXT "v=TLSRPTv1; rua=https://example.net/a%2Cb?c=d"'],
    ],
  ])('%s', async (_, name, changes, expected) => {
    expect((await below([name], changes)).map((line) => line.slice(name.length + 1))).toEqual(expected);
  });

  test('autoconfig is announced by a TXT record of the domain itself', async () => {
    expect(await lines({})).toContain(
      'example.org TXT "mailconf=https://facteur.example.net/v1.1/example.org"',
    );
    expect((await lines({ outgoing: [] })).join()).not.toContain('mailconf');
  });
});

describe('records are consistent with the answers', () => {
  const dnsOf = async () => {
    const { records } = await setOf(servedAccount());
    const textAt = (name: string) =>
      records.flatMap((record) => (record.type === 'TXT' && record.name === name ? record.text : []));
    return { pacc: textAt('_ua-auto-config.example.org'), mtaSts: textAt('_mta-sts.example.org') };
  };
  const servedAccount = (): Account => {
    const { defaultAccount } = configOf(documents.services);
    if (!defaultAccount) throw new Error('no account');
    return defaultAccount;
  };

  test('by PACC, whose digest is that of the bytes', async () => {
    const answer = await send(
      'services',
      'https://ua-auto-config.example.org/.well-known/user-agent-configuration.json',
    );
    expect((await dnsOf()).pacc).toEqual([await paccDigest(await bodyOf(answer))]);
  });

  test('by MTA-STS, whose id is the ETag', async () => {
    const answer = await send('services', 'https://mta-sts.example.org/.well-known/mta-sts.txt');
    expect((await dnsOf()).mtaSts).toEqual([`v=STSv1; id=${mtaStsId(servedAccount())};`]);
    expect(answer.headers.get('etag')).toBe(`"${mtaStsId(servedAccount())}"`);
  });

  test('nothing is announced without a reachable host', async () => {
    const { records } = await setOf(servedAccount(), settings({ host: undefined }));
    expect(records.filter(({ purpose }) => purpose === 'pacc' || purpose === 'mta-sts')).toEqual([]);
  });
});

describe('a record that does not fit into DNS is left out, with the reason', () => {
  const label = 'a'.repeat(63);
  const long = `${label}.${label}.${label}.${'a'.repeat(45)}.example`;

  test.each<[flaw: string, changes: Partial<Account>, domain: string, names: readonly string[]]>([
    ['name-too-long', {}, long, ['_autodiscover._tcp', '_submissions._tcp']],
    ['target-no-host-name', { caldav: 'https://192.0.2.1/cal/' }, 'example.org', ['_caldavs._tcp']],
    [
      'target-no-host-name',
      { incoming: [{ ...imap(), host: `${label}.%EMAILDOMAIN%` }] },
      long.slice(10),
      ['_imaps._tcp'],
    ],
    [
      'text-too-long',
      { caldav: `https://dav.example.net/${'a'.repeat(65_025)}` },
      'example.org',
      ['_caldavs._tcp'],
    ],
  ])('%s', async (flaw, changes, domain, names) => {
    const { records, leftOut } = await setOf(account(changes), settings(), domain);
    const found = leftOut.filter((one) => one.flaw === flaw).map(({ record }) => record.name);
    expect(found).toEqual(expect.arrayContaining(names.map((name) => `${name}.${domain}`)));
    expect(records.filter(({ name }) => name.length > 253)).toEqual([]);
    expect(records.length).toBeGreaterThan(0);
  });
});
