/** How clients parse POX Autodiscover answers: defaults and traps of each element. */

import { describe, expect, it } from 'vitest';
import { isAccepted, type Login } from '../../../src/check/parsers/client.ts';
import { autodiscoverParsers } from '../../../src/check/parsers/index.ts';
import {
  address,
  both,
  byId,
  type Change,
  empty,
  http,
  insertBefore,
  pox,
  remove,
  replace,
  replaceAll,
  settings,
  verdict,
} from '../../support/parser-samples.ts';

const errorFrame = `<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
  <Response><Error Time="10:11:12.1234567" Id="2477272013">
    <ErrorCode>600</ErrorCode><Message>Invalid Request</Message><DebugData /></Error></Response>
</Autodiscover>`;
const other = `<Protocol><Type>IMAP</Type><Server>other.example.net</Server><Port>143</Port></Protocol>`;

const exchange =
  '<Protocol><Type>EXCH</Type><EwsUrl>https://ews.example.net/EWS/Exchange.asmx</EwsUrl></Protocol>';

const startTls = both(replace('>993<', '>143<'), replace('<Encryption>SSL', '<Encryption>TLS'));
const startTlsElsewhere = both(startTls, replace('>143<', '>1143<'));
const sslOff = replaceAll('<SSL>on', '<SSL>off');
const startTlsPort = replace('>993<', '>143<');
const unsaid = both(remove('SSL'), remove('Encryption'));
const otherName = replaceAll(`<LoginName>${address}`, '<LoginName>somebody');
const lateAccountType = both(
  remove('AccountType'),
  insertBefore('</Account>', '<AccountType>email</AccountType>'),
);

describe('the plain answer gives all clients the same settings', () => {
  it.each(autodiscoverParsers.filter(({ id }) => id !== 'snappymail'))('$id', (parser) => {
    expect(parser.parse(http(pox), address)).toEqual({ ok: true, settings });
  });

  it('snappymail, which sends a placeholder address', () => {
    const asked = replaceAll(address, 'autodiscover@example.org')(pox);
    expect(byId(autodiscoverParsers, 'snappymail').parse(http(asked), address)).toEqual({
      ok: true,
      settings,
    });
  });
});

describe('settings', () => {
  it.each<[id: string, what: string, change: Change, incoming: Partial<Login>]>([
    ['outlook-classic', 'STARTTLS is Encryption TLS on 143', startTls, { security: 'starttls' }],
    ['outlook-classic', 'without SSL and Encryption, SSL is on', unsaid, { security: 'tls' }],
    ['outlook-classic', 'Encryption overrides SSL', sslOff, { security: 'tls' }],
    ['outlook-classic', 'without LoginName, the local part', remove('LoginName'), { username: 'jo' }],
    ['thunderbird-desktop', 'STARTTLS is guessed from 143', startTls, { security: 'starttls' }],
    ['thunderbird-desktop', 'TLS is guessed from another port', startTlsElsewhere, { security: 'tls' }],
    ['thunderbird-desktop', 'SSL off is plain text, even on 993', sslOff, { security: 'none' }],
    [
      'thunderbird-desktop',
      'SSL off is plain text for STARTTLS, too',
      both(startTls, sslOff),
      { security: 'none' },
    ],
    [
      'thunderbird-desktop',
      'Encryption None is plain text',
      replace('>SSL<', '>None<'),
      { security: 'none' },
    ],
    ['thunderbird-desktop', 'IMAP counts after EXCH', insertBefore('<Protocol>', exchange), {}],
    ['thunderbird-desktop', 'without LoginName, the address', remove('LoginName'), { username: address }],
    ['thunderbird-desktop', 'an empty LoginName is "true"', empty('LoginName'), { username: 'true' }],
    ['fairemail', 'STARTTLS is guessed from 143', startTls, { security: 'starttls' }],
    ['fairemail', 'ignores SSL and Encryption', both(unsaid, startTlsPort), { security: 'starttls' }],
    ['fairemail', 'ignores LoginName', otherName, { username: address }],
    ['delta-chat', 'SSL off is plain text', sslOff, { security: 'none' }],
    ['delta-chat', 'SSL Off is not off', replaceAll('<SSL>on', '<SSL>Off'), { security: 'tls' }],
    ['delta-chat', 'SSL on: the port decides', startTls, { security: 'starttls' }],
    ['delta-chat', 'ignores LoginName', otherName, { username: address }],
    ['snappymail', 'another LoginName means the local part', otherName, { username: 'jo' }],
    ['snappymail', 'SSL On is not on', replaceAll('<SSL>on', '<SSL>On'), { security: 'none' }],
    ['emailengine', 'SSL on is implicit TLS, on any port', startTls, { port: 143, security: 'tls' }],
    ['emailengine', 'the last IMAP counts', insertBefore('</Account>', other), { host: 'other.example.net' }],
    ['emailengine', 'without LoginName, no user name', remove('LoginName'), { username: '' }],
  ])('%s: %s', (id, _, change, incoming) => {
    const result = byId(autodiscoverParsers, id).parse(http(change(pox)), address);
    expect(result).toMatchObject({ ok: true, settings: { incoming } });
  });
});

