/** Traps for clients: one network fixture per trap, and the verdict for each client. */

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../../src/check/report.ts';
import { type Answer, mx, type NetworkFixture, srv } from '../../support/check-network.ts';
import { pox, replace, replaceAll, vanilla } from '../../support/parser-samples.ts';
import { simulate } from '../../support/play-simulator.ts';

const ac = 'GET https://autoconfig.example.org/mail/config-v1.1.xml';
const acHttp = 'GET http://autoconfig.example.org/mail/config-v1.1.xml';
const wk = 'GET https://example.org/.well-known/autoconfig/mail/config-v1.1.xml';
const apexPost = 'POST https://example.org/autodiscover/autodiscover.xml';
const apexGet = 'GET https://example.org/autodiscover/autodiscover.xml';
const adPost = 'POST https://autodiscover.example.org/autodiscover/autodiscover.xml';
const adHttpGet = 'GET http://autodiscover.example.org/autodiscover/autodiscover.xml';
const adHttpPost = 'POST http://autodiscover.example.org/autodiscover/autodiscover.xml';
const elsewhere = 'https://facteur.example.net/autodiscover/autodiscover.xml';
const elsewherePost = `POST ${elsewhere}`;
const oldWk = 'GET https://autoconfig.example.org/.well-known/mail-v1.xml';
const ispdb = 'GET https://autoconfig.thunderbird.net/v1.1/example.org';
const live = 'GET https://live.thunderbird.net/autoconfig/v1.1/example.org';

const good: Answer = { body: vanilla };
const goodPox: Answer = { body: pox };
/** A typical web page: an empty element without an end tag. */
const page: Answer = { type: 'text/html', body: '<!doctype html><title>Welcome</title><br><p>Hello' };
const wellFormedPage: Answer = {
  type: 'text/html',
  body: '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Hi</title></head><body/></html>',
};
const to = (location: string, status = 302): Answer => ({ status, location });
const poxError: Answer = {
  body: '<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"><Response><Error Time="1" Id="2"><ErrorCode>600</ErrorCode></Error></Response></Autodiscover>',
};
const poxRedirect: Answer = {
  body: pox.replace(
    /<Action>[\s\S]*<\/Protocol>/,
    `<Action>redirectUrl</Action><RedirectUrl>${elsewhere}</RedirectUrl>`,
  ),
};
const autodiscoverSrv = { 'SRV _autodiscover._tcp.example.org': [srv('facteur.example.net', 443)] };
const changed = (change: (xml: string) => string): Answer => ({ body: change(vanilla) });

interface Trap {
  readonly trap: string;
  readonly fixture: NetworkFixture;
  readonly for: Readonly<Record<string, readonly [verdict: Verdict, why: string | RegExp]>>;
}

const finds = 'Finds imap.example.net:993, smtp.example.net:465';

