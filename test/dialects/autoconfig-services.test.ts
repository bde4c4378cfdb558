/**
 * Other services in autoconfig, and that they break no reader of version 1.1: every client reads the same mail settings
 * with and without them. What breaks a client is included only with `extended`.
 */

import { describe, expect, test } from 'vitest';
import { type Element, elements, parse, text } from '../../src/check/parsers/dom.ts';
import { autoconfigParsers } from '../../src/check/parsers/index.ts';
import { writeXml } from '../../src/format/xml.ts';
import type { Account, Services } from '../../src/model/account.ts';
import { autoconfig as template } from '../../templates/autoconfig.ts';
import { account, imap } from '../support/account.ts';
import { address, http } from '../support/parser-samples.ts';

const oauth2: NonNullable<Services['oauth2']> = {
  issuer: 'https://login.example.net/realms/mail/',
  endpoints: {
    authorization: 'https://login.example.net/auth?a=1&b=2',
    token: 'https://login.example.net/token',
    scope: 'mail offline_access',
  },
  openRegistration: false,
};
const all = {
  activesync: 'https://eas.example.net/Microsoft-Server-ActiveSync',
  ews: 'https://ews.example.net/EWS/Exchange.asmx',
  autodiscover: { to: 'url', url: 'https://ex.example.net/autodiscover/autodiscover.xml' },
  oauth2,
  caldav: 'https://dav.example.net/%EMAILADDRESS%/',
  carddav: 'https://dav.example.net/card/',
  jmap: 'https://jmap.example.net/session',
  webmail: 'https://webmail.example.net/',
  managesieve: { host: 'sieve.example.net', port: 4190, security: 'starttls' },
  ldap: { host: 'ldap.example.net', port: 636, base: 'dc=example,dc=net' },
} as const satisfies Services;

const documentOf = (changes: Partial<Account>): string =>
  writeXml(template(account(changes), ['example.org']));
const login = { ...imap(), authentication: ['oauth2', 'password'] } as const;

const everyNamed = (changes: Partial<Account>, name: string): Element[] => [
  ...parse(documentOf(changes)).getElementsByTagName(name),
];

/** An element's children as text, with the relevant attributes. */
function section(changes: Partial<Account>, name: string): readonly (readonly string[])[] {
  return everyNamed(changes, name).map((element) => [
    `${element.getAttribute('type')}`,
    ...elements(element).map((child) => {
      const system = child.getAttribute('system');
      return `${child.nodeName} ${system === null ? '' : `${system} `}${text(child)}`;
    }),
  ]);
}

describe('every client', () => {
  const readings = (document: string) =>
    Object.fromEntries(autoconfigParsers.map(({ id, parse }) => [id, parse(http(document), address)]));
  const plain = readings(documentOf({ incoming: [login] }));

  test.each(Object.entries(all))('ignores %s, or can use it', (name, value) => {
    expect(readings(documentOf({ incoming: [login], [name]: value }))).toEqual(plain);
  });

  test('reads the same with all of them at once', () => {
    expect(Object.values(plain).map(({ ok }) => ok)).toEqual(autoconfigParsers.map(() => true));
    expect(readings(documentOf({ incoming: [login], ...all }))).toEqual(plain);
  });

  test('except for two reads the same from the extended document', () => {
    const extended = readings(documentOf({ incoming: [login], ...all, extended: true }));
    const lost = Object.keys(extended).filter((id) => !extended[id]?.ok);
    expect(lost).toEqual(['thunderbird-ios', 'himalaya']);
    for (const id of lost) delete plain[id];
    expect(extended).toMatchObject(plain);
  });
});

describe('next to emailProvider there are', () => {
  test('calendars', () => {
    expect(section(all, 'calendar')).toEqual([
      [
        'caldav',
        'url https://dav.example.net/%EMAILADDRESS%/',
        'authentication http Basic',
        'username %EMAILADDRESS%',
      ],
    ]);
  });

  test('address books, with OAuth2 where mail has it', () => {
    expect(section({ ...all, incoming: [login] }, 'addressbook')).toEqual([
      [
        'carddav',
        'url https://dav.example.net/card/',
        'authentication OAuth2',
        'authentication http Basic',
        'username %EMAILADDRESS%',
      ],
    ]);
  });

  test('ManageSieve, with the user name of mail', () => {
    const local = { ...imap(), username: '%EMAILLOCALPART%' };
    expect(section({ ...all, incoming: [local] }, 'setupServer')).toEqual([
      [
        'managesieve',
        'hostname sieve.example.net',
        'port 4190',
        'socketType STARTTLS',
        'authentication password-cleartext',
        'username %EMAILLOCALPART%',
      ],
    ]);
  });

  test('webmail', () => {
    const [page] = everyNamed(all, 'loginPage');
    expect(page?.getAttribute('url')).toBe('https://webmail.example.net/');
  });

  test('the OAuth2 issuer by its host name, with all that a client needs', () => {
    const [found] = section(all, 'oAuth2');
    expect(found?.slice(1)).toEqual([
      'issuer login.example.net/realms/mail',
      'scope mail offline_access',
      'authURL https://login.example.net/auth?a=1&b=2',
      'tokenURL https://login.example.net/token',
    ]);
  });

  test('nothing of an issuer whose end-points are not known', () => {
    expect(documentOf({ oauth2: { ...oauth2, endpoints: undefined } })).toBe(documentOf({}));
  });

  test('no basic authentication twice', () => {
    const methods = { ...imap(), authentication: ['password-encrypted', 'password'] } as const;
    const [found] = section({ ...all, incoming: [methods] }, 'calendar');
    expect(found?.filter((line) => line.startsWith('authentication'))).toEqual(['authentication http Basic']);
  });
});

describe('the extended document', () => {
  const changes = { ...all, extended: true };

  test('is of version 1.2', () => {
    expect(documentOf(changes)).toContain('<clientConfig version="1.2">');
  });

  test('lists other server types after IMAP and POP3', () => {
    const types = section(changes, 'incomingServer').map(([type]) => type);
    expect(types).toEqual(['imap', 'pop3', 'jmap', 'ews', 'activeSync']);
    expect(section(changes, 'incomingServer')[2]).toEqual([
      'jmap',
      'url https://jmap.example.net/session',
      'authentication http Basic',
      'username %EMAILADDRESS%',
    ]);
  });

  const ewsWith = (more: Partial<Account>) =>
    section({ ...changes, ...more }, 'incomingServer').find(([type]) => type === 'ews');

  // Thunderbird 153 drops an authentication with an attribute.
  test('has a second authentication for EWS, where passwords log in', () => {
    expect(ewsWith({})).toContain('authentication password-cleartext');
    const words = ewsWith({})?.filter((line) => line.startsWith('authentication'));
    expect(words?.at(-1)).toBe('authentication password-cleartext');
  });

  test.each<[why: string, more: Partial<Account>]>([
    ['the servers take OAuth2 only', { incoming: [{ ...imap(), authentication: ['oauth2'] }] }],
    ['there are no servers, and an issuer of tokens', { incoming: [], outgoing: [] }],
  ])('has none where %s', (_, more) => {
    expect(ewsWith(more)).not.toContain('authentication password-cleartext');
  });

  test('differs from the basic one only in its version if there is nothing to add', () => {
    expect(documentOf({ extended: true }).replace('"1.2"', '"1.1"')).toBe(documentOf({}));
  });
});
