/** Findings for DNS records, compared with the published servers: the message and the lines to paste. */

import { describe, expect, test } from 'vitest';
import { probeDns } from '../../../../src/check/probes/dns.ts';
import type { Finding } from '../../../../src/check/report.ts';
import { dnsFindings } from '../../../../src/check/rules/dns/index.ts';
import type { Published, PublishedServer } from '../../../../src/check/rules/published-servers.ts';
import { mx, type NetworkFixture, network, srv } from '../../../support/check-network.ts';

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

/** A domain without problems. */
const good: NonNullable<NetworkFixture['dns']> = {
  ...addresses,
  ...pointing('autoconfig'),
  ...pointing('autodiscover'),
  'MX example.org': [mx('mx.example.net')],
  'SRV _imaps._tcp.example.org': [srv('imap.example.net', 993)],
  'SRV _submissions._tcp.example.org': [srv('smtp.example.net', 465)],
  'SRV _autodiscover._tcp.example.org': [srv('facteur.example.net', 443)],
};

async function findings(
  changes: NonNullable<NetworkFixture['dns']> = {},
  changed: Partial<Published> = {},
  certified: readonly string[] = [],
): Promise<readonly Finding[]> {
  const all = { ...published, ...changed };
  const { net } = network({ dns: { ...good, ...changes } });
  return dnsFindings(await probeDns('example.org', all, net), all, certified);
}

const problems = (all: readonly Finding[]): readonly Finding[] =>
  all.filter(({ severity }) => severity !== 'ok');

const missing = (label: string) =>
  ({
    [`CNAME ${label}.example.org`]: 'no-name',
    [`A ${label}.example.org`]: 'no-name',
  }) as const;

