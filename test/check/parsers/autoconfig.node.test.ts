/** What one client alone does with an autoconfig answer: its HTTP gate, its order, its user name. */

import { describe, expect, it } from 'vitest';
import type { Login, Reply } from '../../../src/check/parsers/client.ts';
import { autoconfigClients } from '../../../src/check/parsers/index.ts';
import {
  address,
  both,
  byId,
  type Change,
  http,
  insertBefore,
  remove,
  replace,
  replaceAll,
  vanilla,
} from '../../support/parser-samples.ts';

const imap = `<incomingServer type="imap"><hostname>other.example.net</hostname><port>143</port>
  <socketType>STARTTLS</socketType><authentication>password-cleartext</authentication>
  <username>%EMAILADDRESS%</username></incomingServer>`;
const pop3 = imap.replace('imap', 'pop3');
const smtp = imap.replaceAll('incomingServer', 'outgoingServer').replace('imap', 'smtp');

const secondImap = replace('</incomingServer>', `</incomingServer>${imap}`);
const secondSmtp = replace('</outgoingServer>', `</outgoingServer>${smtp}`);
const plainSmtp = replace('</outgoingServer>', `</outgoingServer>${smtp.replace('STARTTLS', 'plain')}`);
const pop3First = insertBefore('<incomingServer', pop3);
const brokenPop3First = insertBefore('<incomingServer', pop3.replace('143', 'none'));
const firstAsk = (method: string): Change =>
  replaceAll('<authentication>', `<authentication>${method}</authentication><authentication>`);
const name = (username: string): Change => replaceAll('%EMAILADDRESS%', username);
const composite = '%EMAILLOCALPART%@%EMAILDOMAIN%';
const calendar = '<calendar><username>calendar</username></calendar>';
const portAfterStartTls = both(
  remove('port'),
  replaceAll('<socketType>SSL</socketType>', '<socketType>STARTTLS</socketType><port>993</port>'),
);
const prefixed = both(
  replace('<clientConfig', '<a:clientConfig xmlns:a="urn:a"'),
  replace('</clientConfig', '</a:clientConfig'),
);
const cutShort: Change = (xml) => xml.slice(0, xml.indexOf('<incomingServer'));
const mismatch = replace('</domain>', '</domian>');
const nntp = insertBefore('<incomingServer', imap.replace('imap', 'nntp'));

describe('settings', () => {
  it.each<[id: string, what: string, change: Change, incoming: Partial<Login> & { protocol?: string }]>([
    ['thunderbird-desktop', 'the first counts, be it POP3', pop3First, { protocol: 'pop3' }],
    ['thunderbird-desktop', 'the first of two counts', secondImap, { port: 993 }],
    ['thunderbird-desktop', 'passes over an unknown method', firstAsk('SCRAM-SHA-256'), { port: 993 }],
    ['thunderbird-desktop', 'OAuth2 falls through to the password', firstAsk('OAuth2'), { port: 993 }],
    ['thunderbird-desktop', 'no user name is "undefined"', remove('username'), { username: 'undefined' }],
    ['thunderbird-desktop', 'digits lose their zeros', name('00123'), { username: '123' }],
    ['thunderbird-desktop', 'what looks like a number is one', name('1e5'), { username: '100000' }],
    ['thunderbird-desktop', 'a space stays', name(' %EMAILADDRESS%'), { username: ` ${address}` }],
    ['thunderbird-android', 'the first of two counts', secondImap, { port: 993 }],
    ['thunderbird-android', 'POP3 is not its business', pop3First, { protocol: 'imap' }],
    ['thunderbird-ios', 'spaces are trimmed', name(' %EMAILADDRESS% '), { username: address }],
    ['thunderbird-ios', 'an entity cuts a text', name('jo&amp;co'), { username: 'co' }],
    ['delta-chat', 'an entity cuts a text', name('jo&amp;co'), { username: 'co' }],
    ['delta-chat', 'the port stands in for socketType', remove('socketType'), { security: 'tls' }],
    ['fairemail', 'a port after socketType undoes it', portAfterStartTls, { security: 'tls' }],
    ['fairemail', 'the last user name counts', insertBefore('</client', calendar), { username: 'calendar' }],
    ['fairemail', 'a composite is taken as it stands', name(composite), { username: composite }],
    ['evolution', 'the last of two counts', secondImap, { port: 143, security: 'starttls' }],
    ['evolution', 'a space stays', name(' %EMAILADDRESS%'), { username: ` ${address}` }],
    ['gnome-online-accounts', 'a literal is dropped', name('jo'), { username: '' }],
    ['gnome-online-accounts', 'a composite is dropped', name(composite), { username: '' }],
    [
      'gnome-online-accounts',
      'the local part alone is understood',
      name('%EMAILLOCALPART%'),
      { username: 'jo' },
    ],
    ['geary', 'the user name is not read', name('somebody'), { username: address }],
    ['kmail', 'a composite is understood', name(composite), { username: address }],
    ['nextcloud-mail', 'the local part is empty', name('%EMAILLOCALPART%'), { username: '' }],
    ['snappymail', 'any other name means the local part', name('somebody'), { username: 'jo' }],
    ['aerc', 'knows one placeholder', name('%EMAILLOCALPART%'), { username: '%EMAILLOCALPART%' }],
    ['mustang', 'skips a server it cannot read', brokenPop3First, { protocol: 'imap' }],
    ['emailengine', 'a composite is taken as it stands', name(composite), { username: composite }],
  ])('%s: %s', (id, _, change, incoming) => {
    const reading = byId(autoconfigClients, id).read(http(change(vanilla)), address);
    expect(reading).toMatchObject({ ok: true, settings: { incoming } });
  });

  it('aerc: the last outgoingServer counts', () => {
    const reading = byId(autoconfigClients, 'aerc').read(http(secondSmtp(vanilla)), address);
    expect(reading).toMatchObject({ settings: { outgoing: { host: 'other.example.net', port: 143 } } });
  });

  it('mustang: asks for the domain in lower case, and finds it', () => {
    expect(byId(autoconfigClients, 'mustang').read(http(vanilla), 'Jo@Example.ORG').ok).toBe(true);
  });
});

