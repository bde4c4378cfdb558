/** Autoconfig: the content of the document, and its caching. The rules of the clients are in vectors.test.ts. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elements, firstText, named, parse, text } from '../../src/check/parsers/dom.ts';
import { writeXml } from '../../src/format/xml.ts';
import { autoconfig as template } from '../../templates/autoconfig.ts';
import { account, imap, smtp } from '../support/account.ts';
import { bodyOf, send } from '../support/world.ts';

const provider = (changes: Parameters<typeof account>[0], domains = ['example.org']) => {
  const root = parse(writeXml(template(account(changes), domains)));
  const [found] = named(root, 'emailProvider');
  if (!found) throw new Error('no emailProvider');
  return found;
};

describe('the document', () => {
  test('is version 1.1, without namespace or prefix', () => {
    const root = parse(writeXml(template(account(), ['example.org'])));
    expect([root.nodeName, root.getAttribute('version'), root.namespaceURI]).toEqual([
      'clientConfig',
      '1.1',
      null,
    ]);
  });

  test.each([
    [993, 'tls', 'SSL'],
    [143, 'starttls', 'STARTTLS'],
  ] as const)('calls port %i with %s %s', (port, security, word) => {
    const [server] = named(provider({ incoming: [imap(port, security)] }), 'incomingServer');
    expect(server && firstText(server, 'socketType')).toBe(word);
  });

  test.each([
    [['password'], ['password-cleartext']],
    [
      ['password-encrypted', 'password'],
      ['password-encrypted', 'password-cleartext'],
    ],
    [
      ['oauth2', 'password'],
      ['OAuth2', 'password-cleartext'],
    ],
  ] as const)('says %j as %j, in that order', (authentication, words) => {
    const [server] = named(provider({ outgoing: [{ ...smtp(), authentication }] }), 'outgoingServer');
    expect(server && named(server, 'authentication').map(text)).toEqual(words);
  });

  test('has five leaves in each server, in the order that FairEmail reads, and no attribute on any', () => {
    for (const server of [
      ...named(provider({}), 'incomingServer'),
      ...named(provider({}), 'outgoingServer'),
    ]) {
      expect(elements(server).map(({ nodeName }) => nodeName)).toEqual([
        'hostname',
        'port',
        'socketType',
        'authentication',
        'username',
      ]);
      expect([...server.attributes].map(({ name }) => name)).toEqual(['type']);
      for (const leaf of elements(server)) {
        expect(leaf.attributes.length).toBe(0);
        expect(text(leaf)).toBe(text(leaf).trim());
      }
    }
  });

  test('escapes the provider’s name', () => {
    expect(firstText(provider({ name: `R&D <"Mail'>` }), 'displayName')).toBe(`R&D <"Mail'>`);
  });

  test('lists the documentation in its languages', () => {
    const documentation = [{ url: 'https://example.net/?a=1&b=2', title: { en: 'Help', fr: 'Aide' } }];
    const [found] = named(provider({ documentation }), 'documentation');
    expect(found?.getAttribute('url')).toBe('https://example.net/?a=1&b=2');
    expect(found && named(found, 'descr').map((one) => [one.getAttribute('lang'), text(one)])).toEqual([
      ['en', 'Help'],
      ['fr', 'Aide'],
    ]);
  });
});

describe('the answer', () => {
  const url = 'https://autoconfig.example.org/mail/config-v1.1.xml';

  test('is public XML with a strong ETag, and the same bytes each time', async () => {
    const [first, second] = [
      await send('ovh', url),
      await send('ovh', `${url}?emailaddress=other@example.org`),
    ];
    expect(first.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    expect(first.headers.get('cache-control')).toBe('public, max-age=3600');
    expect(first.headers.get('etag')).toMatch(/^"[^"]+"$/);
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(await bodyOf(second)).toBe(await bodyOf(first));
  });

  test('has another ETag for another domain', async () => {
    const other = await send('ovh', 'https://autoconfig.example.net/mail/config-v1.1.xml');
    expect(other.headers.get('etag')).not.toBe((await send('ovh', url)).headers.get('etag'));
  });

  test('does not know a domain by its mailbox', async () => {
    const [nobody, somebody] = await Promise.all([
      send('example', `${url}?emailaddress=EVOLUTIONUSER@example.org`),
      send('example', `${url}?emailaddress=%22quoted%20%40%20local%22@example.org`),
    ]);
    expect(await bodyOf(nobody)).toBe(await bodyOf(somebody));
  });

  const statusAndDomain = async (asked: string) => {
    const answer = await send('example', asked);
    const [, domain] = /<domain>(.*?)<\/domain>/.exec(await bodyOf(answer)) ?? [];
    return [answer.status, domain];
  };

  test.each<[why: string, sent: string]>([
    ['no at sign', 'jo.example.net'],
    ['a placeholder that was not filled', '%EMAILADDRESS%'],
    ['the same, encoded', '%25EMAILADDRESS%25'],
    ['the same in braces', '$%7Bemail%7D'],
    ['no at sign and another parameter', 'jo&emailmd5=0cc175b9'],
    ['no domain', 'jo@'],
    ['a domain that is none', 'jo@exa_mple.net'],
    ['an IP address for a domain', 'jo@[192.0.2.1]'],
    ['nothing that is UTF-8', '%ff%fe'],
  ])('to an address with %s is that of the Host', async (_, sent) => {
    expect(await statusAndDomain(`${url}?emailaddress=${sent}`)).toEqual([200, 'example.org']);
  });

  test.each<[why: string, sent: string]>([
    ['a line break', 'jo%0d%0aSet-Cookie:a=b@example.org'],
    ['a zero', 'jo%00@example.org'],
    ['300 characters', `${'j'.repeat(300)}@example.org`],
    ['bytes that are no UTF-8', 'jo%ff@example.org'],
    ['two at signs', 'jo@home@example.org'],
    ['an encoded at sign after one that is not', 'jo@home%40example.org'],
    ['an unescaped &', 'jo+tag&x@example.org'],
    ['several', 'jo&a=b&c%40example.org'],
    ['one, and another parameter after it', 'jo&x@example.org&emailmd5=0cc175b9'],
    ['one, and a line break', 'jo%0a&x@example.org'],
    ['a space in the domain', 'jo@example.org%20'],
  ])('to an address with %s is that of its domain, where the Host is the provider’s', async (_, sent) => {
    const hoster = 'https://autoconfig.example.net/mail/config-v1.1.xml';
    expect(await statusAndDomain(`${hoster}?emailaddress=${sent}`)).toEqual([200, 'example.org']);
  });

  test('to such an address at a domain that is ruled out is 404, whatever the Host is', async () => {
    for (const sent of ['jo&x@none.example', 'jo%00@none.example']) {
      expect((await send('example', `${url}?emailaddress=${sent}`)).status).toBe(404);
    }
  });

  test('to such an address is the Host’s on an MX step, as it is to an address that can be read', async () => {
    const hoster = 'https://autoconfig.example.net/mail/config-v1.1.xml';
    const readable = await send('example', `${hoster}?emailaddress=jo@customer.example`);
    const unreadable = await send('example', `${hoster}?emailaddress=jo%00@customer.example`);
    expect(await bodyOf(unreadable)).toBe(await bodyOf(readable));
  });

  test('to a path that names a domain is that domain’s, where the address cannot be read', async () => {
    const byPath = 'https://facteur.example.net/v1.1/example.org';
    expect(await statusAndDomain(`${byPath}?emailaddress=%EMAILADDRESS%`)).toEqual([200, 'example.org']);
  });

  test('is a 404 or settings, whatever is sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.webQueryParameters(), async (sent) => {
        const answer = await send('example', `${url}?emailaddress=${sent}`);
        expect([200, 404]).toContain(answer.status);
      }),
    );
  });

  test('lists the domain that was asked about, and at the provider the one its host was derived from', async () => {
    const domainsOf = async (asked: string) =>
      [...(await bodyOf(await send('example', asked))).matchAll(/<domain>(.*)<\/domain>/g)].map(
        ([, domain]) => domain,
      );
    const path = '/mail/config-v1.1.xml';
    expect(await domainsOf(`https://autoconfig.example.org${path}`)).toEqual(['example.org']);
    expect(await domainsOf(`https://autoconfig.example.net${path}`)).toEqual(['example.net']);
    expect(await domainsOf(`https://facteur.example.net${path}`)).toEqual(['example.net']);
    expect(await domainsOf(`https://autoconfig.example.net${path}?emailaddress=jo@example.org`)).toEqual([
      'example.org',
      'example.net',
    ]);
    expect(
      await domainsOf(`https://autoconfig.example.net${path}?emailaddress=jo@b%C3%BCcher.example`),
    ).toEqual(['xn--bcher-kva.example', 'example.net']);
  });
});
