/** The accounts in a profile: what a provider offers, in Apple's keys, each of which Apple knows. */

import { describe, expect, test } from 'vitest';
import type { Dictionary } from '../../../src/check/parsers/plist.ts';
import type { ProviderDocument } from '../../../src/index.ts';
import { flawsOf } from '../../support/crypto/apple-keys.ts';
import { ask, profileOf } from '../../support/profiles.ts';

const jo = '?emailaddress=jo@example.org';

const services: ProviderDocument = {
  caldav: 'https://dav.example.net/cal/',
  carddav: 'https://dav.example.net:8443/%EMAILDOMAIN%/%EMAILADDRESS%/',
  ldap: 'ldaps://ldap.example.net/ou=people,dc=example,dc=net',
  activesync: 'https://eas.example.net/Microsoft-Server-ActiveSync',
};
const exchangeOnly: ProviderDocument = { incoming: [], outgoing: [], activesync: services.activesync };

async function payloadOf(
  type: string,
  provider: ProviderDocument,
  query = jo,
): Promise<Dictionary | undefined> {
  const { profile, payloads } = await profileOf(provider, query);
  expect(flawsOf(profile)).toEqual([]);
  return payloads.find(({ PayloadType }) => PayloadType === `com.apple.${type}`);
}
const typesOf = async (provider: ProviderDocument, query = jo) =>
  (await profileOf(provider, query)).payloads.map(({ PayloadType }) => PayloadType);

describe('mail', () => {
  test('is read by IMAP', async () => {
    expect(await payloadOf('mail.managed', {})).toMatchObject({
      PayloadDisplayName: 'Example (IMAP)',
      EmailAccountType: 'EmailTypeIMAP',
      IncomingMailServerHostName: 'imap.example.net',
    });
  });

  test.each(['pop3', 'POP3', 'pop'])('is read by POP3 when the type is %s', async (type) => {
    expect(await payloadOf('mail.managed', {}, `${jo}&type=${type}`)).toMatchObject({
      PayloadDisplayName: 'Example (POP3)',
      EmailAccountType: 'EmailTypePOP',
      IncomingMailServerHostName: 'pop.example.net',
      IncomingMailServerPortNumber: 995,
    });
  });

  test('by POP3 replaces mail by IMAP, and is another account', async () => {
    const [imap, pop3] = [await profileOf({}, jo), await profileOf({}, `${jo}&type=pop3`)];
    expect(pop3.profile['PayloadIdentifier']).toBe(imap.profile['PayloadIdentifier']);
    expect(pop3.payloads[0]?.['PayloadUUID']).not.toBe(imap.payloads[0]?.['PayloadUUID']);
  });

  test.each([
    [
      'is read by POP3 where there is nothing else',
      { incoming: ['pop3s://pop.example.net'] },
      'EmailTypePOP',
    ],
    [
      'with OAuth2 before a password is set up with the password',
      {
        incoming: [
          {
            protocol: 'imap',
            host: 'a.example.net',
            security: 'tls',
            authentication: ['oauth2', 'password'],
          },
        ],
      },
      'EmailTypeIMAP',
    ],
  ] satisfies [string, ProviderDocument, string][])('%s', async (_, provider, type) => {
    expect(await payloadOf('mail.managed', provider)).toMatchObject({
      EmailAccountType: type,
      IncomingMailServerAuthentication: 'EmailAuthPassword',
    });
  });

  test('with STARTTLS requires encryption too', async () => {
    const starttls: ProviderDocument = {
      incoming: ['imap+starttls://imap.example.net'],
      outgoing: ['smtp+starttls://smtp.example.net'],
    };
    expect(await payloadOf('mail.managed', starttls)).toMatchObject({
      IncomingMailServerUseSSL: true,
      OutgoingMailServerUseSSL: true,
    });
  });

  test.each([
    [
      'OAuth2 alone: Apple has no key for it',
      {
        outgoing: [
          { protocol: 'smtp', host: 'smtp.example.net', security: 'tls', authentication: ['oauth2'] },
        ],
      },
      jo,
    ],
    ['POP3, which is not offered', { incoming: ['imaps://imap.example.net'] }, `${jo}&type=pop3`],
    ['POP3, for a mailbox of Exchange', exchangeOnly, `${jo}&type=pop3`],
  ] satisfies [string, ProviderDocument, string][])('has no profile with %s', async (_, provider, query) => {
    expect((await ask(provider, query)).status).toBe(404);
  });
});

