/** Records as they are found, against what is published: the finding, and the lines to paste. */

import { describe, expect, test } from 'vitest';
import { lookAtDns } from '../../../../src/check/probes/dns.ts';
import type { Finding } from '../../../../src/check/report.ts';
import { dnsFindings } from '../../../../src/check/rules/dns/index.ts';
import type { Published, PublishedServer } from '../../../../src/check/rules/published-servers.ts';
import { mx, network, srv, type World } from '../../../support/check-network.ts';

const imap: PublishedServer = { protocol: 'imap', host: 'imap.example.net', port: 993, security: 'tls' };
const smtp: PublishedServer = { protocol: 'smtp', host: 'smtp.example.net', port: 465, security: 'tls' };
const published: Published = { servers: [imap, smtp], target: 'facteur.example.net' };

const addresses = {
  'A facteur.example.net': ['192.0.2.1'],
  'A imap.example.net': ['192.0.2.2'],
  'A smtp.example.net': ['192.0.2.3'],
  'A mx.example.net': ['192.0.2.4'],
};
const pointing = (label: string, target = 'facteur.example.net', address = '192.0.2.1') => ({
  [`CNAME ${label}.example.org`]: [target],
  [`A ${label}.example.org`]: [address],
});

/** A domain in which nothing is amiss. */
const good: NonNullable<World['dns']> = {
  ...addresses,
  ...pointing('autoconfig'),
  ...pointing('autodiscover'),
  'MX example.org': [mx('mx.example.net')],
  'SRV _imaps._tcp.example.org': [srv('imap.example.net', 993)],
  'SRV _submissions._tcp.example.org': [srv('smtp.example.net', 465)],
  'SRV _autodiscover._tcp.example.org': [srv('facteur.example.net', 443)],
};

async function findings(
  changes: NonNullable<World['dns']> = {},
  changed: Partial<Published> = {},
  certified: readonly string[] = [],
): Promise<readonly Finding[]> {
  const told = { ...published, ...changed };
  const { net } = network({ dns: { ...good, ...changes } });
  return dnsFindings(await lookAtDns('example.org', told, net), told, certified);
}

const amiss = (all: readonly Finding[]): readonly Finding[] =>
  all.filter(({ severity }) => severity !== 'ok');

const gone = (label: string) =>
  ({
    [`CNAME ${label}.example.org`]: 'no-name',
    [`A ${label}.example.org`]: 'no-name',
  }) as const;

test('a domain that has all it needs is well', async () => {
  const all = await findings();
  expect(amiss(all)).toEqual([]);
  expect(all.map(({ about }) => about)).toEqual([
    'autoconfig.example.org',
    'autodiscover.example.org',
    'ua-auto-config.example.org',
    'SRV _imaps._tcp.example.org',
    'SRV _submissions._tcp.example.org',
    'SRV _autodiscover._tcp.example.org',
    'TXT example.org',
    'MX example.org',
  ]);
});

test('what is optional is told with the record to add, and is no fault', async () => {
  const all = await findings({ 'SRV _autodiscover._tcp.example.org': 'no-name' });
  expect(amiss(all)).toEqual([]);
  expect(all.find(({ about }) => about === 'TXT example.org')?.records).toEqual([
    'example.org. 3600 IN TXT "mailconf=https://facteur.example.net/v1.1/example.org"',
  ]);
  expect(all.find(({ about }) => about.startsWith('SRV _autodiscover'))?.records).toEqual([
    '_autodiscover._tcp.example.org. 3600 IN SRV 0 0 443 facteur.example.net.',
  ]);
});

interface Case {
  readonly title: string;
  readonly dns: NonNullable<World['dns']>;
  readonly told?: Partial<Published>;
  readonly about: string;
  readonly severity: Finding['severity'];
  readonly what: RegExp;
  readonly records?: readonly string[];
}

const autoconfigRight = 'autoconfig.example.org. 3600 IN CNAME facteur.example.net.';
const autodiscoverRight = 'autodiscover.example.org. 3600 IN CNAME facteur.example.net.';