const traps: readonly Trap[] = [
  {
    trap: 'no trap',
    fixture: { http: { [ac]: good, [oldWk]: good, [adPost]: goodPox } },
    for: {
      'outlook-classic': ['works', finds],
      'thunderbird-desktop': ['works', finds],
      'thunderbird-android': ['works', finds],
      fairemail: ['works', finds],
      'delta-chat': ['works', finds],
      evolution: ['works', finds],
      'gnome-online-accounts': ['works', finds],
      kmail: ['works', finds],
      'em-client': ['works', finds],
      mailspring: ['works', finds],
      'nextcloud-mail': ['works', finds],
      'outlook-cloud': ['asks-nobody', 'by hand'],
      'apple-mail': ['asks-nobody', 'profile'],
    },
  },
  {
    trap: 'a page with status 200 where autoconfig should be, and settings at the next URL',
    fixture: { http: { [ac]: page, [wk]: good } },
    for: {
      // Only the HTTP status decides, and it parses only the winner.
      'thunderbird-desktop': ['fails', /autoconfig\.example\.org.* without settings/],
      'thunderbird-android': ['works', finds],
      fairemail: ['works', finds],
      'delta-chat': ['works', finds],
      evolution: ['works', finds],
      'gnome-online-accounts': ['works', finds],
      kmail: ['fails', 'looks no further'],
      mailspring: ['works', finds],
      'nextcloud-mail': ['works', finds],
    },
  },
  {
    trap: 'the same page, but well-formed',
    fixture: { http: { [ac]: wellFormedPage, [wk]: good } },
    for: {
      'thunderbird-android': ['works', finds],
      fairemail: ['works', finds],
      'delta-chat': ['fails', 'looks no further'],
      evolution: ['fails', 'looks no further'],
      'nextcloud-mail': ['works', finds],
    },
  },
  {
    trap: 'the page, and a document in Mozilla’s database',
    fixture: { http: { [ac]: page, [live]: good, [ispdb]: good } },
    for: {
      'thunderbird-desktop': ['works', 'Mozilla’s database'],
      kmail: ['works', 'Mozilla’s database'],
      'delta-chat': ['works', 'Mozilla’s database'],
    },
  },
  {
    trap: 'settings under a media type that is not XML',
    fixture: { http: { [ac]: { ...good, type: 'text/plain' } } },
    for: {
      'thunderbird-desktop': ['fails', 'text/plain is not XML to it'],
      'thunderbird-android': ['works', finds],
      kmail: ['works', finds],
    },
  },
  {
    trap: 'a truncated document, and settings at the next URL',
    fixture: { http: { [ac]: changed((xml) => xml.slice(0, 300)), [wk]: good } },
    for: {
      // XML that does not parse counts as an HTTP failure, so it uses the next one.
      'thunderbird-desktop': ['works', finds],
      'thunderbird-android': ['works', finds],
      kmail: ['fails', 'not well-formed'],
    },
  },
  {
    trap: 'POP3 before IMAP',
    fixture: {
      http: {
        [ac]: changed(
          replace(
            '<incomingServer',
            '<incomingServer type="pop3"><hostname>pop.example.net</hostname><port>995</port><socketType>SSL</socketType><authentication>password-cleartext</authentication><username>%EMAILADDRESS%</username></incomingServer><incomingServer',
          ),
        ),
      },
    },
    for: {
      'thunderbird-desktop': ['works', 'pop.example.net:995'],
      'thunderbird-android': ['works', finds],
      fairemail: ['fails', 'first incomingServer'],
    },
  },
  {
    trap: 'a server without encryption beside a good one',
    fixture: { http: { [ac]: changed(replace(/(?<=<outgoingServer[\s\S]*)SSL/, 'plain')) } },
    for: {
      'thunderbird-desktop': ['degraded', 'smtp.example.net:465 without encryption'],
      'thunderbird-android': ['fails', 'socketType "plain"'],
      'nextcloud-mail': ['degraded', 'without encryption'],
    },
  },
  {
    trap: 'a literal as the user name',
    fixture: {
      http: {
        [ac]: changed(replaceAll('%EMAILADDRESS%', 'customer7')),
        [oldWk]: changed(replaceAll('%EMAILADDRESS%', 'customer7')),
      },
    },
    for: {
      'gnome-online-accounts': ['degraded', 'without a user name'],
      'thunderbird-desktop': ['works', finds],
    },
  },
  {
    trap: 'the local part as the user name',
    fixture: { http: { [ac]: changed(replaceAll('%EMAILADDRESS%', '%EMAILLOCALPART%')) } },
    for: { 'nextcloud-mail': ['works', finds], 'delta-chat': ['works', finds] },
  },
  {
    trap: 'no user name',
    fixture: { http: { [ac]: changed(replaceAll('<username>%EMAILADDRESS%</username>', '')) } },
    for: {
      'thunderbird-desktop': ['degraded', 'becomes "undefined"'],
      'thunderbird-android': ['fails', 'no username'],
    },
  },
  {
    trap: 'a user name with something beside it, filled in',
    fixture: { http: { [ac]: changed(replaceAll('%EMAILADDRESS%', String.raw`EXAMPLE\jo`)) } },
    for: {
      'thunderbird-desktop': ['works', finds],
      fairemail: ['works', finds],
      'gnome-online-accounts': ['degraded', String.raw`it logs in without a user name instead of EXAMPLE\jo`],
      mailspring: ['degraded', String.raw`it logs in as jo@example.org instead of EXAMPLE\jo`],
    },
  },
  {
    trap: 'a user name with something beside a placeholder',
    fixture: { http: { [ac]: changed(replaceAll('%EMAILADDRESS%', String.raw`EXAMPLE\%EMAILLOCALPART%`)) } },
    for: {
      'thunderbird-desktop': ['works', finds],
      fairemail: ['degraded', String.raw`it logs in as EXAMPLE\%EMAILLOCALPART% instead of EXAMPLE\jo`],
      'nextcloud-mail': ['works', finds],
    },
  },
  {
    trap: 'a local part as user name',
    fixture: { http: { [ac]: changed(replaceAll('%EMAILADDRESS%', '%EMAILLOCALPART%')) } },
    for: {
      'thunderbird-desktop': ['works', finds],
      mailspring: ['works', finds],
      'nextcloud-mail': ['works', finds],
    },
  },
  {
    trap: 'another user name for SMTP than for IMAP',
    fixture: {
      http: { [ac]: changed(replace(/%EMAILADDRESS%(?=[\s\S]*<outgoingServer)/, '%EMAILLOCALPART%')) },
    },
    for: {
      'thunderbird-desktop': ['works', finds],
      fairemail: ['degraded', 'it logs in as jo@example.org instead of jo'],
    },
  },
  {
    trap: 'a placeholder of another program',
    fixture: { http: { [ac]: changed(replaceAll('%EMAILADDRESS%', '%u')) } },
    for: {
      'thunderbird-desktop': ['degraded', 'the user name becomes "%u"'],
      evolution: ['degraded', 'the user name becomes "%u"'],
    },
  },
  {
    trap: 'a second attribute of incomingServer',
    fixture: { http: { [ac]: changed(replace('type="imap"', 'type="imap" id="1"')) } },
    for: { evolution: ['fails', 'attributes of incomingServer'], 'thunderbird-desktop': ['works', finds] },
  },
  {
    trap: 'autoconfig over http only',
    fixture: { http: { [acHttp]: good, [ac]: 'refused' } },
    for: {
      'thunderbird-desktop': ['degraded', 'over plain http'],
      'thunderbird-android': ['degraded', 'over plain http'],
      evolution: ['degraded', 'over plain http'],
      kmail: ['degraded', 'over plain http'],
      'delta-chat': ['fails', 'connection refused'],
      mailspring: ['fails', 'connection refused'],
    },
  },
  {
    trap: 'http redirects to https elsewhere',
    fixture: {
      http: {
        [acHttp]: to('https://facteur.example.net/v1.1/example.org'),
        [ac]: 'refused',
        'GET https://facteur.example.net/v1.1/example.org': good,
      },
    },
    for: {
      'thunderbird-android': ['degraded', 'over plain http'],
      // HttpURLConnection does not change the scheme.
      fairemail: ['fails', 'scheme'],
    },
  },
  {
    trap: 'a relative redirect',
    fixture: { http: { [ac]: to('/other.xml'), 'GET https://autoconfig.example.org/other.xml': good } },
    for: {
      'delta-chat': ['fails', 'absolute URLs only'],
      'thunderbird-desktop': ['works', finds],
      mailspring: ['works', finds],
    },
  },
  {
    trap: 'a redirect loop',
    fixture: { http: { [ac]: to('https://autoconfig.example.org/mail/config-v1.1.xml') } },
    for: { 'delta-chat': ['fails', 'too many redirects'], 'nextcloud-mail': ['fails', 'too many redirects'] },
  },
  {
    trap: 'a certificate for another name',
    fixture: { http: { [ac]: { ...good, flaw: 'wrong-name' } } },
    for: {
      'thunderbird-desktop': ['fails', 'autoconfig.example.org: its certificate is for other names'],
      'delta-chat': ['fails', 'certificate'],
      // It does not verify names.
      fairemail: ['works', finds],
    },
  },
  {
    trap: 'a certificate that has expired',
    fixture: { http: { [ac]: { ...good, flaw: 'expired' } } },
    for: {
      'thunderbird-android': ['fails', 'its certificate has expired'],
      fairemail: ['fails', 'its certificate has expired'],
    },
  },
  {
    trap: 'a redirect to an invalid URL',
    fixture: { http: { [ac]: to('https://['), [wk]: good } },
    for: {
      kmail: ['works', finds],
      'thunderbird-desktop': ['works', finds],
      'delta-chat': ['works', finds],
      fairemail: ['works', finds],
    },
  },
  {
    trap: 'an answer after six seconds',
    fixture: { http: { [ac]: { ...good, after: 6000 } } },
    for: {
      'thunderbird-desktop': ['fails', 'timeout'],
      'nextcloud-mail': ['works', finds],
      'thunderbird-android': ['works', finds],
    },
  },
  {
    trap: 'an answer after twelve seconds',
    fixture: { http: { [ac]: { ...good, after: 12_000 } } },
    for: {
      'nextcloud-mail': ['fails', 'timeout'],
      'thunderbird-android': ['fails', 'timeout'],
      evolution: ['degraded', 'it takes 12.0 s'],
    },
  },
  {
    trap: 'only the mail exchanger’s domain has settings',
    fixture: {
      dns: { 'MX example.org': [mx('mx2.example.net', 20), mx('mx1.example.net', 5)] },
      http: { 'GET https://autoconfig.example.net/mail/config-v1.1.xml': good },
    },
    for: {
      'thunderbird-desktop': ['works', finds],
      'thunderbird-android': ['works', finds],
      evolution: ['works', finds],
      'nextcloud-mail': ['works', finds],
      // It requests only the legacy path there.
      'gnome-online-accounts': ['fails', 'autoconfig'],
      mailspring: ['fails', 'There is no autoconfig.example.org.'],
      'delta-chat': ['fails', 'There is no autoconfig.example.org.'],
    },
  },
  {
    trap: 'a domain that accepts no mail',
    fixture: { dns: { 'MX example.org': [mx('', 0)] } },
    for: { 'thunderbird-desktop': ['fails', 'There is no autoconfig.example.org.'] },
  },
  {
    trap: 'a web site that asks for a password at the path of Autodiscover',
    fixture: { http: { [apexPost]: { status: 401 }, [ac]: good, [adPost]: goodPox } },
    for: {
      'outlook-classic': ['fails', 'asks for a password'],
      // Autodiscover succeeds at another URL, so its failures do not matter.
      'thunderbird-desktop': ['works', finds],
      'em-client': ['works', finds],
    },
  },
  {
    trap: 'the same web site, and no Autodiscover elsewhere',
    fixture: { http: { [apexPost]: { status: 401 }, [ac]: good } },
    for: { 'thunderbird-desktop': ['degraded', 'versions 140 to 148 give up'] },
  },
  {
    trap: 'a web page at the path of Autodiscover',
    fixture: { http: { [apexPost]: page, [adPost]: goodPox } },
    for: { 'outlook-classic': ['works', finds], 'em-client': ['works', finds] },
  },
  {
    trap: 'an error frame of Autodiscover to a GET, and Mozilla’s database',
    fixture: { http: { [apexGet]: poxError, [ispdb]: good } },
    for: { 'delta-chat': ['fails', 'looks no further'] },
  },
  {
    trap: 'an Autodiscover answer with a redirect',
    fixture: {
      http: {
        [adPost]: poxRedirect,
        [elsewherePost]: goodPox,
        [apexGet]: poxRedirect,
        [`GET ${elsewhere}`]: goodPox,
      },
    },
    for: {
      'outlook-classic': ['works', finds],
      'delta-chat': ['works', finds],
      'em-client': ['fails', 'no Protocol'],
    },
  },
  {
    trap: 'an Autodiscover answer that redirects to itself',
    fixture: { http: { [elsewherePost]: poxRedirect, [adPost]: poxRedirect } },
    for: { 'outlook-classic': ['fails', 'too many redirects'] },
  },
  {
    trap: 'a 302 of plain http',
    fixture: { http: { [adHttpGet]: to(elsewhere), [adHttpPost]: to(elsewhere), [elsewherePost]: goodPox } },
    for: {
      'outlook-classic': ['degraded', 'asks the user whether to trust facteur.example.net'],
      // The POST becomes a GET after the redirect, which fails, so it sends the POST again.
      'thunderbird-desktop': ['degraded', 'asks the user whether to trust facteur.example.net'],
    },
  },
  {
    trap: 'a 301 of plain http',
    fixture: { http: { [adHttpGet]: to(elsewhere, 301), [elsewherePost]: goodPox } },
    for: { 'outlook-classic': ['fails', /^/] },
  },
  {
    trap: 'Autodiscover by SRV',
    fixture: { dns: autodiscoverSrv, http: { [elsewherePost]: goodPox } },
    for: {
      'outlook-classic': ['degraded', 'asks the user whether to trust'],
      'thunderbird-desktop': ['degraded', 'asks the user whether to trust'],
      'em-client': ['works', finds],
    },
  },
  {
    trap: 'Autodiscover by SRV, at another port',
    fixture: {
      dns: { 'SRV _autodiscover._tcp.example.org': [srv('facteur.example.net', 8443)] },
      http: { 'POST https://facteur.example.net:8443/autodiscover/autodiscover.xml': goodPox },
    },
    for: {
      'outlook-classic': ['fails', 'port 443 only'],
      'thunderbird-desktop': ['fails', /^/],
      'em-client': ['works', finds],
    },
  },
  {
    trap: 'Autodiscover’s JSON with the URL for the POST',
    fixture: {
      http: {
        'GET https://autodiscover.example.org/autodiscover/autodiscover.json': {
          type: 'application/json',
          body: JSON.stringify({ Protocol: 'AutodiscoverV1', Url: elsewhere }),
        },
        [elsewherePost]: goodPox,
      },
    },
    for: { 'outlook-classic': ['works', finds] },
  },
];

