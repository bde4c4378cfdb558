/** Rules of single clients for autoconfig: accepted HTTP answers, order of servers, user name. */

import { describe, expect, it } from 'vitest';
import type { Login, Reply } from '../../../src/check/parsers/client.ts';
import { autoconfigParsers } from '../../../src/check/parsers/index.ts';
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
    ['thunderbird-desktop', 'the first server counts, even POP3', pop3First, { protocol: 'pop3' }],
    ['thunderbird-desktop', 'the first of two counts', secondImap, { port: 993 }],
    ['thunderbird-desktop', 'skips an unknown method', firstAsk('SCRAM-SHA-256'), { port: 993 }],
    ['thunderbird-desktop', 'OAuth2 falls through to the password', firstAsk('OAuth2'), { port: 993 }],
    ['thunderbird-desktop', 'no user name is "undefined"', remove('username'), { username: 'undefined' }],
    ['thunderbird-desktop', 'digits lose their zeros', name('00123'), { username: '123' }],
    [
      'thunderbird-desktop',
      'a text that looks like a number becomes one',
      name('1e5'),
      { username: '100000' },
    ],
    ['thunderbird-desktop', 'a space is kept', name(' %EMAILADDRESS%'), { username: ` ${address}` }],
    ['thunderbird-android', 'the first of two counts', secondImap, { port: 993 }],
    ['thunderbird-android', 'ignores POP3', pop3First, { protocol: 'imap' }],
    ['thunderbird-ios', 'spaces are trimmed', name(' %EMAILADDRESS% '), { username: address }],
    ['thunderbird-ios', 'an entity splits a text', name('jo&amp;co'), { username: 'co' }],
    ['delta-chat', 'an entity splits a text', name('jo&amp;co'), { username: 'co' }],
    ['delta-chat', 'the port replaces a missing socketType', remove('socketType'), { security: 'tls' }],
    ['fairemail', 'a port after socketType overwrites it', portAfterStartTls, { security: 'tls' }],
    ['fairemail', 'the last user name counts', insertBefore('</client', calendar), { username: 'calendar' }],
    ['fairemail', 'a composite is used literally', name(composite), { username: composite }],
    ['evolution', 'the last of two counts', secondImap, { port: 143, security: 'starttls' }],
    ['evolution', 'a space is kept', name(' %EMAILADDRESS%'), { username: ` ${address}` }],
    ['gnome-online-accounts', 'a literal is dropped', name('jo'), { username: '' }],
    ['gnome-online-accounts', 'a composite is dropped', name(composite), { username: '' }],
    [
      'gnome-online-accounts',
      'understands only the local part',
      name('%EMAILLOCALPART%'),
      { username: 'jo' },
    ],
    ['geary', 'ignores the user name', name('somebody'), { username: address }],
    ['kmail', 'understands a composite', name(composite), { username: address }],
    ['nextcloud-mail', 'knows the local part', name('%EMAILLOCALPART%'), { username: 'jo' }],
    ['snappymail', 'any other user name means the local part', name('somebody'), { username: 'jo' }],
    ['aerc', 'knows one placeholder', name('%EMAILLOCALPART%'), { username: '%EMAILLOCALPART%' }],
    ['mustang', 'skips a server that it cannot parse', brokenPop3First, { protocol: 'imap' }],
    ['emailengine', 'a composite is used literally', name(composite), { username: composite }],
  ])('%s: %s', (id, _, change, incoming) => {
    const result = byId(autoconfigParsers, id).parse(http(change(vanilla)), address);
    expect(result).toMatchObject({ ok: true, settings: { incoming } });
  });

  it('aerc: the last outgoingServer counts', () => {
    const result = byId(autoconfigParsers, 'aerc').parse(http(secondSmtp(vanilla)), address);
    expect(result).toMatchObject({ settings: { outgoing: { host: 'other.example.net', port: 143 } } });
  });

  it('mustang: compares the domain in lower case', () => {
    expect(byId(autoconfigParsers, 'mustang').parse(http(vanilla), 'Jo@Example.ORG').ok).toBe(true);
  });
});

describe('refusals', () => {
  it.each<[id: string, what: string, change: Change, why: string]>([
    ['thunderbird-desktop', 'prefixed names', prefixed, 'no clientConfig'],
    ['thunderbird-desktop', 'an underscore in a host name', replace('imap.', 'imap_1.'), 'incomingServer'],
    ['thunderbird-desktop', 'a non-ASCII host name', replace('imap.', 'bücher.'), 'incomingServer'],
    ['thunderbird-desktop', 'a space in socketType', replace('>SSL<', '> SSL <'), 'incomingServer'],
    ['thunderbird-desktop', 'socketType in lower case', replace('>SSL<', '>ssl<'), 'incomingServer'],
    ['thunderbird-desktop', 'no authentication', remove('authentication'), 'incomingServer'],
    [
      'thunderbird-desktop',
      'a domain with an attribute',
      replace('<domain', '<domain purpose="mx"'),
      'domain',
    ],
    ['thunderbird-desktop', 'a truncated document', cutShort, 'not well-formed'],
    ['thunderbird-desktop', 'tags that do not match', mismatch, 'not well-formed'],
    ['thunderbird-android', 'a space in the port', replace('>993<', '> 993<'), 'port'],
    ['thunderbird-android', 'a space in the host name', replace('>imap.', '> imap.'), 'hostname'],
    ['thunderbird-android', 'no user name', remove('username'), 'no username'],
    ['thunderbird-android', 'a second smtp without encryption', plainSmtp, 'socketType'],
    ['thunderbird-android', 'a truncated document', cutShort, 'not well-formed'],
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
    const result = byId(autoconfigParsers, id).parse(http(change(vanilla)), address);
    expect(result).toEqual({ ok: false, why: expect.stringContaining(why) });
  });
});

describe('accepted HTTP answers', () => {
  const only200 = ['thunderbird-ios', 'fairemail', 'gnome-online-accounts', 'kmail'];
  const all = autoconfigParsers.map(({ id }) => id);
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
    const taken = autoconfigParsers.filter(({ parse }) => parse(http(vanilla, change), address).ok);
    expect(taken.map(({ id }) => id)).toEqual(takenBy);
  });
});
