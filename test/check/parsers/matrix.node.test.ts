/**
 * Which change of a plain autoconfig document breaks which client. A row is one change; clients that are not named
 * accept the changed document too.
 */

import { describe, expect, it } from 'vitest';
import { isAccepted } from '../../../src/check/parsers/client.ts';
import { autoconfigParsers } from '../../../src/check/parsers/index.ts';
import {
  address,
  both,
  type Change,
  http,
  insertBefore,
  replace,
  replaceAll,
  settings,
  vanilla,
  verdict,
} from '../../support/parser-samples.ts';

interface Row {
  readonly document: string;
  readonly change: Change;
  /** Clients that reject the document and continue with their next URL. */
  readonly refusedBy?: readonly string[];
  /** Clients that accept the document, stop there and have no settings. */
  readonly nothingFor?: readonly string[];
}

function server(type: string, port: number, socketType: string, authentication: string): string {
  return `<incomingServer type="${type}">
      <hostname>${type}.example.net</hostname><port>${port}</port><socketType>${socketType}</socketType>
      ${authentication}<username>%EMAILADDRESS%</username>
    </incomingServer>
    `;
}

const password = '<authentication>password-cleartext</authentication>';
const sasl = '<authentication system="sasl">SCRAM-SHA-256</authentication>';
const pop3 = server('pop3', 995, 'SSL', password);
const firstServer = '<incomingServer type="imap">';
const firstOutgoing = '<outgoingServer type="smtp">';

