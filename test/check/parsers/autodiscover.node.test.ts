/** What Autodiscover's POX answers do to the clients that read them: the defaults and traps of each element. */

import { describe, expect, it } from 'vitest';
import { content, type Login } from '../../../src/check/parsers/client.ts';
import { autodiscoverClients } from '../../../src/check/parsers/index.ts';
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
const somebody = replaceAll(`<LoginName>${address}`, '<LoginName>somebody');
const lateAccountType = both(
  remove('AccountType'),
  insertBefore('</Account>', '<AccountType>email</AccountType>'),
);

describe('the plain answer gives everybody the same settings', () => {
  it.each(autodiscoverClients.filter(({ id }) => id !== 'snappymail'))('$id', (client) => {
    expect(client.read(http(pox), address)).toEqual({ ok: true, settings });
  });

  it('snappymail, which asked about an invented address', () => {
    const asked = replaceAll(address, 'autodiscover@example.org')(pox);
    expect(byId(autodiscoverClients, 'snappymail').read(http(asked), address)).toEqual({
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
    ['thunderbird-desktop', 'not so on another port', startTlsElsewhere, { security: 'tls' }],
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
    ['fairemail', 'SSL and Encryption are not read', both(unsaid, startTlsPort), { security: 'starttls' }],
    ['fairemail', 'LoginName is not read', somebody, { username: address }],
    ['delta-chat', 'SSL off is plain text', sslOff, { security: 'none' }],
    ['delta-chat', 'SSL Off is not off', replaceAll('<SSL>on', '<SSL>Off'), { security: 'tls' }],
    ['delta-chat', 'on is worked out from the port', startTls, { security: 'starttls' }],
    ['delta-chat', 'LoginName is not read', somebody, { username: address }],
    ['snappymail', 'another LoginName means the local part', somebody, { username: 'jo' }],
    ['snappymail', 'SSL On is not on', replaceAll('<SSL>on', '<SSL>On'), { security: 'none' }],
    ['emailengine', 'SSL on is implicit TLS, whatever the port', startTls, { port: 143, security: 'tls' }],
    ['emailengine', 'the last IMAP counts', insertBefore('</Account>', other), { host: 'other.example.net' }],
    ['emailengine', 'without LoginName, no user name', remove('LoginName'), { username: '' }],
  ])('%s: %s', (id, _, change, incoming) => {
    const reading = byId(autodiscoverClients, id).read(http(change(pox)), address);
    expect(reading).toMatchObject({ ok: true, settings: { incoming } });
  });
});

describe('refusals', () => {
  it.each<[id: string, what: string, change: Change, why: string]>([
    ['outlook-classic', 'Encryption TLS on 993 hangs', replace('>SSL<', '>TLS<'), 'hangs'],
    ['outlook-classic', 'without SPA it wants NTLM', remove('SPA'), 'SPA'],
    ['outlook-classic', 'SSL yes is no value', replace('<SSL>on', '<SSL>yes'), 'SSL'],
    ['outlook-classic', 'an empty SSL', empty('SSL'), 'SSL'],
    ['outlook-classic', 'namespaces with https', replaceAll('http://schemas', 'https://schemas'), 'root'],
    ['outlook-classic', 'the Response in another namespace', replace('/outlook/', '/mobilesync/'), 'schema'],
    ['outlook-classic', 'another AccountType', replace('>email<', '>imap<'), 'AccountType'],
    ['outlook-classic', 'another Action', replace('>settings<', '>redirectUrl<'), 'Action'],
    ['outlook-classic', 'an error frame', () => errorFrame, 'error 600'],
    ['thunderbird-desktop', 'an empty SSL drops the Protocol', empty('SSL'), 'read mail'],
    ['thunderbird-desktop', 'an empty Encryption does, too', empty('Encryption'), 'read mail'],
    ['thunderbird-desktop', 'EXCH is written over IMAP', insertBefore('</Account>', exchange), 'read mail'],
    ['thunderbird-desktop', 'Type POP is not known', replace('>IMAP<', '>POP<'), 'read mail'],
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
      'one Protocol is no list',
      both(remove('Protocol'), insertBefore('</Account>', other)),
      'fewer',
    ],
    ['snappymail', 'AccountType in another case', replace('>email<', '>Email<'), 'AccountType'],
  ])('%s: %s', (id, _, change, why) => {
    const reading = byId(autodiscoverClients, id).read(http(change(pox)), address);
    expect(reading).toEqual({ ok: false, why: expect.stringContaining(why) });
  });
});

it('an error frame with status 200 ends the search of Delta Chat and EmailEngine', () => {
  const taken = autodiscoverClients.filter((client) => {
    const reading = client.read(http(errorFrame), address);
    return verdict(reading, content(reading)) === 'nothing';
  });
  expect(taken.map(({ id }) => id)).toEqual(['delta-chat', 'emailengine']);
});

it.each([401, 404])('nobody reads an answer of status %i', (status) => {
  expect(autodiscoverClients.filter((client) => client.read(http(pox, { status }), address).ok)).toEqual([]);
});