const cases = traps.flatMap(({ trap, fixture, for: whom }) =>
  Object.entries(whom).map(([id, [verdict, why]]) => ({ trap, fixture, id, verdict, why })),
);

describe.each(traps)('$trap', ({ trap }) => {
  test.each(cases.filter((one) => one.trap === trap))(
    '$id: $verdict',
    async ({ id, fixture, verdict, why }) => {
      const { report } = await simulate(id, fixture);
      expect(report.verdict, JSON.stringify(report, undefined, 1)).toBe(verdict);
      expect(report.why).toMatch(why);
    },
  );
});

describe('an advice about user names', () => {
  test('names the placeholder that was meant', async () => {
    const fixture = { http: { [ac]: changed(replaceAll('%EMAILADDRESS%', '%EMAILADRESS%')) } };
    const { report } = await simulate('evolution', fixture);
    expect(report.advice.map(({ text }) => text).join()).toContain(
      'the user name holds %EMAILADRESS%, which clients send as it is; did you mean %EMAILADDRESS%?',
    );
  });
});

describe('a domain in its own script', () => {
  const url = 'GET https://autoconfig.xn--bcher-kva.example/mail/config-v1.1.xml';
  const fixture: NetworkFixture = { http: { [url]: good } };

  // Thunderbird 153 and Delta Chat 2.57, as they ran.
  test.each(['thunderbird-desktop', 'delta-chat'])('%s refuses it before any request', async (id) => {
    const { report, network } = await simulate(id, fixture, 'jo@bücher.example');
    expect(network.queries).toEqual([]);
    expect(report).toMatchObject({
      verdict: 'fails',
      why: 'It refuses the domain in its own script, before any request.',
      advice: [{ text: 'Tell the users of this domain to type jo@xn--bcher-kva.example.' }],
    });
  });

  test.each(['thunderbird-desktop', 'delta-chat'])('%s finds settings by its A-labels', async (id) => {
    const { report } = await simulate(id, fixture, 'jo@xn--bcher-kva.example');
    expect(report.verdict).toBe('works');
  });
});