test('a complete domain has no problems', async () => {
  const all = await findings();
  expect(problems(all)).toEqual([]);
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

test('an optional record is shown as a record to add, not as a problem', async () => {
  const all = await findings({ 'SRV _autodiscover._tcp.example.org': 'no-name' });
  expect(problems(all)).toEqual([]);
  expect(all.find(({ about }) => about === 'TXT example.org')?.records).toEqual([
    'example.org. 3600 IN TXT "mailconf=https://facteur.example.net/v1.1/example.org"',
  ]);
  expect(all.find(({ about }) => about.startsWith('SRV _autodiscover'))?.records).toEqual([
    '_autodiscover._tcp.example.org. 3600 IN SRV 0 0 443 facteur.example.net.',
  ]);
});

interface Case {
  readonly title: string;
  readonly dns: NonNullable<NetworkFixture['dns']>;
  readonly published?: Partial<Published>;
  readonly about: string;
  readonly severity: Finding['severity'];
  readonly what: RegExp;
  readonly records?: readonly string[];
}

const autoconfigRight = 'autoconfig.example.org. 3600 IN CNAME facteur.example.net.';
const autodiscoverRight = 'autodiscover.example.org. 3600 IN CNAME facteur.example.net.';

describe('the hosts for configuration over HTTP', () => {
  test.each<Case>([
    {
      title: 'do not exist',
      dns: missing('autoconfig'),
      about: 'autoconfig.example.org',
      severity: 'wrong',
      what: /It does not exist: Thunderbird/,
      records: [autoconfigRight],
    },
    {
      title: 'do not exist, but an SRV record replaces them',
      dns: missing('autodiscover'),
      about: 'autodiscover.example.org',
      severity: 'warning',
      what: /It does not exist: Outlook/,
      records: [autodiscoverRight],
    },
    {
      title: 'do not exist, without an SRV record',
      dns: { ...missing('autodiscover'), 'SRV _autodiscover._tcp.example.org': 'no-name' },
      about: 'autodiscover.example.org',
      severity: 'wrong',
      what: /It does not exist: Outlook/,
    },
    {
      title: 'still point to Microsoft 365',
      dns: pointing('autodiscover', 'autodiscover.outlook.com', '192.0.2.99'),
      about: 'autodiscover.example.org',
      severity: 'wrong',
      what: /still points to Microsoft 365 \(autodiscover\.outlook\.com\)/,
      records: [
        '; delete: autodiscover.example.org. 3600 IN CNAME autodiscover.outlook.com.',
        autodiscoverRight,
      ],
    },
    {
      title: 'still point to GoDaddy through another CNAME',
      dns: {
        ...pointing('autodiscover', 'mail.example.com', '192.0.2.99'),
        'CNAME mail.example.com': ['autodiscover.secureserver.net'],
      },
      about: 'autodiscover.example.org',
      severity: 'wrong',
      what: /still points to GoDaddy/,
    },
    {
      title: 'still point to Microsoft 365, where the name no longer exists',
      dns: {
        ...pointing('autodiscover', 'autodiscover.outlook.com'),
        'A autodiscover.example.org': 'no-records',
      },
      about: 'autodiscover.example.org',
      severity: 'wrong',
      what: /still points to Microsoft 365/,
    },
    {
      title: 'point to another host',
      dns: pointing('autoconfig', 'old.example.com', '192.0.2.99'),
      about: 'autoconfig.example.org',
      severity: 'warning',
      what: /points to old\.example\.com, not to facteur\.example\.net/,
      records: ['; delete: autoconfig.example.org. 3600 IN CNAME old.example.com.', autoconfigRight],
    },
    {
      title: 'point to a name that can be registered',
      dns: { 'CNAME autoconfig.example.org': ['gone.example.com'], 'A autoconfig.example.org': 'no-name' },
      about: 'autoconfig.example.org',
      severity: 'wrong',
      what: /gone\.example\.com, which has no address\. Anyone who registers that name/,
      records: ['; delete: autoconfig.example.org. 3600 IN CNAME gone.example.com.', autoconfigRight],
    },
    {
      title: 'point to facteur, which has no address',
      dns: {
        'A autoconfig.example.org': 'no-records',
        'A facteur.example.net': 'no-name',
        ...missing('autodiscover'),
      },
      about: 'autoconfig.example.org',
      severity: 'wrong',
      what: /^It points to facteur\.example\.net: no such name\.$/,
    },
    {
      title: 'exist only because of a wildcard, so that the web site answers',
      dns: {
        'A facteur-wildcard-test.example.org': ['192.0.2.80'],
        'CNAME autoconfig.example.org': 'no-records',
        'A autoconfig.example.org': ['192.0.2.80'],
      },
      about: 'autoconfig.example.org',
      severity: 'wrong',
      what: /only because of a wildcard \(\*\.example\.org\)/,
      // No record to delete: the wildcard may be intended.
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
      what: /only an IPv6 address/,
    },
    {
      title: 'cannot be resolved',
      dns: {
        'CNAME autoconfig.example.org': 'broken',
        'A autoconfig.example.org': 'broken',
        'AAAA autoconfig.example.org': 'broken',
      },
      about: 'autoconfig.example.org',
      severity: 'wrong',
      what: /^DNS lookup failed for this name\.$/,
    },
    {
      title: 'do not exist although a TXT record announces MTA-STS',
      dns: { 'TXT _mta-sts.example.org': ['v=STSv1; id=20260101;'] },
      about: 'mta-sts.example.org',
      severity: 'wrong',
      what: /mail servers that send to the domain get its policy there/,
      records: ['mta-sts.example.org. 3600 IN CNAME facteur.example.net.'],
    },
    {
      title: 'do not exist although a TXT record announces PACC',
      dns: { 'TXT _ua-auto-config.example.org': ['v=UAAC1; a=sha256; d=abc='] },
      about: 'ua-auto-config.example.org',
      severity: 'wrong',
      what: /PACC/,
    },
  ])('$title', expectFinding);

  test('may point to the hoster of the mail', async () => {
    const microsoft = { ...imap, host: 'outlook.office365.com' };
    const all = await findings(pointing('autodiscover', 'autodiscover.outlook.com', '192.0.2.99'), {
      servers: [microsoft, smtp],
      target: undefined,
    });
    expect(all.find(({ about }) => about === 'autodiscover.example.org')?.severity).toBe('ok');
  });

  test('may point to facteur without a CNAME', async () => {
    expect(problems(await findings({ 'CNAME autoconfig.example.org': 'no-records' }))).toEqual([]);
  });

  test('may be covered by a wildcard that points to facteur', async () => {
    const all = await findings({ 'A facteur-wildcard-test.example.org': ['192.0.2.1'] });
    expect(problems(all)).toEqual([]);
  });

  test('are advised with a placeholder if the name of facteur is unknown', async () => {
    const all = await findings(missing('autoconfig'), { target: undefined });
    const { advice, records } = all.find(({ about }) => about === 'autoconfig.example.org') ?? {};
    expect(records).toEqual(['autoconfig.example.org. 3600 IN CNAME facteur.example.']);
    expect(advice).toContain('replace facteur.example with its name');
  });
});

async function expectFinding({
  dns,
  published: changed,
  about,
  severity,
  what,
  records,
}: Case): Promise<void> {
  const found = problems(await findings(dns, changed)).filter((one) => one.about === about);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ severity, what: expect.stringMatching(what) });
  if (records) expect(found[0]?.records).toEqual(records);
}