describe('the hosts that are asked over HTTP', () => {
  test.each<Case>([
    {
      title: 'are not there',
      dns: gone('autoconfig'),
      about: 'autoconfig.example.org',
      severity: 'wrong',
      what: /There is none: Thunderbird/,
      records: [autoconfigRight],
    },
    {
      title: 'are not there, but a record makes up for it',
      dns: gone('autodiscover'),
      about: 'autodiscover.example.org',
      severity: 'warning',
      what: /There is none: Outlook/,
      records: [autodiscoverRight],
    },
    {
      title: 'are not there, and nothing makes up for it',
      dns: { ...gone('autodiscover'), 'SRV _autodiscover._tcp.example.org': 'no-name' },
      about: 'autodiscover.example.org',
      severity: 'wrong',
      what: /There is none: Outlook/,
    },
    {
      title: 'still lead to Microsoft 365',
      dns: pointing('autodiscover', 'autodiscover.outlook.com', '192.0.2.99'),
      about: 'autodiscover.example.org',
      severity: 'wrong',
      what: /still leads to Microsoft 365 \(autodiscover\.outlook\.com\)/,
      records: [
        '; delete: autodiscover.example.org. 3600 IN CNAME autodiscover.outlook.com.',
        autodiscoverRight,
      ],
    },
    {
      title: 'still lead to GoDaddy, by another alias',
      dns: {
        ...pointing('autodiscover', 'mail.example.com', '192.0.2.99'),
        'CNAME mail.example.com': ['autodiscover.secureserver.net'],
      },
      about: 'autodiscover.example.org',
      severity: 'wrong',
      what: /still leads to GoDaddy/,
    },
    {
      title: 'still lead to Microsoft 365, which has nothing there any more',
      dns: {
        ...pointing('autodiscover', 'autodiscover.outlook.com'),
        'A autodiscover.example.org': 'no-records',
      },
      about: 'autodiscover.example.org',
      severity: 'wrong',
      what: /still leads to Microsoft 365/,
    },
    {
      title: 'lead elsewhere',
      dns: pointing('autoconfig', 'old.example.com', '192.0.2.99'),
      about: 'autoconfig.example.org',
      severity: 'warning',
      what: /leads to old\.example\.com, and not to facteur\.example\.net/,
      records: ['; delete: autoconfig.example.org. 3600 IN CNAME old.example.com.', autoconfigRight],
    },
    {
      title: 'lead to a name that nobody has any more',
      dns: { 'CNAME autoconfig.example.org': ['gone.example.com'], 'A autoconfig.example.org': 'no-name' },
      about: 'autoconfig.example.org',
      severity: 'wrong',
      what: /gone\.example\.com, which has no address. Whoever comes to own that name/,
      records: ['; delete: autoconfig.example.org. 3600 IN CNAME gone.example.com.', autoconfigRight],
    },
    {
      title: 'lead to facteur, which has no address itself',
      dns: {
        'A autoconfig.example.org': 'no-records',
        'A facteur.example.net': 'no-name',
        ...gone('autodiscover'),
      },
      about: 'autoconfig.example.org',
      severity: 'wrong',
      what: /^It leads to facteur\.example\.net, and of that no such name\.$/,
    },
    {
      title: 'are there by a wildcard, and the web site answers',
      dns: {
        'A facteur-asks-for-what-nobody-has-made.example.org': ['192.0.2.80'],
        'CNAME autoconfig.example.org': 'no-records',
        'A autoconfig.example.org': ['192.0.2.80'],
      },
      about: 'autoconfig.example.org',
      severity: 'wrong',
      what: /only because of a wildcard \(\*\.example\.org\)/,
      // There is no record to delete: the wildcard may well be wanted.
      records: [autoconfigRight],
    },
    {
      title: 'have no IPv4 address',
      dns: {
        'A autoconfig.example.org': 'no-records',
        'AAAA autoconfig.example.org': ['2001:db8::1'],
        'A facteur.example.net': 'no-records',
        'AAAA facteur.example.net': ['2001:db8::1'],
      },
      about: 'autoconfig.example.org',
      severity: 'warning',
      what: /IPv6 address alone/,
    },
    {
      title: 'cannot be asked for',
      dns: {
        'CNAME autoconfig.example.org': 'broken',
        'A autoconfig.example.org': 'broken',
        'AAAA autoconfig.example.org': 'broken',
      },
      about: 'autoconfig.example.org',
      severity: 'wrong',
      what: /^DNS is broken when asked for it\.$/,
    },
    {
      title: 'lack one that a text announces: MTA-STS',
      dns: { 'TXT _mta-sts.example.org': ['v=STSv1; id=20260101;'] },
      about: 'mta-sts.example.org',
      severity: 'wrong',
      what: /mail servers that send to the domain look there/,
      records: ['mta-sts.example.org. 3600 IN CNAME facteur.example.net.'],
    },
    {
      title: 'lack one that a text announces: PACC',
      dns: { 'TXT _ua-auto-config.example.org': ['v=UAAC1; a=sha256; d=abc='] },
      about: 'ua-auto-config.example.org',
      severity: 'wrong',
      what: /PACC/,
    },
  ])('$title', expectFinding);

  test('may lead to where the mail is', async () => {
    const microsoft = { ...imap, host: 'outlook.office365.com' };
    const all = await findings(pointing('autodiscover', 'autodiscover.outlook.com', '192.0.2.99'), {
      servers: [microsoft, smtp],
      target: undefined,
    });
    expect(all.find(({ about }) => about === 'autodiscover.example.org')?.severity).toBe('ok');
  });

  test('may lead to facteur without an alias', async () => {
    expect(amiss(await findings({ 'CNAME autoconfig.example.org': 'no-records' }))).toEqual([]);
  });

  test('are fine behind a wildcard that leads to facteur', async () => {
    const all = await findings({ 'A facteur-asks-for-what-nobody-has-made.example.org': ['192.0.2.1'] });
    expect(amiss(all)).toEqual([]);
  });

  test('are advised with a stand-in when nobody says where facteur is', async () => {
    const all = await findings(gone('autoconfig'), { target: undefined });
    const { advice, records } = all.find(({ about }) => about === 'autoconfig.example.org') ?? {};
    expect(records).toEqual(['autoconfig.example.org. 3600 IN CNAME facteur.example.']);
    expect(advice).toContain('in place of facteur.example');
  });
});