describe('SRV', () => {
  const imaps = { 'SRV _imaps._tcp.example.org': [srv('imap.example.net', 993)] };
  const submissions = { 'SRV _submissions._tcp.example.org': [srv('smtp.example.net', 465)] };
  const notOffered = [srv('', 0)];

  test.each(['srv', 'fairemail', 'evolution'])('%s uses both records', async (id) => {
    const { report } = await simulate(id, { dns: { ...imaps, ...submissions } });
    expect(report).toMatchObject({
      verdict: 'works',
      found: { by: 'srv' },
      settings: {
        incoming: {
          protocol: 'imap',
          host: 'imap.example.net',
          port: 993,
          security: 'tls',
          username: 'jo@example.org',
        },
        outgoing: { host: 'smtp.example.net', port: 465, security: 'tls' },
      },
    });
  });

  test.each(['srv', 'fairemail', 'evolution'])('%s uses neither if one is missing', async (id) => {
    const { report } = await simulate(id, { dns: imaps });
    expect(report.verdict).toBe('fails');
  });

  test('FairEmail prefers records to a document', async () => {
    const dns = { 'SRV _imaps._tcp.example.org': [srv('other.example.net', 993)], ...submissions };
    const { report } = await simulate('fairemail', { dns, http: { [ac]: good } });
    expect(report.settings?.incoming.host).toBe('other.example.net');
  });

  test('Evolution prefers a document to records', async () => {
    const dns = { 'SRV _imaps._tcp.example.org': [srv('other.example.net', 993)], ...submissions };
    const { report } = await simulate('evolution', { dns, http: { [ac]: good } });
    expect(report.settings?.incoming.host).toBe('imap.example.net');
  });

  test.each(['srv', 'fairemail', 'evolution'])('%s ignores a service that is not offered', async (id) => {
    for (const absent of ['_submission', '_imap', '_pop3', '_pop3s']) {
      const dns = { ...imaps, ...submissions, [`SRV ${absent}._tcp.example.org`]: notOffered };
      const { report } = await simulate(id, { dns });
      expect(report).toMatchObject({ verdict: 'works', found: { by: 'srv' }, advice: [] });
    }
  });

  test.each<[string, ReturnType<typeof srv>, ReturnType<typeof srv>, number]>([
    ['equal', srv('smtp.example.net', 587), srv('smtp.example.net', 465), 465],
    ['a lower priority', srv('smtp.example.net', 587, 1), srv('smtp.example.net', 465, 2), 587],
    [
      'a higher weight',
      { ...srv('smtp.example.net', 587), weight: 5 },
      { ...srv('smtp.example.net', 465), weight: 1 },
      587,
    ],
  ])('FairEmail sorts both names of a service together: %s', async (_, starttls, tls, port) => {
    const dns = {
      ...imaps,
      'SRV _submission._tcp.example.org': [starttls],
      'SRV _submissions._tcp.example.org': [tls],
    };
    const { report } = await simulate('fairemail', { dns });
    expect(report.settings?.outgoing).toMatchObject({ port, security: port === 465 ? 'tls' : 'starttls' });
  });

  test('the lower priority wins, also between IMAP and POP3', async () => {
    const dns = {
      'SRV _imaps._tcp.example.org': [srv('late.example.net', 993, 20), srv('imap.example.net', 993, 10)],
      'SRV _pop3s._tcp.example.org': [srv('pop.example.net', 995, 5)],
      ...submissions,
    };
    const { report } = await simulate('srv', { dns });
    expect(report.settings?.incoming).toMatchObject({ protocol: 'pop3', host: 'pop.example.net' });
    const evolution = await simulate('evolution', { dns });
    expect(evolution.report.settings?.incoming).toMatchObject({ protocol: 'imap', host: 'imap.example.net' });
  });
});

