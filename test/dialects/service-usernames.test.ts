/** Services with a user name of their own, such as Nextcloud or SOGo beside a mail server: in every dialect that can say it. */

import { describe, expect, test } from 'vitest';
import { autoconfigParsers } from '../../src/check/parsers/index.ts';
import type { ConfigDocument } from '../../src/index.ts';
import { appOf, configOf } from '../support/world.ts';

type Provider = NonNullable<ConfigDocument['providers']>[string];

const documentWith = (services: Partial<Provider>): ConfigDocument => ({
  providers: {
    'example.net': {
      name: 'Example',
      incoming: ['imaps://imap.example.net'],
      outgoing: ['smtps://smtp.example.net'],
      ...services,
    },
  },
  domains: { 'example.org': 'example.net' },
});

async function bodyOf(services: Partial<Provider>, url: string): Promise<string> {
  const host = new URL(url).host;
  return (await appOf(documentWith(services)).fetch(new Request(url, { headers: { host } }))).text();
}

const autoconfig = 'https://autoconfig.example.org/mail/config-v1.1.xml';
const caldav = 'https://dav.example.net/cal/';
const own = {
  caldav: { url: caldav, username: '%EMAILLOCALPART%' },
  carddav: 'https://dav.example.net/card/',
};

describe('autoconfig', () => {
  test('names it before the provider, where it is not taken for that of mail', async () => {
    const xml = await bodyOf(own, autoconfig);
    const inOrder = [...xml.matchAll(/<(calendar|emailProvider|addressbook) |<username>(.*?)</g)].map(
      ([, element, username]) => element ?? username,
    );
    expect(inOrder).toEqual([
      'calendar',
      '%EMAILLOCALPART%',
      'emailProvider',
      '%EMAILADDRESS%',
      '%EMAILADDRESS%',
      'addressbook',
      '%EMAILADDRESS%',
    ]);
  });

  test.each(autoconfigParsers)('gives $id the settings of mail all the same', async (parser) => {
    const read = async (services: Partial<Provider>) => {
      const headers = new Map([['content-type', 'text/xml; charset=utf-8']]);
      return parser.parse(
        { status: 200, headers, body: await bodyOf(services, autoconfig) },
        'jo@example.org',
      );
    };
    const managesieve = { url: 'sieve+starttls://sieve.example.net', username: 'sieve-%EMAILLOCALPART%' };
    expect(await read({ ...own, managesieve })).toEqual(await read({}));
    expect((await read({})).ok).toBe(true);
  });

  test('fills a composite one where the address was sent', async () => {
    const username = String.raw`DAV\%EMAILLOCALPART%`;
    const xml = await bodyOf(
      { caldav: { url: caldav, username } },
      `${autoconfig}?emailaddress=jo@example.org`,
    );
    expect([...xml.matchAll(/<username>(.*?)</g)].map(([, name]) => name)).toEqual([
      String.raw`DAV\jo`,
      '%EMAILADDRESS%',
      '%EMAILADDRESS%',
    ]);
  });
});

describe('an Apple profile', () => {
  const profile = (services: Partial<Provider>) =>
    bodyOf(services, 'https://autoconfig.example.org/profile.mobileconfig?emailaddress=jo@example.org');
  const stringIn = (xml: string, key: string) =>
    new RegExp(`<key>${key}</key>\\s*<string>(.*?)<`).exec(xml)?.[1];

  test('has it for calendars, and that of mail for the rest', async () => {
    const xml = await profile(own);
    expect(stringIn(xml, 'CalDAVUsername')).toBe('jo');
    expect(stringIn(xml, 'CardDAVUsername')).toBe('jo@example.org');
    expect(stringIn(xml, 'IncomingMailServerUsername')).toBe('jo@example.org');
  });

  test('has it for Exchange', async () => {
    const activesync = { url: 'https://eas.example.net/', username: String.raw`EXAMPLE\%EMAILLOCALPART%` };
    expect(stringIn(await profile({ activesync }), 'UserName')).toBe(String.raw`EXAMPLE\jo`);
  });
});

describe('PACC', () => {
  const pacc = async (services: Partial<Provider>) =>
    JSON.parse(
      await bodyOf(services, 'https://ua-auto-config.example.org/.well-known/user-agent-configuration.json'),
    ).protocols;

  test('has no word for it, and leaves the service out', async () => {
    expect(await pacc(own)).toMatchObject({ carddav: { url: 'https://dav.example.net/card/' } });
    expect(await pacc(own)).not.toHaveProperty('caldav');
    expect(await pacc({ caldav: { url: caldav, username: '%EMAILADDRESS%' } })).toHaveProperty('caldav');
  });
});

describe('the configuration', () => {
  test('takes a service alone or with its user name', () => {
    const [account] = configOf(documentWith(own)).described;
    expect(account).toMatchObject({
      caldav,
      carddav: 'https://dav.example.net/card/',
      usernames: { caldav: '%EMAILLOCALPART%' },
    });
  });

  test.each<[services: Partial<Provider>, complaint: string]>([
    [{ caldav: { url: caldav, username: '%u' } }, 'caldav.username: holds %u'],
    [{ caldav: { url: 'http://dav.example.net/' } }, 'caldav.url: must be an https URL'],
    [{ carddav: 'dav.example.net' }, 'carddav: must be an https URL'],
  ])('refuses %j', (services, complaint) => {
    expect(() => configOf(documentWith(services))).toThrow(complaint);
  });
});

describe('the page', () => {
  test('shows it beside the URL, filled by the address', async () => {
    const username = String.raw`DAV\%EMAILLOCALPART%`;
    const page = await bodyOf(
      { caldav: { url: caldav, username } },
      'https://autoconfig.example.org/?language=en',
    );
    expect(page).toContain('Calendar (CalDAV) · User name');
    expect(page).toMatch(/DAV\\\[.*?\]/);
    expect(page).not.toContain('%EMAILLOCALPART%');
  });
});