describe('SRV records', () => {
  const imaps = '_imaps._tcp.example.org';
  const rightImaps = `${imaps}. 3600 IN SRV 0 1 993 imap.example.net.`;
  test.each<Case>([
    {
      title: 'are missing for a published server',
      dns: { [`SRV ${imaps}`]: 'no-name' },
      about: `SRV ${imaps}`,
      severity: 'warning',
      what: /imap\.example\.net:993 is published/,
      records: [rightImaps],
    },
    {
      title: 'point to another server',
      dns: { [`SRV ${imaps}`]: [srv('old.example.net', 993)], 'A old.example.net': ['192.0.2.9'] },
      about: `SRV ${imaps}`,
      severity: 'wrong',
      what: /points to old\.example\.net:993, but imap\.example\.net:993 is published/,
      records: [`; delete: ${imaps}. 3600 IN SRV 0 1 993 old.example.net.`, rightImaps],
    },
    {
      title: 'declare a published service as not offered',
      dns: { [`SRV ${imaps}`]: [srv('', 0)] },
      about: `SRV ${imaps}`,
      severity: 'wrong',
      what: /declares the service as not offered, but imap\.example\.net:993 is published/,
      records: [`; delete: ${imaps}. 3600 IN SRV 0 1 0 .`, rightImaps],
    },
    {
      title: 'declare a service as not offered and also name a server',
      dns: { [`SRV ${imaps}`]: [srv('', 0), srv('imap.example.net', 993)] },
      about: `SRV ${imaps}`,
      severity: 'wrong',
      what: /and also names a server/,
      records: [`; delete: ${imaps}. 3600 IN SRV 0 1 0 .`],
    },
    {
      title: 'point to a CNAME',
      dns: { 'CNAME imap.example.net': ['host7.example.net'] },
      about: `SRV ${imaps}`,
      severity: 'wrong',
      what: /imap\.example\.net, which is a CNAME: RFC 2782/,
      records: [`; delete: ${rightImaps}`, `${imaps}. 3600 IN SRV 0 1 993 host7.example.net.`],
    },
    {
      title: 'point to a host without an address',
      dns: { 'A imap.example.net': 'no-name' },
      about: `SRV ${imaps}`,
      severity: 'wrong',
      what: /imap\.example\.net, which has no address/,
    },
    {
      title: 'point to a host whose DNS lookup fails',
      dns: { 'A imap.example.net': 'broken', 'AAAA imap.example.net': 'broken' },
      about: `SRV ${imaps}`,
      severity: 'wrong',
      what: /DNS lookup failed for imap\.example\.net/,
    },
    {
      title: 'name a service that is not published anywhere else',
      dns: {
        'SRV _pop3s._tcp.example.org': [srv('pop.example.net', 995)],
        'A pop.example.net': ['192.0.2.7'],
      },
      about: 'SRV _pop3s._tcp.example.org',
      severity: 'warning',
      what: /pop\.example\.net:995, which is not published anywhere else/,
      records: [
        '; delete: _pop3s._tcp.example.org. 3600 IN SRV 0 1 995 pop.example.net.',
        '_pop3s._tcp.example.org. 3600 IN SRV 0 0 0 .',
      ],
    },
    {
      // As in OVH's guide.
      title: 'have the port of implicit TLS under the name for STARTTLS',
      dns: { 'SRV _submission._tcp.example.org': [srv('smtp.example.net', 465)] },
      about: 'SRV _submission._tcp.example.org',
      severity: 'wrong',
      what: /port 465, which is for implicit TLS, but _submission means STARTTLS/,
      records: ['; delete: _submission._tcp.example.org. 3600 IN SRV 0 1 465 smtp.example.net.'],
    },
    {
      title: 'have the port of STARTTLS under the name for implicit TLS',
      dns: { [`SRV ${imaps}`]: [srv('imap.example.net', 143)] },
      about: `SRV ${imaps}`,
      severity: 'wrong',
      what: /port 143, which is for STARTTLS/,
      records: [`; delete: ${imaps}. 3600 IN SRV 0 1 143 imap.example.net.`, rightImaps],
    },
    {
      title: 'cannot be resolved',
      dns: { [`SRV ${imaps}`]: 'timeout' },
      about: `SRV ${imaps}`,
      severity: 'wrong',
      what: /DNS does not answer/,
    },
    {
      title: 'for Autodiscover still point to GoDaddy',
      dns: {
        'SRV _autodiscover._tcp.example.org': [srv('autodiscover.secureserver.net', 443)],
        'A autodiscover.secureserver.net': ['192.0.2.99'],
      },
      about: 'SRV _autodiscover._tcp.example.org',
      severity: 'wrong',
      what: /still points to GoDaddy/,
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
      title: 'for Autodiscover have another port',
      dns: { 'SRV _autodiscover._tcp.example.org': [srv('facteur.example.net', 8443)] },
      about: 'SRV _autodiscover._tcp.example.org',
      severity: 'wrong',
      what: /port 8443/,
    },
    {
      title: 'for Autodiscover point to another host',
      dns: {
        'SRV _autodiscover._tcp.example.org': [srv('old.example.com', 443)],
        'A old.example.com': ['192.0.2.9'],
      },
      about: 'SRV _autodiscover._tcp.example.org',
      severity: 'warning',
      what: /old\.example\.com, not to facteur/,
    },
    {
      title: 'for calendars have no encryption',
      dns: { 'SRV _caldav._tcp.example.org': [srv('dav.example.net', 80)] },
      about: 'SRV _caldav._tcp.example.org',
      severity: 'warning',
      what: /without encryption/,
      records: ['; delete: _caldav._tcp.example.org. 3600 IN SRV 0 1 80 dav.example.net.'],
    },
    {
      title: 'for address books are missing although a TXT record has their path',
      dns: { 'TXT _carddavs._tcp.example.org': ['path=/card/'] },
      about: 'TXT _carddavs._tcp.example.org',
      severity: 'warning',
      what: /no SRV record names the host/,
    },
  ])('$title', expectFinding);

  test('are not compared if no server is known', async () => {
    const all = await findings({}, { servers: [] });
    expect(problems(all)).toEqual([]);
  });

  test('are not advised with the port of another service', async () => {
    // FairEmail assumes STARTTLS for any port of _submission.
    const misled = { ...smtp, security: 'starttls' } as const;
    const all = await findings(
      { 'SRV _submission._tcp.example.org': [srv('smtp.example.net', 465)] },
      { servers: [imap, smtp, misled] },
    );
    expect(problems(all).map(({ advice, records }) => ({ advice, records }))).toEqual([
      {
        advice: 'Delete the record: RFC 6186 and RFC 8314 define a separate name for each.',
        records: ['; delete: _submission._tcp.example.org. 3600 IN SRV 0 1 465 smtp.example.net.'],
      },
    ]);
  });

  test('for STARTTLS are advised for servers with STARTTLS', async () => {
    const starttls = { ...imap, port: 143, security: 'starttls' } as const;
    const all = await findings({}, { servers: [imap, starttls, smtp] });
    expect(problems(all).map(({ records }) => records)).toEqual([
      ['_imap._tcp.example.org. 3600 IN SRV 0 1 143 imap.example.net.'],
    ]);
  });
});