async function expectFinding({ dns, told, about, severity, what, records }: Case): Promise<void> {
  const found = amiss(await findings(dns, told)).filter((one) => one.about === about);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ severity, what: expect.stringMatching(what) });
  if (records) expect(found[0]?.records).toEqual(records);
}

describe('SRV records', () => {
  const imaps = '_imaps._tcp.example.org';
  const rightImaps = `${imaps}. 3600 IN SRV 0 1 993 imap.example.net.`;
  test.each<Case>([
    {
      title: 'lack for a server that is published',
      dns: { [`SRV ${imaps}`]: 'no-name' },
      about: `SRV ${imaps}`,
      severity: 'warning',
      what: /imap\.example\.net:993 is published/,
      records: [rightImaps],
    },
    {
      title: 'name another server',
      dns: { [`SRV ${imaps}`]: [srv('old.example.net', 993)], 'A old.example.net': ['192.0.2.9'] },
      about: `SRV ${imaps}`,
      severity: 'wrong',
      what: /leads to old\.example\.net:993, and imap\.example\.net:993 is published/,
      records: [`; delete: ${imaps}. 3600 IN SRV 0 1 993 old.example.net.`, rightImaps],
    },
    {
      title: 'say that what is published is not offered',
      dns: { [`SRV ${imaps}`]: [srv('', 0)] },
      about: `SRV ${imaps}`,
      severity: 'wrong',
      what: /says that the service is not offered, and imap\.example\.net:993 is published/,
      records: [`; delete: ${imaps}. 3600 IN SRV 0 1 0 .`, rightImaps],
    },
    {
      title: 'say both that there is none and where it is',
      dns: { [`SRV ${imaps}`]: [srv('', 0), srv('imap.example.net', 993)] },
      about: `SRV ${imaps}`,
      severity: 'wrong',
      what: /both/,
      records: [`; delete: ${imaps}. 3600 IN SRV 0 1 0 .`],
    },
    {
      title: 'lead to an alias',
      dns: { 'CNAME imap.example.net': ['host7.example.net'] },
      about: `SRV ${imaps}`,
      severity: 'wrong',
      what: /imap\.example\.net, which is an alias: RFC 2782/,
      records: [`; delete: ${rightImaps}`, `${imaps}. 3600 IN SRV 0 1 993 host7.example.net.`],
    },
    {
      title: 'lead to a host without an address',
      dns: { 'A imap.example.net': 'no-name' },
      about: `SRV ${imaps}`,
      severity: 'wrong',
      what: /imap\.example\.net, which has no address/,
    },
    {
      title: 'lead to a host whose DNS is broken',
      dns: { 'A imap.example.net': 'broken', 'AAAA imap.example.net': 'broken' },
      about: `SRV ${imaps}`,
      severity: 'wrong',
      what: /DNS is broken when asked for imap\.example\.net/,
    },
    {
      title: 'name a service that is published nowhere else',
      dns: {
        'SRV _pop3s._tcp.example.org': [srv('pop.example.net', 995)],
        'A pop.example.net': ['192.0.2.7'],
      },
      about: 'SRV _pop3s._tcp.example.org',
      severity: 'warning',
      what: /pop\.example\.net:995, which is published nowhere else/,
      records: [
        '; delete: _pop3s._tcp.example.org. 3600 IN SRV 0 1 995 pop.example.net.',
        '_pop3s._tcp.example.org. 3600 IN SRV 0 0 0 .',
      ],
    },
    {
      // As OVH's own guide has it.
      title: 'name the port with TLS under the name of STARTTLS',
      dns: { 'SRV _submission._tcp.example.org': [srv('smtp.example.net', 465)] },
      about: 'SRV _submission._tcp.example.org',
      severity: 'wrong',
      what: /port 465, which speaks TLS from the first byte, and _submission means STARTTLS/,
      records: ['; delete: _submission._tcp.example.org. 3600 IN SRV 0 1 465 smtp.example.net.'],
    },
    {
      title: 'name the port with STARTTLS under the name of TLS',
      dns: { [`SRV ${imaps}`]: [srv('imap.example.net', 143)] },
      about: `SRV ${imaps}`,
      severity: 'wrong',
      what: /port 143, which begins in the clear/,
      records: [`; delete: ${imaps}. 3600 IN SRV 0 1 143 imap.example.net.`, rightImaps],
    },
    {
      title: 'cannot be asked for',
      dns: { [`SRV ${imaps}`]: 'timeout' },
      about: `SRV ${imaps}`,
      severity: 'wrong',
      what: /DNS does not answer/,
    },
    {
      title: 'for Autodiscover still lead to GoDaddy',
      dns: {
        'SRV _autodiscover._tcp.example.org': [srv('autodiscover.secureserver.net', 443)],
        'A autodiscover.secureserver.net': ['192.0.2.99'],
      },
      about: 'SRV _autodiscover._tcp.example.org',
      severity: 'wrong',
      what: /still leads to GoDaddy/,
      records: [
        '; delete: _autodiscover._tcp.example.org. 3600 IN SRV 0 1 443 autodiscover.secureserver.net.',
        '_autodiscover._tcp.example.org. 3600 IN SRV 0 0 443 facteur.example.net.',
      ],
    },
    {
      title: 'for Autodiscover are several',
      dns: {
        'SRV _autodiscover._tcp.example.org': [
          srv('facteur.example.net', 443),
          srv('facteur.example.net', 443, 10),
        ],
      },
      about: 'SRV _autodiscover._tcp.example.org',
      severity: 'warning',
      what: /There are 2/,
    },
    {
      title: 'for Autodiscover name another port',
      dns: { 'SRV _autodiscover._tcp.example.org': [srv('facteur.example.net', 8443)] },
      about: 'SRV _autodiscover._tcp.example.org',
      severity: 'wrong',
      what: /port 8443/,
    },
    {
      title: 'for Autodiscover lead elsewhere',
      dns: {
        'SRV _autodiscover._tcp.example.org': [srv('old.example.com', 443)],
        'A old.example.com': ['192.0.2.9'],
      },
      about: 'SRV _autodiscover._tcp.example.org',
      severity: 'warning',
      what: /old\.example\.com, and not to facteur/,
    },
    {
      title: 'for calendars are without encryption',
      dns: { 'SRV _caldav._tcp.example.org': [srv('dav.example.net', 80)] },
      about: 'SRV _caldav._tcp.example.org',
      severity: 'warning',
      what: /without encryption/,
      records: ['; delete: _caldav._tcp.example.org. 3600 IN SRV 0 1 80 dav.example.net.'],
    },
    {
      title: 'for address books lack, where a text has their path',
      dns: { 'TXT _carddavs._tcp.example.org': ['path=/card/'] },
      about: 'TXT _carddavs._tcp.example.org',
      severity: 'warning',
      what: /no SRV record says on which host/,
    },
  ])('$title', expectFinding);

  test('are not judged by servers when none is known', async () => {
    const all = await findings({}, { servers: [] });
    expect(amiss(all)).toEqual([]);
  });

  test('are not advised where their port is another service’s', async () => {
    // FairEmail takes any port of _submission for STARTTLS.
    const misled = { ...smtp, security: 'starttls' } as const;
    const all = await findings(
      { 'SRV _submission._tcp.example.org': [srv('smtp.example.net', 465)] },
      { servers: [imap, smtp, misled] },
    );
    expect(amiss(all).map(({ advice, records }) => ({ advice, records }))).toEqual([
      {
        advice: 'Delete the record: RFC 6186 and RFC 8314 have a name for each.',
        records: ['; delete: _submission._tcp.example.org. 3600 IN SRV 0 1 465 smtp.example.net.'],
      },
    ]);
  });

  test('of STARTTLS are for servers with STARTTLS', async () => {
    const starttls = { ...imap, port: 143, security: 'starttls' } as const;
    const all = await findings({}, { servers: [imap, starttls, smtp] });
    expect(amiss(all).map(({ records }) => records)).toEqual([
      ['_imap._tcp.example.org. 3600 IN SRV 0 1 143 imap.example.net.'],
    ]);
  });
});

