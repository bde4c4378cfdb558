/** Autodiscover POX with Exchange: its endpoints, the redirect to Exchange's own Autodiscover, and no redirect loops. */

import { describe, expect, test } from 'vitest';
import { autodiscoverParsers } from '../../../src/check/parsers/index.ts';
import { xmlType } from '../../../src/http/response.ts';
import { appOf, bodyOf, documents, post, poxRequest, send } from '../../support/world.ts';

const pox = 'https://autodiscover.example.org/autodiscover/autodiscover.xml';
const mobilesync = 'http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006';

async function answer(address: string, schema?: string): Promise<readonly [number, string]> {
  const response = await post('exchange', pox, poxRequest(address, schema));
  return [response.status, await bodyOf(response)];
}

const actionIn = (body: string) => /<Action>(\w+)<\/Action>/.exec(body)?.[1];
const typesIn = (body: string) => [...body.matchAll(/<Type>(\w+)<\/Type>/g)].map(([, type]) => type);

describe('in the Outlook schema', () => {
  test('an Exchange account gets the endpoints of Exchange, and no mail servers', async () => {
    for (const address of ['jo@exchange.example', 'boss@example.org']) {
      const [status, body] = await answer(address);
      expect([status, typesIn(body)]).toEqual([200, ['EXCH']]);
      expect(body).toContain('<EwsUrl>https://ews.exchange.example/EWS/Exchange.asmx</EwsUrl>');
      expect(body).not.toContain('example.net');
    }
  });

  test('other accounts at that domain keep their mail servers', async () => {
    const [, body] = await answer('jo@example.org');
    expect(typesIn(body)).toEqual(['IMAP', 'POP3', 'SMTP']);
  });

  // Thunderbird turns servers before EXCH into Exchange, and takes IMAP only after it.
  test('with mail servers too, the endpoints of Exchange come first', async () => {
    const [, body] = await answer('jo@mixed.example');
    expect(typesIn(body)).toEqual(['EXCH', 'IMAP', 'POP3', 'SMTP']);
  });

  // SnappyMail wants an address that it has made up, and asks about that.
  const readers = autodiscoverParsers.filter(({ id }) => id !== 'snappymail');
  test.each(readers)('with mail servers too, $name finds the right servers', async ({ parse }) => {
    const [status, body] = await answer('jo@mixed.example');
    const reading = parse(
      { status, headers: new Map([['content-type', xmlType]]), body },
      'jo@mixed.example',
    );
    const login = { security: 'tls', username: 'jo@mixed.example' };
    expect(reading).toEqual({
      ok: true,
      settings: {
        incoming: { ...login, protocol: 'imap', host: 'imap.example.net', port: 993 },
        outgoing: { ...login, host: 'smtp.example.net', port: 465 },
      },
    });
  });

  test('the authentication of Exchange is unknown, so it is left out', async () => {
    const [, body] = await answer('boss@example.org');
    expect(body).not.toContain('AuthPackage');
  });

  test('a client is redirected to the URL of Exchange', async () => {
    const [, body] = await answer('jo@hosted.example');
    expect(actionIn(body)).toBe('redirectUrl');
    expect(typesIn(body)).toEqual([]);
  });

  test('a client is redirected to another address with the same local part', async () => {
    const [, body] = await answer('a&amp;b@alias.example');
    expect(actionIn(body)).toBe('redirectAddr');
    expect(body).toContain('<RedirectAddr>a&amp;b@tenant.example</RedirectAddr>');
  });

  test.each(['jo@tenant.example', 'Jo@TENANT.example'])(
    'a client is not redirected to its own address: %s',
    async (address) => {
      const [status, body] = await answer(address);
      expect([status, body]).toEqual([404, 'No mail settings are published here for this domain.\n']);
    },
  );
});

describe('a redirect that leads back here is left out', () => {
  test('to an own name: the other settings remain', async () => {
    const [, body] = await answer('jo@circle.example');
    expect([actionIn(body), typesIn(body)]).toEqual(['settings', ['EXCH']]);
  });

  test('to the requested host, but not to another host', async () => {
    const ask = async (host: string) => {
      const url = `https://${host}/autodiscover/autodiscover.xml`;
      return (await post('exchange', url, poxRequest('jo@hosted.example'))).status;
    };
    expect(await ask('autodiscover.hosted.example')).toBe(404);
    expect(await ask('hosted.example')).toBe(200);
  });

  test('to an address that would be too long to be one', async () => {
    const [status] = await answer(`${'a'.repeat(64)}@long.example`);
    expect(status).toBe(404);
  });
});