describe('TXT records', () => {
  test.each<Case>([
    {
      title: 'contain mailconf= twice',
      dns: {
        'TXT example.org': [
          'v=spf1 -all',
          'mailconf=https://facteur.example.net/v1.1/example.org',
          'mailconf=https://old.example.com/',
        ],
      },
      about: 'TXT example.org',
      severity: 'warning',
      what: /There are 2 mailconf= records/,
      records: ['; delete: example.org. 3600 IN TXT "mailconf=https://old.example.com/"'],
    },
    {
      title: 'point to plain http',
      dns: { 'TXT example.org': ['mailconf=http://old.example.com/'] },
      about: 'TXT example.org',
      severity: 'wrong',
      what: /not an https URL/,
    },
    {
      title: 'point to another host',
      dns: { 'TXT example.org': ['mailconf=https://old.example.com/'] },
      about: 'TXT example.org',
      severity: 'warning',
      what: /old\.example\.com, not to facteur/,
    },
    {
      title: 'announce two policies',
      dns: {
        ...pointing('mta-sts'),
        'TXT _mta-sts.example.org': ['v=STSv1; id=1;', 'v=STSv1; id=2;'],
      },
      about: 'TXT _mta-sts.example.org',
      severity: 'wrong',
      what: /all are ignored/,
      records: ['; delete: _mta-sts.example.org. 3600 IN TXT "v=STSv1; id=2;"'],
    },
    {
      title: 'announce a policy without an id',
      dns: { ...pointing('mta-sts'), 'TXT _mta-sts.example.org': ['v=STSv1; id=2026-01-01;'] },
      about: 'TXT _mta-sts.example.org',
      severity: 'wrong',
      what: /has no id/,
    },
  ])('$title', expectFinding);
});