const matrix: readonly Row[] = [
  {
    document: 'plain',
    change: (xml) => xml,
  },
  {
    document: 'POP3 before IMAP',
    change: insertBefore(firstServer, pop3),
    refusedBy: ['fairemail', 'geary', 'snappymail'],
  },
  {
    document: 'POP3 after IMAP',
    change: insertBefore(firstOutgoing, pop3),
  },
  {
    document: 'a second IMAP without encryption',
    change: insertBefore(firstOutgoing, server('imap', 143, 'plain', password)),
    refusedBy: ['thunderbird-android', 'thunderbird-ios'],
  },
  {
    document: 'a second IMAP with GSSAPI alone',
    change: insertBefore(
      firstOutgoing,
      server('imap', 993, 'SSL', '<authentication>GSSAPI</authentication>'),
    ),
    refusedBy: ['thunderbird-android', 'thunderbird-ios', 'himalaya'],
  },
  {
    document: 'a SASL name before the password',
    change: insertBefore(password, sasl),
    refusedBy: ['thunderbird-ios', 'himalaya'],
  },
  {
    document: 'the only authentication has an attribute',
    change: replaceAll(password, password.replace('>', ' system="sasl">')),
    refusedBy: ['thunderbird-desktop'],
  },
  {
    document: 'JMAP after IMAP',
    change: insertBefore(
      firstOutgoing,
      `<incomingServer type="jmap"><url>https://jmap.example.net/</url>${password}</incomingServer>`,
    ),
    refusedBy: ['thunderbird-ios', 'himalaya'],
  },
  {
    document: 'Exchange after IMAP',
    change: insertBefore(
      firstOutgoing,
      `<incomingServer type="exchange"><ewsURL>https://ews.example.net/</ewsURL></incomingServer>`,
    ),
    refusedBy: ['thunderbird-ios', 'himalaya'],
  },
  {
    document: 'no displayShortName',
    change: replace('<displayShortName>Example</displayShortName>', ''),
    refusedBy: ['thunderbird-ios'],
  },
  {
    document: 'oAuth2 without issuer',
    change: insertBefore(
      '</clientConfig>',
      `<oAuth2><scope>mail</scope><authURL>https://login.example.net/auth</authURL>
        <tokenURL>https://login.example.net/token</tokenURL></oAuth2>`,
    ),
    refusedBy: ['thunderbird-ios', 'himalaya'],
  },
  {
    document: 'calendar and address book beside the provider',
    change: insertBefore(
      '</clientConfig>',
      `<calendar type="caldav"><url>https://dav.example.net/cal/</url>
        <authentication system="http">Basic</authentication><username>%EMAILADDRESS%</username></calendar>
      <addressBook type="carddav"><url>https://dav.example.net/card/</url>
        <authentication system="http">Basic</authentication><username>%EMAILADDRESS%</username></addressBook>`,
    ),
  },
  {
    document: 'the address book as the draft’s table spells it',
    change: insertBefore(
      '</clientConfig>',
      `<addressbook type="carddav"><url>https://dav.example.net/card/</url>
        <authentication>OAuth2</authentication><username>%EMAILADDRESS%</username></addressbook>`,
    ),
  },
  {
    document: 'ManageSieve beside the provider',
    change: insertBefore(
      '</clientConfig>',
      `<setupServer type="managesieve"><hostname>sieve.example.net</hostname><port>4190</port>
        <socketType>STARTTLS</socketType>${password}<username>%EMAILADDRESS%</username></setupServer>`,
    ),
  },
  {
    document: 'ManageSieve among the incoming servers',
    change: insertBefore(firstOutgoing, server('managesieve', 4190, 'STARTTLS', password)),
    refusedBy: ['thunderbird-ios', 'himalaya'],
  },
  {
    document: 'webmail',
    change: insertBefore(
      '</clientConfig>',
      '<webMail><loginPage url="https://webmail.example.net/"/></webMail>',
    ),
  },
  {
    document: 'a whole oAuth2, and OAuth2 before the password',
    change: both(
      insertBefore(
        '</clientConfig>',
        `<oAuth2><issuer>login.example.net</issuer><scope>mail</scope>
        <authURL>https://login.example.net/auth</authURL>
        <tokenURL>https://login.example.net/token</tokenURL></oAuth2>`,
      ),
      replaceAll(password, `<authentication>OAuth2</authentication>${password}`),
    ),
  },
  {
    document: 'EWS after IMAP',
    change: insertBefore(
      firstOutgoing,
      `<incomingServer type="ews"><url>https://ews.example.net/</url>${sasl}</incomingServer>`,
    ),
    refusedBy: ['thunderbird-ios', 'himalaya'],
  },
  {
    document: 'ActiveSync after IMAP',
    change: insertBefore(
      firstOutgoing,
      `<incomingServer type="activeSync"><url>https://eas.example.net/</url>${sasl}</incomingServer>`,
    ),
    refusedBy: ['thunderbird-ios', 'himalaya'],
  },
  {
    document: 'version 1.2',
    change: replace('version="1.1"', 'version="1.2"'),
  },
  {
    document: 'a second attribute of incomingServer',
    change: replace(firstServer, '<incomingServer type="imap" preferred="true">'),
    refusedBy: ['evolution'],
  },
  {
    document: 'no version',
    change: replace(' version="1.1"', ''),
    refusedBy: ['himalaya'],
  },
  {
    document: 'another domain than the one asked about',
    change: replace('<domain>example.org', '<domain>example.net'),
    refusedBy: ['mustang'],
  },
  {
    document: 'a placeholder for the domain',
    change: replace('<domain>example.org', '<domain>%EMAILDOMAIN%'),
    refusedBy: ['mustang'],
  },
  {
    document: 'an id that is no host name',
    change: replace('id="example.net"', 'id="Example Mail"'),
    refusedBy: ['thunderbird-android', 'thunderbird-desktop'],
  },
  {
    document: 'an XHTML page with status 200',
    change: () =>
      '<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Hi</title></head><body><p>Hi</p></body></html>',
    refusedBy: [
      'thunderbird-android',
      'thunderbird-ios',
      'fairemail',
      'gnome-online-accounts',
      'geary',
      'kmail',
      'aerc',
      'himalaya',
      'nextcloud-mail',
      'mailspring',
      'mustang',
      'snappymail',
      'thunderbird-desktop',
    ],
    nothingFor: ['delta-chat', 'evolution', 'emailengine'],
  },
  {
    document: 'a clientConfig with nothing in it',
    change: () => '<clientConfig version="1.1"></clientConfig>',
    refusedBy: [
      'thunderbird-android',
      'fairemail',
      'geary',
      'kmail',
      'aerc',
      'himalaya',
      'nextcloud-mail',
      'mailspring',
      'mustang',
      'snappymail',
      'thunderbird-desktop',
    ],
    nothingFor: ['thunderbird-ios', 'delta-chat', 'evolution', 'gnome-online-accounts', 'emailengine'],
  },
];

describe.each(matrix)('$document', ({ change, refusedBy = [], nothingFor = [] }) => {
  it.each(autoconfigParsers)('$id', (parser) => {
    const result = parser.parse(http(change(vanilla)), address);
    const expected = refusedBy.includes(parser.id)
      ? 'refused'
      : nothingFor.includes(parser.id)
        ? 'nothing'
        : 'ok';
    expect(verdict(result, isAccepted(result)), JSON.stringify(result)).toBe(expected);
  });
});

describe('the plain document gives all clients the same settings', () => {
  it.each(autoconfigParsers)('$id', (parser) => {
    expect(parser.parse(http(vanilla), address)).toEqual({ ok: true, settings });
  });
});

it('names only clients that exist', () => {
  const ids = autoconfigParsers.map(({ id }) => id);
  for (const { refusedBy = [], nothingFor = [] } of matrix) {
    expect(ids).toEqual(expect.arrayContaining([...refusedBy, ...nothingFor]));
  }
});