describe('texts', () => {
  test.each<Case>([
    {
      title: 'say mailconf= twice',
      dns: {
        'TXT example.org': [
          'v=spf1 -all',
          'mailconf=https://facteur.example.net/v1.1/example.org',
          'mailconf=https://old.example.com/',
        ],
      },
      about: 'TXT example.org',
      severity: 'warning',
      what: /2 texts/,
      records: ['; delete: example.org. 3600 IN TXT "mailconf=https://old.example.com/"'],
    },
    {
      title: 'lead to plain http',
      dns: { 'TXT example.org': ['mailconf=http://old.example.com/'] },
      about: 'TXT example.org',
      severity: 'wrong',
      what: /no https URL/,
    },
    {
      title: 'lead elsewhere',
      dns: { 'TXT example.org': ['mailconf=https://old.example.com/'] },
      about: 'TXT example.org',
      severity: 'warning',
      what: /old\.example\.com, and not to facteur/,
    },
    {
      title: 'announce two policies',
      dns: {
        ...pointing('mta-sts'),
        'TXT _mta-sts.example.org': ['v=STSv1; id=1;', 'v=STSv1; id=2;'],
      },
      about: 'TXT _mta-sts.example.org',
      severity: 'wrong',
      what: /none counts/,
      records: ['; delete: _mta-sts.example.org. 3600 IN TXT "v=STSv1; id=2;"'],
    },
    {
      title: 'announce a policy without an id',
      dns: { ...pointing('mta-sts'), 'TXT _mta-sts.example.org': ['v=STSv1; id=2026-01-01;'] },
      about: 'TXT _mta-sts.example.org',
      severity: 'wrong',
      what: /lacks an id/,
    },
  ])('$title', expectFinding);
});