describe('in the MobileSync schema', () => {
  test('the end-point of ActiveSync is told', async () => {
    const [status, body] = await answer('jo@exchange.example', mobilesync);
    expect(status).toBe(200);
    expect(body).toContain('<Type>MobileSync</Type>');
    expect(body).toContain('<EMailAddress>jo@exchange.example</EMailAddress>');
  });

  test('a client is redirected to another address with the same local part', async () => {
    const [status, body] = await answer('a&amp;b@alias.example', mobilesync);
    expect(status).toBe(200);
    expect(body).toMatch(/<Action>\s*<Redirect>a&amp;b@tenant\.example<\/Redirect>\s*<\/Action>/);
    expect(body).not.toContain('Settings');
  });

  test.each([
    ['jo@example.org', 'has no ActiveSync'],
    ['jo@hosted.example', 'is redirected to a URL, for which the schema has no element'],
    ['jo@tenant.example', 'would be redirected to itself'],
    ['Jo@TENANT.example', 'would be redirected to itself in another letter case'],
    [`${'a'.repeat(64)}@long.example`, 'would be redirected to an address that is too long'],
  ])('%s gets the error 601: it %s', async (address) => {
    const [status, body] = await answer(address, mobilesync);
    expect(status).toBe(200);
    expect(body).toContain('<ErrorCode>601</ErrorCode>');
  });
});

describe('by GET, without an address', () => {
  test.each<[host: string, status: number, action: string | undefined]>([
    ['autodiscover.exchange.example', 200, 'settings'],
    ['hosted.example', 200, 'redirectUrl'],
    ['autodiscover.hosted.example', 404, undefined],
    ['autodiscover.circle.example', 200, 'settings'],
    ['autodiscover.alias.example', 404, undefined],
  ])('%s answers %i', async (host, status, action) => {
    const response = await send('exchange', `https://${host}/autodiscover/autodiscover.xml`);
    const body = await bodyOf(response);
    expect([response.status, actionIn(body)]).toEqual([status, action]);
    expect(body).not.toMatch(/<\w+\/>|<(\w+)><\/\1>/);
  });
});

describe('an Exchange server behind facteur, as docs/exchange.md configures it', () => {
  const exchange = {
    name: 'Example Exchange',
    shortName: 'Exchange',
    autodiscover: 'https://mail.example.org/autodiscover/autodiscover.xml',
    activesync: 'https://mail.example.org/Microsoft-Server-ActiveSync',
    ews: 'https://mail.example.org/EWS/Exchange.asmx',
  };
  const app = appOf({
    ...documents.example,
    providers: { ...documents.example.providers, 'exchange.example.org': exchange },
    domains: { 'example.org': 'example.net', 'exchange.example': 'exchange.example.org' },
    addresses: { 'boss@example.org': 'exchange.example.org', '*-board@example.org': 'exchange.example.org' },
  });
  const answerTo = async (address: string, headers: Record<string, string> = {}, schema?: string) => {
    const host = 'autodiscover.example.org';
    const init = { method: 'POST', headers: { host, ...headers }, body: poxRequest(address, schema) };
    return await bodyOf(await app.fetch(new Request(`https://${host}/autodiscover/autodiscover.xml`, init)));
  };

  test.each(['jo@exchange.example', 'boss@example.org', 'a-board@example.org'])(
    'Outlook is redirected to it for %s',
    async (address) => {
      const body = await answerTo(address);
      expect([actionIn(body), typesIn(body)]).toEqual(['redirectUrl', []]);
      expect(body).toContain(`<RedirectUrl>${exchange.autodiscover}</RedirectUrl>`);
    },
  );

  test('other mailboxes of the domain have their mail servers', async () => {
    expect(typesIn(await answerTo('jo@example.org'))).toEqual(['IMAP', 'POP3', 'SMTP']);
  });

  test('a phone is sent to its ActiveSync', async () => {
    expect(await answerTo('boss@example.org', {}, mobilesync)).toContain(`<Url>${exchange.activesync}</Url>`);
  });

  // MS-OXDSCLI 2.2.2.1: Outlook asks for MAPI over HTTP with this header.
  test.each(['jo@example.org', 'boss@example.org'])(
    'X-MapiHttpCapability changes nothing for %s',
    async (address) => {
      expect(await answerTo(address, { 'x-mapihttpcapability': '1' })).toBe(await answerTo(address));
    },
  );
});

// GNOME Online Accounts up to 3.50 accepts nothing without it.
test('the URL of the offline address book is there if it is configured', async () => {
  const ews = 'https://mail.example.org/EWS/Exchange.asmx';
  const answerWith = async (more: object) => {
    const provider = { name: 'Example', ews, ...more };
    const app = appOf({ providers: { 'example.net': provider }, domains: { 'example.org': 'example.net' } });
    const init = { method: 'POST', headers: { host: 'example.org' }, body: poxRequest('jo@example.org') };
    return await bodyOf(
      await app.fetch(new Request('https://example.org/autodiscover/autodiscover.xml', init)),
    );
  };
  expect(await answerWith({})).not.toContain('OABUrl');
  expect(await answerWith({ oab: 'https://mail.example.org/OAB/' })).toContain(
    '<OABUrl>https://mail.example.org/OAB/</OABUrl>',
  );
});
