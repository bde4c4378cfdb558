/** Services other than mail. */

import { help, incoming, method, type Row } from './file.ts';

const url = 'https://dav.example.net/remote.php/dav';
const basic = '<authentication system="http">Basic</authentication>';
const login = `${basic}<username>%EMAILADDRESS%</username>`;
const endpoints =
  '<scope>mail openid</scope><authURL>https://o2.example.net/auth</authURL><tokenURL>https://o2.example.net/token</tokenURL>';
const oauth2 = {
  issuer: 'https://o2.example.net',
  authorization: 'https://o2.example.net/auth',
  token: 'https://o2.example.net/token',
  scope: 'mail openid',
};
const sieve =
  '<hostname>sieve.example.net</hostname><port>4190</port><socketType>STARTTLS</socketType><authentication>password-cleartext</authentication><username>%EMAILADDRESS%</username>';

export const services: readonly Row[] = [
  {
    why: 'webmail (aol.com.xml)',
    parts: { beside: `<webMail><loginPage url="${help}"/></webMail>` },
    document: { webmail: help },
  },
  {
    why: 'webmail of a domain (messagingengine.com.xml)',
    parts: { beside: `<webMail><loginPage url="${help}?domain=%EMAILDOMAIN%"/></webMail>` },
    document: { webmail: `${help}?domain=%EMAILDOMAIN%` },
  },
  {
    why: 'webmail, with fields to fill in (t-online.de.xml, 1und1.de.xml)',
    parts: {
      beside: `<webMail><loginPage url="${help}"/>
        <loginPageInfo url="${help}" waitForRedirectionURLPrefix="${help}"><username>%EMAILADDRESS%</username>
        <usernameField id="user" name="login"/><passwordField name="pw"/><loginButton/></loginPageInfo></webMail>`,
    },
    document: { webmail: help },
    warnings: [{ kind: 'not-kept', element: 'loginPageInfo', path: 'webMail/loginPageInfo' }],
  },
  {
    why: 'webmail at a host that nobody can fill in (wildwestdomains.com.xml)',
    parts: { beside: '<webMail><loginPage url="https://login.%EMAILDOMAIN%"/></webMail>' },
    warnings: [{ kind: 'url-unfit', url: 'https://login.%EMAILDOMAIN%', path: 'webMail' }],
  },
  {
    why: 'webmail without encryption',
    parts: { beside: '<webMail><loginPage url="http://example.net/"/></webMail>' },
    warnings: [{ kind: 'url-unfit', url: 'http://example.net/', path: 'webMail' }],
  },
  {
    why: 'webmail without a page',
    parts: { beside: '<webMail/>' },
    warnings: [{ kind: 'part-missing', part: 'loginPage', path: 'webMail' }],
  },
  {
    why: 'OAuth2 (yandex.ru.xml)',
    parts: { beside: `<oAuth2><issuer>o2.example.net</issuer>${endpoints}</oAuth2>` },
    document: { oauth2 },
  },
  {
    why: 'OAuth2 of an issuer with a URL, and more than clients need (the draft)',
    parts: {
      beside: `<oAuth2>${endpoints}<issuer>https://o2.example.net/realms/a</issuer><clientID>open</clientID><clientSecret>secret</clientSecret></oAuth2>`,
    },
    document: { oauth2: { ...oauth2, issuer: 'https://o2.example.net/realms/a' } },
    warnings: [
      { kind: 'not-kept', element: 'clientID', path: 'oAuth2/clientID' },
      { kind: 'not-kept', element: 'clientSecret', path: 'oAuth2/clientSecret' },
    ],
  },
  {
    why: 'OAuth2, but where to go',
    parts: { beside: '<oAuth2><issuer>o2.example.net</issuer><scope>mail.imap</scope></oAuth2>' },
    document: { oauth2: { issuer: 'https://o2.example.net' } },
    warnings: [{ kind: 'endpoints-incomplete', path: 'oAuth2/scope' }],
  },
  {
    why: 'OAuth2 over plain http',
    parts: {
      beside: `<oAuth2><issuer>o2.example.net</issuer>${endpoints.replaceAll('https:', 'http:')}</oAuth2>`,
    },
    document: { oauth2: { issuer: 'https://o2.example.net' } },
    warnings: [
      { kind: 'endpoints-incomplete', path: 'oAuth2/scope' },
      { kind: 'endpoints-incomplete', path: 'oAuth2/authURL' },
      { kind: 'endpoints-incomplete', path: 'oAuth2/tokenURL' },
    ],
  },
  {
    why: 'OAuth2 of nobody',
    parts: { beside: `<oAuth2>${endpoints}</oAuth2>` },
    warnings: [{ kind: 'part-missing', part: 'issuer', path: 'oAuth2' }],
  },
  {
    why: 'OAuth2 of an issuer that cannot be one',
    parts: { beside: `<oAuth2><issuer>http://o2.example.net</issuer>${endpoints}</oAuth2>` },
    warnings: [{ kind: 'url-unfit', url: 'http://o2.example.net', path: 'oAuth2' }],
  },
  {
    why: 'a calendar and an address book (the draft)',
    parts: {
      beside: `<calendar type="caldav"><url>${url}</url>${login}</calendar>
        <addressbook type="carddav"><url>${url}</url>${login}</addressbook>`,
    },
    document: { caldav: url, carddav: url },
  },
  {
    why: 'a calendar and an address book in the provider, as of version 1.1 (Nextcloud’s and many others)',
    parts: {
      more: `<addressBook type="carddav"><username>%EMAILADDRESS%</username>${method('http-basic')}<serverURL>${url}</serverURL></addressBook>
        <calendar type="CalDAV"><serverURL>${url}</serverURL></calendar>`,
    },
    document: { caldav: url, carddav: url },
  },
  {
    why: 'a calendar with OAuth2 before a password, as mail has it',
    parts: {
      incoming: incoming({ authentication: method('OAuth2', 'password-cleartext') }),
      beside: `<calendar type="caldav"><url>${url}</url>${method('OAuth2')}${login}</calendar>`,
    },
    document: {
      caldav: url,
      incoming: [
        {
          protocol: 'imap',
          host: 'imap.example.net',
          port: 993,
          security: 'tls',
          authentication: ['oauth2', 'password'],
          username: '%EMAILADDRESS%',
        },
      ],
    },
  },
  {
    why: 'a calendar with another login than mail has',
    parts: {
      beside: `<calendar type="caldav"><url>${url}</url>${method('digest')}<username>%EMAILLOCALPART%</username></calendar>`,
    },
    document: { caldav: { url, username: '%EMAILLOCALPART%' } },
    warnings: [{ kind: 'not-kept', element: 'authentication', path: 'calendar/authentication' }],
  },
  {
    why: 'a calendar with a user name that no client can fill',
    parts: {
      beside: `<calendar type="caldav"><url>${url}</url>${method('digest')}<username>%USERNAME%</username></calendar>`,
    },
    document: { caldav: url },
    warnings: [
      { kind: 'not-kept', element: 'authentication', path: 'calendar/authentication' },
      { kind: 'not-kept', element: 'username', path: 'calendar/username' },
    ],
  },
  {
    why: 'two address books, in both spellings',
    parts: {
      beside: `<addressBook type="carddav"><url>https://b.example.net/</url></addressBook>
        <addressbook type="carddav"><url>${url}</url></addressbook>`,
    },
    document: { carddav: url },
    warnings: [{ kind: 'repeated', path: 'addressBook' }],
  },
  {
    why: 'calendars of which only one can be used (bell.net.xml)',
    parts: {
      beside: `<calendar type="x"><serverURL>${help}</serverURL></calendar><calendar><url>${help}</url></calendar>
        <calendar type="caldav"/><calendar type="caldav"><url>http://example.net/</url></calendar>
        <calendar type="caldav"><url>${url}</url></calendar>`,
    },
    document: { caldav: url },
    warnings: [
      { kind: 'type-unknown', type: 'x', path: 'calendar[1]' },
      { kind: 'type-unknown', type: undefined, path: 'calendar[2]' },
      { kind: 'part-missing', part: 'url', path: 'calendar[3]' },
      { kind: 'url-unfit', url: 'http://example.net/', path: 'calendar[4]' },
    ],
  },
  {
    why: 'ManageSieve',
    parts: { beside: `<setupServer type="managesieve">${sieve}</setupServer>` },
    document: { managesieve: 'sieve+starttls://sieve.example.net:4190' },
  },
  {
    why: 'ManageSieve by implicit TLS, with a login of its own',
    parts: {
      beside: `<setupServer type="managesieve">${sieve.replace('STARTTLS', 'SSL').replace('cleartext', 'encrypted')}</setupServer>`,
    },
    document: { managesieve: 'sieves://sieve.example.net:4190' },
    warnings: [{ kind: 'not-kept', element: 'authentication', path: 'setupServer/authentication' }],
  },
  ...(
    [
      ['of another type', 'type="acap"', sieve, { kind: 'type-unknown', type: 'acap' }],
      [
        'without encryption',
        'type="managesieve"',
        sieve.replace('STARTTLS', 'plain'),
        { kind: 'socketType-unknown', socketType: 'plain' },
      ],
      [
        'at no host',
        'type="managesieve"',
        sieve.replace('sieve.', 's/'),
        { kind: 'host-unfit', host: 's/example.net' },
      ],
      [
        'without a port',
        'type="managesieve"',
        sieve.replace(/<port>.*<\/port>/, ''),
        { kind: 'part-missing', part: 'port' },
      ],
      ['without a host', 'type="managesieve"', '', { kind: 'part-missing', part: 'hostname' }],
    ] as const
  ).map(
    ([why, type, parts, reason]): Row => ({
      why: `a server for filters ${why}`,
      parts: { beside: `<setupServer ${type}>${parts}</setupServer>` },
      warnings: [{ ...reason, path: 'setupServer' }],
    }),
  ),
];