describe('calendars and address books', () => {
  test('are found by host, port and path', async () => {
    expect(await payloadOf('caldav.account', services)).toMatchObject({
      PayloadDisplayName: 'Example (CalDAV)',
      CalDAVAccountDescription: 'jo@example.org',
      CalDAVHostName: 'dav.example.net',
      CalDAVPort: 443,
      CalDAVPrincipalURL: '/cal/',
      CalDAVUseSSL: true,
      CalDAVUsername: 'jo@example.org',
    });
  });

  test.each([
    ['?emailaddress=jo@example.org', '/example.org/jo@example.org/'],
    ['?emailaddress=a%2Fb%26%3F@example.com', '/example.com/a%2Fb%26%3F%40example.com/'],
  ])('are those of %s', async (query, path) => {
    expect(await payloadOf('carddav.account', services, query)).toMatchObject({
      CardDAVHostName: 'dav.example.net',
      CardDAVPort: 8443,
      CardDAVPrincipalURL: path,
    });
  });

  test('without an address are discovered by the device', async () => {
    const payload = await payloadOf('carddav.account', services, '');
    expect(payload).toMatchObject({ CardDAVHostName: 'dav.example.net' });
    expect(payload).not.toHaveProperty('CardDAVPrincipalURL');
    expect(payload).not.toHaveProperty('CardDAVUsername');
  });

  test('at a URL without a path are discovered by the device', async () => {
    const payload = await payloadOf('caldav.account', { caldav: 'https://dav.example.net' });
    expect(payload).not.toHaveProperty('CalDAVPrincipalURL');
  });
});

describe('a directory', () => {
  test('is searched below its base', async () => {
    expect(await payloadOf('ldap.account', services)).toMatchObject({
      LDAPAccountDescription: 'Example Mail',
      LDAPAccountHostName: 'ldap.example.net',
      LDAPAccountUseSSL: true,
      LDAPSearchSettings: [
        {
          LDAPSearchSettingDescription: 'Example Mail',
          LDAPSearchSettingSearchBase: 'ou=people,dc=example,dc=net',
          LDAPSearchSettingScope: 'LDAPSearchSettingScopeSubtree',
        },
      ],
    });
  });

  test('without a base has no empty one', async () => {
    const payload = await payloadOf('ldap.account', { ldap: 'ldaps://ldap.example.net' });
    expect(payload).not.toHaveProperty('LDAPSearchSettings');
  });

  test('at another port is left out: there is no key for it', async () => {
    expect(await typesOf({ ldap: 'ldaps://ldap.example.net:1636/dc=net' })).toEqual([
      'com.apple.mail.managed',
    ]);
  });
});

describe('Exchange', () => {
  test('alone is all of it', async () => {
    const { profile, payloads } = await profileOf(exchangeOnly, jo);
    expect(flawsOf(profile)).toEqual([]);
    expect(payloads).toEqual([
      {
        PayloadType: 'com.apple.eas.account',
        PayloadVersion: 1,
        PayloadIdentifier: `${String(profile['PayloadIdentifier'])}.activesync`,
        PayloadUUID: expect.stringMatching(/^06/),
        PayloadDisplayName: 'Example (Exchange)',
        EmailAddress: 'jo@example.org',
        Host: 'eas.example.net',
        SSL: true,
        UserName: 'jo@example.org',
      },
    ]);
  });

  test('next to mail enables only what mail does not provide', async () => {
    const payload = await payloadOf('eas.account', { activesync: services.activesync });
    expect(payload).toMatchObject({ EnableMail: false });
    expect(payload).not.toHaveProperty('EnableCalendars');
  });

  test('next to calendars enables no calendars', async () => {
    const { activesync, caldav } = services;
    expect(await payloadOf('eas.account', { activesync, caldav })).toMatchObject({
      EnableMail: false,
      EnableCalendars: false,
      EnableReminders: false,
    });
  });

  test('is left out if other accounts provide everything', async () => {
    expect(await typesOf(services)).toEqual([
      'com.apple.mail.managed',
      'com.apple.caldav.account',
      'com.apple.carddav.account',
      'com.apple.ldap.account',
    ]);
  });

  test.each([
    'https://eas.example.net:8443/Microsoft-Server-ActiveSync',
    'https://eas.example.net/exchange/Microsoft-Server-ActiveSync',
  ])('is left out at %s: there is no key for it', async (activesync) => {
    expect(await typesOf({ activesync })).toEqual(['com.apple.mail.managed']);
    expect((await ask({ ...exchangeOnly, activesync }, jo)).status).toBe(404);
  });
});

