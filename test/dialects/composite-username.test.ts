/** User names with something beside the placeholder, as of Active Directory and realms: who is sent which. */

import { describe, expect, test } from 'vitest';
import { outlookClassic } from '../../src/check/parsers/autodiscover/outlook-classic.ts';
import { autoconfigParsers } from '../../src/check/parsers/index.ts';
import { appleMail } from '../../src/check/parsers/mobileconfig/apple-mail.ts';
import { appOf, poxRequest } from '../support/world.ts';

const path = '/mail/config-v1.1.xml';

const appWith = (incoming: string, outgoing = incoming) =>
  appOf({
    names: ['autoconfig.example.net'],
    providers: {
      'example.net': {
        name: 'Example',
        incoming: [{ protocol: 'imap', host: 'imap.example.net', security: 'tls', username: incoming }],
        outgoing: [{ protocol: 'smtp', host: 'smtp.example.net', security: 'tls', username: outgoing }],
      },
    },
    domains: { 'example.org': 'example.net' },
  });

interface Sent {
  readonly body: string;
  readonly usernames: readonly (string | undefined)[];
  readonly caching: string | null;
  readonly etag: string | null;
}

async function autoconfig(username: string, sent?: string, outgoing?: string): Promise<Sent> {
  const query = sent === undefined ? '' : `?emailaddress=${encodeURIComponent(sent)}`;
  const url = `https://autoconfig.example.org${path}${query}`;
  const response = await appWith(username, outgoing).fetch(
    new Request(url, { headers: { host: new URL(url).host } }),
  );
  const body = await response.text();
  return {
    body,
    usernames: [...body.matchAll(/<username>(.*?)</g)].map(([, name]) => name),
    caching: response.headers.get('cache-control'),
    etag: response.headers.get('etag'),
  };
}

const ofDomain = String.raw`EXAMPLE\%EMAILLOCALPART%`;