describe('refusals', () => {
  it.each<[id: string, what: string, change: Change, why: string]>([
    ['outlook-classic', 'Encryption TLS on 993 hangs', replace('>SSL<', '>TLS<'), 'hangs'],
    ['outlook-classic', 'without SPA it uses NTLM', remove('SPA'), 'SPA'],
    ['outlook-classic', 'SSL yes is not a value', replace('<SSL>on', '<SSL>yes'), 'SSL'],
    ['outlook-classic', 'an empty SSL', empty('SSL'), 'SSL'],
    ['outlook-classic', 'namespaces with https', replaceAll('http://schemas', 'https://schemas'), 'root'],
    ['outlook-classic', 'the Response in another namespace', replace('/outlook/', '/mobilesync/'), 'schema'],
    ['outlook-classic', 'another AccountType', replace('>email<', '>imap<'), 'AccountType'],
    ['outlook-classic', 'another Action', replace('>settings<', '>redirectUrl<'), 'Action'],
    ['outlook-classic', 'an error frame', () => errorFrame, 'error 600'],
    ['thunderbird-desktop', 'an empty SSL drops the Protocol', empty('SSL'), 'incoming mail'],
    ['thunderbird-desktop', 'an empty Encryption does too', empty('Encryption'), 'incoming mail'],
    ['thunderbird-desktop', 'EXCH overwrites IMAP', insertBefore('</Account>', exchange), 'incoming mail'],
    ['thunderbird-desktop', 'Type POP is unknown', replace('>IMAP<', '>POP<'), 'incoming mail'],
    ['thunderbird-desktop', 'an error frame', () => errorFrame, 'Account'],
    ['fairemail', 'a space in Type', replace('>IMAP<', '> IMAP <'), 'both needed'],
    ['fairemail', 'a space in Port', replace('>993<', '>993 <'), 'both needed'],
    ['fairemail', 'AccountType after the Protocols', lateAccountType, 'both needed'],
    ['fairemail', 'POP3 instead of IMAP', replace('>IMAP<', '>POP3<'), 'both needed'],
    [
      'delta-chat',
      'an empty RedirectUrl',
      insertBefore('</Account>', '<RedirectUrl></RedirectUrl>'),
      'RedirectUrl',
    ],
    [
      'snappymail',
      'one Protocol is not a list',
      both(remove('Protocol'), insertBefore('</Account>', other)),
      'fewer',
    ],
    ['snappymail', 'AccountType in another case', replace('>email<', '>Email<'), 'AccountType'],
  ])('%s: %s', (id, _, change, why) => {
    const result = byId(autodiscoverParsers, id).parse(http(change(pox)), address);
    expect(result).toEqual({ ok: false, why: expect.stringContaining(why) });
  });
});

it('an error frame with status 200 ends the search of Delta Chat and EmailEngine', () => {
  const taken = autodiscoverParsers.filter((parser) => {
    const result = parser.parse(http(errorFrame), address);
    return verdict(result, isAccepted(result)) === 'nothing';
  });
  expect(taken.map(({ id }) => id)).toEqual(['delta-chat', 'emailengine']);
});

it.each([401, 404])('no client parses an answer with status %i', (status) => {
  expect(autodiscoverParsers.filter((parser) => parser.parse(http(pox, { status }), address).ok)).toEqual([]);
});