describe('refusals', () => {
  it.each<[id: string, what: string, change: Change, why: string]>([
    ['thunderbird-desktop', 'prefixed names', prefixed, 'no clientConfig'],
    ['thunderbird-desktop', 'an underscore in a host name', replace('imap.', 'imap_1.'), 'incomingServer'],
    ['thunderbird-desktop', 'a host name in its own script', replace('imap.', 'bücher.'), 'incomingServer'],
    ['thunderbird-desktop', 'a space in socketType', replace('>SSL<', '> SSL <'), 'incomingServer'],
    ['thunderbird-desktop', 'socketType in lower case', replace('>SSL<', '>ssl<'), 'incomingServer'],
    ['thunderbird-desktop', 'no authentication', remove('authentication'), 'incomingServer'],
    [
      'thunderbird-desktop',
      'a domain with an attribute',
      replace('<domain', '<domain purpose="mx"'),
      'domain',
    ],
    ['thunderbird-desktop', 'a document cut short', cutShort, 'not well-formed'],
    ['thunderbird-desktop', 'tags that do not match', mismatch, 'not well-formed'],
    ['thunderbird-android', 'a space in the port', replace('>993<', '> 993<'), 'port'],
    ['thunderbird-android', 'a space in the host name', replace('>imap.', '> imap.'), 'hostname'],
    ['thunderbird-android', 'no user name', remove('username'), 'no username'],
    ['thunderbird-android', 'a second smtp without encryption', plainSmtp, 'socketType'],
    ['thunderbird-android', 'a document cut short', cutShort, 'not well-formed'],
    ['thunderbird-android', 'tags that do not match', mismatch, 'not well-formed'],
    ['thunderbird-ios', 'a complete server of another type', nntp, 'nntp'],
    ['fairemail', 'a space in the port', replace('>993<', '>993 <'), 'port'],
    ['fairemail', 'prefixed names', replaceAll('incomingServer', 'a:incomingServer'), 'incomingServer'],
    [
      'himalaya',
      'a list in two parts',
      replace('</username>', '</username><authentication/>'),
      'between two',
    ],
    ['aerc', 'a space in the port', replace('>993<', '>993 <'), 'port'],
  ])('%s: %s', (id, _, change, why) => {
    const reading = byId(autoconfigClients, id).read(http(change(vanilla)), address);
    expect(reading).toEqual({ ok: false, why: expect.stringContaining(why) });
  });
});

describe('the HTTP gate', () => {
  const only200 = ['thunderbird-ios', 'fairemail', 'gnome-online-accounts', 'kmail'];
  const all = autoconfigClients.map(({ id }) => id);
  const allBut = (...ids: readonly string[]): readonly string[] => all.filter((id) => !ids.includes(id));
  const typed = (type: string): Partial<Reply> => ({ headers: new Map([['content-type', type]]) });

  it.each<[reply: string, change: Partial<Reply>, takenBy: readonly string[]]>([
    ['status 404', { status: 404 }, ['geary', 'aerc']],
    ['status 302', { status: 302 }, ['geary', 'aerc']],
    ['status 203', { status: 203 }, allBut(...only200)],
    ['text/html', typed('text/html'), allBut('thunderbird-desktop')],
    ['Text/XML', typed('Text/XML'), allBut('thunderbird-desktop')],
    ['no content type', { headers: new Map() }, allBut('thunderbird-desktop')],
  ])('%s', (_, change, takenBy) => {
    const taken = autoconfigClients.filter(({ read }) => read(http(vanilla, change), address).ok);
    expect(taken.map(({ id }) => id)).toEqual(takenBy);
  });
});