describe('autoconfig', () => {
  test.each<[template: string, filled: string]>([
    [ofDomain, String.raw`EXAMPLE\jo`],
    ['%EMAILLOCALPART%@realm.example', 'jo@realm.example'],
    ['%EMAILLOCALPART%+mail', 'jo+mail'],
    ['mail-%EMAILADDRESS%', 'mail-jo@example.org'],
    [String.raw`%EMAILDOMAIN%\%EMAILLOCALPART%`, String.raw`example.org\jo`],
  ])('has %s filled where the address was sent, in an answer for nobody else', async (template, filled) => {
    expect(await autoconfig(template, 'jo@example.org')).toMatchObject({
      usernames: [filled, filled],
      caching: 'private, no-store',
      etag: null,
    });
  });

  test('has it as it is where no address was sent, in a public answer', async () => {
    expect(await autoconfig(ofDomain)).toMatchObject({
      usernames: [ofDomain, ofDomain],
      caching: 'public, max-age=3600',
      etag: expect.any(String),
    });
  });

  test.each(['%EMAILADDRESS%', '%EMAILLOCALPART%', 'jo@example.org', 'shared'])(
    'has %s as it is, whether or not an address was sent',
    async (username) => {
      expect(await autoconfig(username, 'jo@example.org')).toEqual(await autoconfig(username));
    },
  );

  test('leaves a placeholder alone beside a composite name', async () => {
    const { usernames } = await autoconfig(ofDomain, 'jo@example.org', '%EMAILADDRESS%');
    expect(usernames).toEqual([String.raw`EXAMPLE\jo`, '%EMAILADDRESS%']);
  });

  test.each<[why: string, sent: string]>([
    ['a placeholder, which a client would fill again', '%EMAILDOMAIN%@example.org'],
    ['such a placeholder and more', 'x%EMAILADDRESS%y@example.org'],
    ['what older Evolution sends in its place', 'EVOLUTIONUSER@example.org'],
    ['a space', '"jo doe"@example.org'],
  ])('does not fill it with a local part that holds %s', async (_, sent) => {
    const { caching, etag, ...answer } = await autoconfig(ofDomain, sent);
    const { caching: _caching, etag: _etag, ...withoutAddress } = await autoconfig(ofDomain);
    expect(answer).toEqual(withoutAddress);
    expect([caching, etag]).toEqual(['private, no-store', null]);
  });

  test('escapes what it fills in', async () => {
    const { usernames } = await autoconfig(ofDomain, "r&d'o@example.org");
    expect(usernames[0]).toMatch(/^EXAMPLE\\r&amp;d(&apos;|')o$/);
  });

  test('fills it on an MX step by the customer’s address, with both domains', async () => {
    const url = `https://autoconfig.example.net${path}?emailaddress=jo@customer.example`;
    const app = appOf({
      names: ['autoconfig.example.net'],
      provider: 'example.net',
      providers: {
        'example.net': {
          name: 'Example',
          incoming: [{ protocol: 'imap', host: 'imap.example.net', security: 'tls', username: ofDomain }],
          outgoing: ['smtps://smtp.example.net'],
        },
      },
    });
    const body = await (await app.fetch(new Request(url, { headers: { host: new URL(url).host } }))).text();
    expect(body).toContain(String.raw`<username>EXAMPLE\jo</username>`);
    expect(body.match(/<domain>.*?</g)).toEqual(['<domain>customer.example<', '<domain>example.net<']);
  });
});

/** How each client logs in: with the address sent, and without. Empty is a field that the person fills in. */
const logins: Readonly<Record<string, readonly [sent: string, notSent: string]>> = {
  'thunderbird-desktop': [String.raw`EXAMPLE\jo`, String.raw`EXAMPLE\jo`],
  'thunderbird-android': [String.raw`EXAMPLE\jo`, String.raw`EXAMPLE\jo`],
  'thunderbird-ios': [String.raw`EXAMPLE\jo`, String.raw`EXAMPLE\jo`],
  'delta-chat': [String.raw`EXAMPLE\jo`, String.raw`EXAMPLE\jo`],
  fairemail: [String.raw`EXAMPLE\jo`, ofDomain],
  evolution: [String.raw`EXAMPLE\jo`, String.raw`EXAMPLE\jo`],
  'gnome-online-accounts': ['', ''],
  geary: ['jo@example.org', 'jo@example.org'],
  kmail: [String.raw`EXAMPLE\jo`, String.raw`EXAMPLE\jo`],
  'nextcloud-mail': [String.raw`EXAMPLE\jo`, String.raw`EXAMPLE\jo`],
  mailspring: ['jo@example.org', 'jo@example.org'],
  snappymail: ['jo', 'jo'],
  aerc: [String.raw`EXAMPLE\jo`, ofDomain],
  himalaya: [String.raw`EXAMPLE\jo`, String.raw`EXAMPLE\jo`],
  mustang: [String.raw`EXAMPLE\jo`, String.raw`EXAMPLE\jo`],
  emailengine: [String.raw`EXAMPLE\jo`, ofDomain],
};

describe('clients log in', () => {
  const loginsBy = (body: string) =>
    Object.fromEntries(
      autoconfigParsers.map((parser) => {
        const headers = new Map([['content-type', 'text/xml; charset=utf-8']]);
        const read = parser.parse({ status: 200, headers, body }, 'jo@example.org');
        return [parser.id, read.ok ? read.settings.incoming.username : read.why];
      }),
    );

  test('as the table says', async () => {
    const sent = loginsBy((await autoconfig(ofDomain, 'jo@example.org')).body);
    const notSent = loginsBy((await autoconfig(ofDomain)).body);
    expect(Object.fromEntries(Object.keys(logins).map((id) => [id, [sent[id], notSent[id]]]))).toEqual(
      logins,
    );
  });

  test('right in 12 of 16 when they send the address, and in 8 when they do not', () => {
    const right = (at: 0 | 1) =>
      Object.values(logins).filter((login) => login[at] === String.raw`EXAMPLE\jo`).length;
    expect([autoconfigParsers.length, right(0), right(1)]).toEqual([16, 12, 9]);
  });
});

describe('the other dialects', () => {
  test('have it filled: Autodiscover', async () => {
    const response = await appWith(ofDomain).fetch(
      new Request('https://autodiscover.example.org/autodiscover/autodiscover.xml', {
        method: 'POST',
        body: poxRequest('jo@example.org'),
        headers: { host: 'autodiscover.example.org' },
      }),
    );
    const headers = new Map([['content-type', 'text/xml; charset=utf-8']]);
    const read = outlookClassic.parse(
      { status: 200, headers, body: await response.text() },
      'jo@example.org',
    );
    expect(read).toMatchObject({ settings: { incoming: { username: String.raw`EXAMPLE\jo` } } });
  });

  const profile = async (incoming: string, outgoing = incoming) => {
    const url = 'https://autoconfig.example.org/profile.mobileconfig?emailaddress=jo@example.org';
    const response = await appWith(incoming, outgoing).fetch(
      new Request(url, { headers: { host: 'autoconfig.example.org' } }),
    );
    return { body: await response.text(), headers: response.headers };
  };

  test('have it filled: Apple’s profile', async () => {
    const { body, headers } = await profile(ofDomain);
    const read = appleMail.parse({ status: 200, headers: new Map(headers), body }, 'jo@example.org');
    expect(read).toMatchObject({ settings: { incoming: { username: String.raw`EXAMPLE\jo` } } });
  });

  test.each<[incoming: string, outgoing: string, same: boolean]>([
    ['%EMAILADDRESS%', '%EMAILADDRESS%', true],
    ['%EMAILLOCALPART%', '%EMAILADDRESS%', false],
  ])('have one password for the same user name: %s and %s', async (incoming, outgoing, same) => {
    const { body } = await profile(incoming, outgoing);
    expect(body).toMatch(new RegExp(`OutgoingPasswordSameAsIncomingPassword</key>\\s*<${same}/>`));
  });
});