describe('mail exchangers', () => {
  test.each<Case>([
    {
      title: 'are not named',
      dns: { 'MX example.org': 'no-records' },
      about: 'MX example.org',
      severity: 'warning',
      what: /There is none/,
    },
    {
      title: 'are said not to be',
      dns: { 'MX example.org': [mx('', 0)] },
      about: 'MX example.org',
      severity: 'warning',
      what: /takes no mail/,
    },
    {
      title: 'are at a company where nobody is told to read',
      dns: {
        'MX example.org': [mx('example-org.mail.protection.outlook.com')],
        'A example-org.mail.protection.outlook.com': ['192.0.2.99'],
      },
      about: 'MX example.org',
      severity: 'warning',
      what: /arrives at Microsoft 365 .* told to read it at imap\.example\.net:993/,
    },
    {
      title: 'are aliases',
      dns: { 'CNAME mx.example.net': ['host1.example.net'] },
      about: 'MX example.org',
      severity: 'warning',
      what: /mx\.example\.net is an alias/,
    },
    {
      title: 'have no address',
      dns: { 'A mx.example.net': 'no-name' },
      about: 'MX example.org',
      severity: 'wrong',
      what: /no mail arrives/,
    },
  ])('$title', expectFinding);

  test('may be a filter, which keeps no mail', async () => {
    const filter = { 'MX example.org': [mx('mx1.filter.example')], 'A mx1.filter.example': ['192.0.2.5'] };
    expect(amiss(await findings(filter))).toEqual([]);
  });
});

