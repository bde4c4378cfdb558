/** Autodiscover POX where there is Exchange: its end-points, the way to where it answers itself, and never a way round. */

import { describe, expect, test } from 'vitest';
import { autodiscoverParsers } from '../../../src/check/parsers/index.ts';
import { xmlType } from '../../../src/http/response.ts';
import { bodyOf, post, poxRequest, send } from '../../support/world.ts';

const pox = 'https://autodiscover.example.org/autodiscover/autodiscover.xml';
const mobilesync = 'http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006';

async function answer(address: string, schema?: string): Promise<readonly [number, string]> {
  const response = await post('exchange', pox, poxRequest(address, schema));
  return [response.status, await bodyOf(response)];
}

const actionIn = (body: string) => /<Action>(\w+)<\/Action>/.exec(body)?.[1];
const typesIn = (body: string) => [...body.matchAll(/<Type>(\w+)<\/Type>/g)].map(([, type]) => type);

describe('in the Outlook schema', () => {
  test('end-points of Exchange are told, and no mail servers of anybody', async () => {
    for (const address of ['jo@exchange.example', 'boss@example.org']) {
      const [status, body] = await answer(address);
      expect([status, typesIn(body)]).toEqual([200, ['EXCH']]);
      expect(body).toContain('<EwsUrl>https://ews.exchange.example/EWS/Exchange.asmx</EwsUrl>');
      expect(body).not.toContain('example.net');
    }
  });

  test('whoever else is at that domain keeps its mail servers', async () => {
    const [, body] = await answer('jo@example.org');
    expect(typesIn(body)).toEqual(['IMAP', 'POP3', 'SMTP']);
  });

  // Thunderbird makes Exchange of whatever server it has read by then, and takes IMAP only when it comes after.
  test('where there is mail besides, the end-points of Exchange come first', async () => {
    const [, body] = await answer('jo@mixed.example');
    expect(typesIn(body)).toEqual(['EXCH', 'IMAP', 'POP3', 'SMTP']);
  });

  // SnappyMail wants an address that it has made up, and asks about that.
  const readers = autodiscoverParsers.filter(({ id }) => id !== 'snappymail');
  test.each(readers)('where there is mail besides, $name is not led astray', async ({ parse }) => {
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

  test('how people prove to Exchange who they are is not known here, and not said', async () => {
    const [, body] = await answer('boss@example.org');
    expect(body).not.toContain('AuthPackage');
  });

  test('a client is sent to where Exchange answers', async () => {
    const [, body] = await answer('jo@hosted.example');
    expect(actionIn(body)).toBe('redirectUrl');
    expect(typesIn(body)).toEqual([]);
  });

  test('a client is sent on with another address, whose local part is its own', async () => {
    const [, body] = await answer('a&amp;b@alias.example');
    expect(actionIn(body)).toBe('redirectAddr');
    expect(body).toContain('<RedirectAddr>a&amp;b@tenant.example</RedirectAddr>');
  });

  test.each(['jo@tenant.example', 'Jo@TENANT.example'])('but never on to itself: %s', async (address) => {
    const [status, body] = await answer(address);
    expect([status, body]).toEqual([404, 'No mail settings are published here for this domain.\n']);
  });
});

describe('a redirection that leads back here is none', () => {
  test('to an own name: what else there is is told', async () => {
    const [, body] = await answer('jo@circle.example');
    expect([actionIn(body), typesIn(body)]).toEqual(['settings', ['EXCH']]);
  });

  test('to the very host that is asked, and another one is another one', async () => {
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

  test.each(['jo@example.org', 'jo@hosted.example'])(
    '%s, which has none, gets the error 601',
    async (address) => {
      const [status, body] = await answer(address, mobilesync);
      expect(status).toBe(200);
      expect(body).toContain('<ErrorCode>601</ErrorCode>');
    },
  );
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