describe('Exchange on a Mac', () => {
  const ews = 'https://mail.example.net/EWS/Exchange.asmx';

  test('is an account of Exchange Web Services: macOS has no ActiveSync', async () => {
    const provider: ProviderDocument = { ...exchangeOnly, ews };
    expect(await typesOf(provider, `${jo}&system=macos`)).toEqual(['com.apple.ews.account']);
    expect(await payloadOf('ews.account', provider, `${jo}&system=macOS`)).toMatchObject({
      PayloadUUID: expect.stringMatching(/^07/),
      EmailAddress: 'jo@example.org',
      Host: 'mail.example.net',
      Path: '/EWS/Exchange.asmx',
      SSL: true,
      UserName: 'jo@example.org',
    });
  });

  test('has its port', async () => {
    const provider: ProviderDocument = { ...exchangeOnly, ews: 'https://mail.example.net:8443/' };
    const payload = await payloadOf('ews.account', provider, `${jo}&system=macos`);
    expect(payload).toMatchObject({ Port: 8443 });
    expect(payload).not.toHaveProperty('Path');
  });

  test('is not added to mail by IMAP, whose mailbox it would set up again', async () => {
    expect(await typesOf({ ews }, `${jo}&system=macos`)).toEqual(['com.apple.mail.managed']);
  });

  test.each(['', '&system=ios', '&system=ipados', '&system=other'])(
    'is asked for by a parameter; %j is not a Mac',
    async (parameter) => {
      expect(await typesOf({ ...exchangeOnly, ews }, jo + parameter)).toEqual(['com.apple.eas.account']);
    },
  );
});

describe('where no password can log in', () => {
  const oauthOnly = (issuer: string, more: ProviderDocument = {}): ProviderDocument => ({
    incoming: [{ protocol: 'imap', host: 'imap.example.net', security: 'tls', authentication: ['oauth2'] }],
    outgoing: [{ protocol: 'smtp', host: 'smtp.example.net', security: 'tls', authentication: ['oauth2'] }],
    caldav: 'https://dav.example.net/',
    oauth2: { issuer },
    ...more,
  });
  const microsoft = oauthOnly('https://login.microsoftonline.com/common/v2.0');
  const google = oauthOnly('https://accounts.google.com');
  const other = oauthOnly('https://login.example.net/');

  test.each<[what: string, provider: ProviderDocument, query: string, type: string]>([
    ['Microsoft on iOS', microsoft, jo, 'com.apple.eas.account'],
    ['Microsoft on iOS, named', microsoft, `${jo}&system=ios`, 'com.apple.eas.account'],
    ['Microsoft on a Mac', microsoft, `${jo}&system=macos`, 'com.apple.ews.account'],
    ['Microsoft without an address', microsoft, '', 'com.apple.eas.account'],
    ['Google on iOS', google, jo, 'com.apple.google-oauth'],
  ])('%s has one account, which opens the sign-in', async (_, provider, query, type) => {
    const { profile, payloads } = await profileOf(provider, query);
    expect(flawsOf(profile)).toEqual([]);
    expect(payloads.map(({ PayloadType }) => PayloadType)).toEqual([type]);
    expect(payloads[0]).not.toHaveProperty('Password');
    expect(payloads[0]).not.toHaveProperty('Host');
    if (type !== 'com.apple.google-oauth') expect(payloads[0]).toMatchObject({ OAuth: true });
  });

  test('Exchange without mail servers and with an issuer counts as such', async () => {
    const provider = { ...exchangeOnly, oauth2: { issuer: 'https://login.example.net/' } };
    expect(await payloadOf('eas.account', provider)).toMatchObject({ OAuth: true });
  });

  test('the URLs of the sign-in are the operator’s, and bring the host', async () => {
    const oauth = { signIn: 'https://login.example.net/authorize', token: 'https://login.example.net/token' };
    const provider = { ...other, activesync: services.activesync, profile: { oauth } };
    expect(await payloadOf('eas.account', provider)).toMatchObject({
      OAuth: true,
      Host: 'eas.example.net',
      OAuthSignInURL: oauth.signIn,
      OAuthTokenRequestURL: oauth.token,
    });
  });

  test.each<[what: string, provider: ProviderDocument, query: string]>([
    ['an issuer that Apple does not know', other, jo],
    ['Google on a Mac', google, `${jo}&system=macos`],
    ['Google without an address', google, ''],
    ['POP3', microsoft, `${jo}&type=pop3`],
    ['passwords for receiving only', { ...other, incoming: ['imaps://imap.example.net'] }, jo],
  ])('%s has no profile, and the answer says what to do', async (_, provider, query) => {
    const response = await ask(provider, query);
    expect([response.status, await response.text()]).toEqual([
      404,
      'An Apple profile cannot set up this sign-in. Add the account in Settings, and sign in there.\n',
    ]);
  });
});