describe('who may issue certificates', () => {
  const caa = (...values: readonly string[]) => ({
    'CAA example.org': values.map((value) => ({ tag: 'issue', value })),
  });
  test.each<[title: string, dns: NonNullable<World['dns']>, severity: string, what: RegExp, record: string]>([
    [
      'nobody',
      caa(';'),
      'wrong',
      /keeps everybody from issuing/,
      'example.org. 3600 IN CAA 0 issue "letsencrypt.org"',
    ],
    [
      'one that may not be facteur’s',
      caa('digicert.com; account=1'),
      'warning',
      /Only digicert\.com may/,
      'example.org. 3600 IN CAA 0 issue "letsencrypt.org"',
    ],
    [
      'one, said by where the host leads',
      { 'CAA autoconfig.example.org': [{ tag: 'issue', value: 'digicert.com' }] },
      'warning',
      /Only digicert\.com may/,
      'facteur.example.net. 3600 IN CAA 0 issue "letsencrypt.org"',
    ],
  ])('%s', async (_, dns, severity, what, record) => {
    const [first] = amiss(await findings(dns));
    expect(first).toMatchObject({ severity, what: expect.stringMatching(what), records: [record] });
  });

  test('is no matter where a certificate has been had', async () => {
    const hosts = ['autoconfig', 'autodiscover', 'ua-auto-config', 'mta-sts'];
    const certified = hosts.map((label) => `${label}.example.org`);
    expect(amiss(await findings(caa(';'), {}, certified))).toEqual([]);
  });

  test('is no matter when only wildcards are ruled, or the usual one may', async () => {
    expect(amiss(await findings({ 'CAA example.org': [{ tag: 'issuewild', value: ';' }] }))).toEqual([]);
    expect(amiss(await findings(caa('digicert.com', 'letsencrypt.org; validationmethods=dns-01')))).toEqual(
      [],
    );
  });
});

describe('a domain that is nowhere', () => {
  test.each([
    ['is not registered', 'no-name', /There is no such domain/],
    ['has name servers that say nothing', 'timeout', /DNS does not answer/],
    ['has name servers that fail', 'broken', /DNS is broken/],
  ] as const)('%s, which is said once', async (_, failure, what) => {
    const all = {
      ...network({}).net,
      resolve: async () => ({ ok: false, refusal: failure, milliseconds: 1 }) as const,
    };
    const found = dnsFindings(await lookAtDns('example.org', published, all), published, []);
    expect(found).toEqual([
      expect.objectContaining({
        about: 'DNS of example.org',
        severity: 'wrong',
        what: expect.stringMatching(what),
      }),
    ]);
  });
});

test('a ring of aliases is walked round but once', async () => {
  const ring = { 'CNAME a.example.net': ['b.example.net'], 'CNAME b.example.net': ['a.example.net'] };
  const { net, asked } = network({
    dns: { ...ring, 'SRV _imaps._tcp.example.org': [srv('a.example.net', 993)] },
  });
  await lookAtDns('example.org', published, net);
  expect(asked.filter((one) => one.startsWith('CNAME a.')).length).toBeLessThan(6);
});