describe('PACC', () => {
  const url = 'GET https://ua-auto-config.example.org/.well-known/user-agent-configuration.json';
  const body = JSON.stringify({
    protocols: { imap: { host: 'imap.example.net' }, submit: { host: 'smtp.example.net' } },
    authentication: { password: true },
    info: { provider: { name: 'Example' } },
  });
  const digest = createHash('sha256').update(body).digest('base64');
  const record = `v=UAAC1; a=sha256; d=${digest}`;
  const txt = (...records: readonly string[]): NonNullable<NetworkFixture['dns']> => ({
    'TXT _ua-auto-config.example.org': records,
  });
  const served: NonNullable<NetworkFixture['http']> = { [url]: { type: 'application/json', body } };

  test.each<[what: string, fixture: NetworkFixture, verdict: Verdict, why: string]>([
    ['the digest matches', { dns: txt(record), http: served }, 'works', finds],
    [
      'tags in another order, and one unknown',
      { dns: txt(`d=${digest};x=1;a=sha256;v=UAAC1;`), http: served },
      'works',
      finds,
    ],
    [
      'an old and a new digest',
      { dns: txt('v=UAAC1; a=sha256; d=AAAA', record), http: served },
      'works',
      finds,
    ],
    [
      'the digest of another document',
      { dns: txt('v=UAAC1; a=sha256; d=AAAA'), http: served },
      'fails',
      'does not match it',
    ],
    ['a repeated tag', { dns: txt(`${record}; d=${digest}`), http: served }, 'fails', 'no digest'],
    ['no digest', { http: served }, 'fails', 'no digest'],
    [
      'a redirect',
      { dns: txt(record), http: { [url]: to('https://facteur.example.net/') } },
      'fails',
      'follows no redirects',
    ],
    ['not JSON', { dns: txt(record), http: { [url]: page } }, 'fails', 'not JSON'],
  ])('%s', async (_, fixture, verdict, why) => {
    const { report } = await simulate('pacc', fixture);
    expect(report).toMatchObject({ verdict, why: expect.stringContaining(why) });
  });

  test('the advised record has the digest of the exact bytes', async () => {
    const { report } = await simulate('pacc', { http: served });
    expect(report.advice[0]?.records).toEqual([`_ua-auto-config.example.org. 3600 IN TXT "${record}"`]);
  });
});