describe('mail exchangers', () => {
  test.each<Case>([
    {
      title: 'do not exist',
      dns: { 'MX example.org': 'no-records' },
      about: 'MX example.org',
      severity: 'warning',
      what: /It does not exist/,
    },
    {
      title: 'declare that the domain accepts no mail',
      dns: { 'MX example.org': [mx('', 0)] },
      about: 'MX example.org',
      severity: 'warning',
      what: /accepts no mail/,
    },
    {
      title: 'belong to a hoster where clients do not read mail',
      dns: {
        'MX example.org': [mx('example-org.mail.protection.outlook.com')],
        'A example-org.mail.protection.outlook.com': ['192.0.2.99'],
      },
      about: 'MX example.org',
      severity: 'warning',
      what: /arrives at Microsoft 365 .* but clients read it at imap\.example\.net:993/,
    },
    {
      title: 'are CNAMEs',
      dns: { 'CNAME mx.example.net': ['host1.example.net'] },
      about: 'MX example.org',
      severity: 'warning',
      what: /mx\.example\.net is a CNAME/,
    },
    {
      title: 'have no address',
      dns: { 'A mx.example.net': 'no-name' },
      about: 'MX example.org',
      severity: 'wrong',
      what: /no mail arrives/,
    },
  ])('$title', expectFinding);

  test('may be a mail filter, which keeps no mailboxes', async () => {
    const filter = { 'MX example.org': [mx('mx1.filter.example')], 'A mx1.filter.example': ['192.0.2.5'] };
    expect(problems(await findings(filter))).toEqual([]);
  });
});

describe('CAA records', () => {
  const caa = (...values: readonly string[]) => ({
    'CAA example.org': values.map((value) => ({ tag: 'issue', value })),
  });
  test.each<
    [title: string, dns: NonNullable<NetworkFixture['dns']>, severity: string, what: RegExp, record: string]
  >([
    [
      'allow no authority',
      caa(';'),
      'wrong',
      /allows no authority to issue/,
      'example.org. 3600 IN CAA 0 issue "letsencrypt.org"',
    ],
    [
      'allow an authority that facteur may not use',
      caa('digicert.com; account=1'),
      'warning',
      /Only digicert\.com may/,
      'example.org. 3600 IN CAA 0 issue "letsencrypt.org"',
    ],
    [
      'are those of the CNAME’s target',
      { 'CAA autoconfig.example.org': [{ tag: 'issue', value: 'digicert.com' }] },
      'warning',
      /Only digicert\.com may/,
      'facteur.example.net. 3600 IN CAA 0 issue "letsencrypt.org"',
    ],
  ])('%s', async (_, dns, severity, what, record) => {
    const [first] = problems(await findings(dns));
    expect(first).toMatchObject({ severity, what: expect.stringMatching(what), records: [record] });
  });

  test('are ignored for hosts with a valid certificate', async () => {
    const hosts = ['autoconfig', 'autodiscover', 'ua-auto-config', 'mta-sts'];
    const certified = hosts.map((label) => `${label}.example.org`);
    expect(problems(await findings(caa(';'), {}, certified))).toEqual([]);
  });

  test('are fine if they limit only wildcards, or allow the usual authority', async () => {
    expect(problems(await findings({ 'CAA example.org': [{ tag: 'issuewild', value: ';' }] }))).toEqual([]);
    expect(
      problems(await findings(caa('digicert.com', 'letsencrypt.org; validationmethods=dns-01'))),
    ).toEqual([]);
  });
});

describe('a domain that cannot be resolved', () => {
  test.each([
    ['is not registered', 'no-name', /The domain does not exist/],
    ['has name servers that do not answer', 'timeout', /DNS does not answer/],
    ['has name servers that fail', 'broken', /DNS lookup failed/],
  ] as const)('%s: a single finding', async (_, failure, what) => {
    const all = {
      ...network({}).net,
      resolve: async () => ({ ok: false, refusal: failure, milliseconds: 1 }) as const,
    };
    const found = dnsFindings(await probeDns('example.org', published, all), published, []);
    expect(found).toEqual([
      expect.objectContaining({
        about: 'DNS of example.org',
        severity: 'wrong',
        what: expect.stringMatching(what),
      }),
    ]);
  });
});

test('a CNAME loop ends', async () => {
  const ring = { 'CNAME a.example.net': ['b.example.net'], 'CNAME b.example.net': ['a.example.net'] };
  const { net, queries } = network({
    dns: { ...ring, 'SRV _imaps._tcp.example.org': [srv('a.example.net', 993)] },
  });
  await probeDns('example.org', published, net);
  expect(queries.filter((one) => one.startsWith('CNAME a.')).length).toBeLessThan(6);
});
