/** Autodiscover version 2: the URL for each protocol, and the answer when there is none. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText } from '../../support/any-text.ts';
import { appOf, bodyOf, documents, send } from '../../support/world.ts';

const at = 'https://autodiscover.example.org/autodiscover/autodiscover.json';

async function asked(query: string, base = at) {
  const response = await send('exchange', base + query);
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: await bodyOf(response),
  };
}

describe('a protocol', () => {
  test.each<[protocol: string, address: string, url: string]>([
    ['AutodiscoverV1', 'jo@example.org', 'https://facteur.example.net/autodiscover/autodiscover.xml'],
    ['AutodiscoverV1', 'jo@hosted.example', 'https://facteur.example.net/autodiscover/autodiscover.xml'],
    ['ActiveSync', 'jo@exchange.example', 'https://eas.exchange.example/Microsoft-Server-ActiveSync'],
    ['Ews', 'jo@exchange.example', 'https://ews.exchange.example/EWS/Exchange.asmx'],
    ['Ews', 'boss@example.org', 'https://ews.exchange.example/EWS/Exchange.asmx'],
  ])('%s of %s is told in both forms, in any letter case', async (protocol, address, url) => {
    const expected = {
      status: 200,
      type: 'application/json; charset=utf-8',
      body: JSON.stringify({ Protocol: protocol, Url: url }),
    };
    for (const spelling of [protocol, protocol.toLowerCase(), protocol.toUpperCase()]) {
      expect(await asked(`?Email=${address}&Protocol=${spelling}&RedirectCount=1`)).toEqual(expected);
      expect(await asked(`?EMAIL=${encodeURIComponent(address)}&protocol=${spelling}`)).toEqual(expected);
      expect(await asked(`/v1.0/${address}?Protocol=${spelling}`)).toEqual(expected);
    }
  });

  test.each<[protocol: string, address: string, offered: string]>([
    ['Rest', 'jo@exchange.example', 'AutodiscoverV1,ActiveSync,Ews'],
    ['ActiveSync', 'jo@example.org', 'AutodiscoverV1'],
    ['AutodiscoverV1', 'jo@tenant.example', ''],
    ['<script>', 'jo@example.org', 'AutodiscoverV1'],
    ['__proto__', 'jo@example.org', 'AutodiscoverV1'],
  ])('%s that %s has not is refused without repeating it', async (protocol, address, offered) => {
    const { status, body } = await asked(`?Email=${address}&Protocol=${encodeURIComponent(protocol)}`);
    expect(status).toBe(400);
    expect(JSON.parse(body)).toEqual({
      ErrorCode: 'InvalidProtocol',
      ErrorMessage: `The given protocol value is invalid. Supported values are '${offered}'`,
    });
  });
});

describe('with Exchange elsewhere', () => {
  const sent = (query: string, base = at) => send('exchange', base + query);

  test('a client that asks for POX is sent to ours, which redirects it', async () => {
    const { status, body } = await asked('?Email=jo@hosted.example&Protocol=AutodiscoverV1');
    expect([status, body]).toEqual([200, expect.stringContaining('https://facteur.example.net/')]);
  });

  test.each(['ActiveSync', 'Ews', 'Rest', '%3Cscript%3E', '__proto__'])(
    '%s at a URL is redirected to the same request there',
    async (protocol) => {
      for (const query of [
        `?Email=jo@hosted.example&Protocol=${protocol}&RedirectCount=1`,
        `/v1.0/jo%40hosted.example?Protocol=${protocol}`,
        `/v1.0/a%2Fb%3Fc@hosted.example?Protocol=${protocol}`,
      ]) {
        const response = await sent(query);
        const path = query.startsWith('/') ? query.replace('c@', 'c%40') : query;
        expect([response.status, response.headers.get('location')]).toEqual([
          302,
          `https://autodiscover.hosted.example/autodiscover/autodiscover.json${path}`,
        ]);
      }
    },
  );

  test.each(['ActiveSync', 'Rest'])('%s at an address: 404, since no host is known', async (protocol) => {
    const { status, body } = await asked(`?Email=jo@alias.example&Protocol=${protocol}`);
    expect([status, body]).toEqual([404, 'The server of this protocol is not known here.\n']);
  });

  test.each<[why: string, host: string, address: string]>([
    ['to the host that was asked', 'autodiscover.hosted.example', 'jo@hosted.example'],
    ['to an own name', 'autodiscover.example.org', 'jo@circle.example'],
    ['to the address that was asked', 'autodiscover.example.org', 'jo@tenant.example'],
  ])('no circle %s', async (_, host, address) => {
    const url = `https://${host}/autodiscover/autodiscover.json?Email=${address}&Protocol=ActiveSync`;
    expect((await send('exchange', url)).status).toBe(400);
  });

  test('nothing that was sent reaches the host of a redirect', async () => {
    await fc.assert(
      fc.asyncProperty(anyText({ maxLength: 30 }), async (text) => {
        const marked = encodeURIComponent(`//evil.example/${text.toWellFormed()}`);
        const response = await sent(`?Email=jo@hosted.example&Protocol=${marked}`);
        const location = new URL(response.headers.get('location') ?? '');
        expect([response.status, location.host]).toEqual([302, 'autodiscover.hosted.example']);
      }),
    );
  });
});

describe('a request is refused', () => {
  const missing = 'MandatoryParameterMissing';
  test.each<[why: string, query: string, message: RegExp]>([
    ['without a protocol', '?Email=jo@example.org', /'Protocol'$/],
    ['with an empty protocol', '?Email=jo@example.org&Protocol=', /'Protocol'$/],
    ['without an address', '?Protocol=ActiveSync', /email address/],
    ['with what is no address', '?Email=jo&Protocol=ActiveSync', /email address/],
    ['with no address in the path', '/v1.0/jo?Protocol=ActiveSync', /email address/],
  ])('%s', async (_, query, message) => {
    const { status, body } = await asked(query);
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({
      ErrorCode: missing,
      ErrorMessage: expect.stringMatching(message),
    });
  });

  test.each<[why: string, query: string]>([
    ['about a domain that is not served', '?Email=jo@other.example&Protocol=AutodiscoverV1'],
    ['about a domain that never is', '?Email=jo@none.example&Protocol=AutodiscoverV1'],
    ['of another version', '/v2.0/jo@example.org?Protocol=AutodiscoverV1'],
  ])('%s: 404, in words', async (_, query) => {
    const { status, type, body } = await asked(query);
    expect([status, type]).toEqual([404, 'text/plain; charset=utf-8']);
    expect(body).not.toContain('example');
  });
});

describe('without a url, the address of POX is told', () => {
  const { url: _, ...document } = documents.exchange;
  const app = appOf(document);
  const askedAt = async (host: string, query = 'Email=jo@example.org&Protocol=AutodiscoverV1') => {
    const url = `https://${host}/autodiscover/autodiscover.json?${query}`;
    const response = await app.fetch(new Request(url, { headers: { host } }));
    return { status: response.status, body: await bodyOf(response) };
  };

  test.each(['autodiscover.example.org', 'example.org', 'autodiscover.example.net'])(
    'of the Host %s, which is known',
    async (host) => {
      const { status, body } = await askedAt(host);
      expect(status).toBe(200);
      expect(JSON.parse(body)).toMatchObject({ Url: `https://${host}/autodiscover/autodiscover.xml` });
    },
  );

  test.each([
    'evil.example',
    'autodiscover.evil.example',
    'autodiscover.exchange.example',
    'example.org.evil.example',
  ])('not for the Host %s', async (host) => {
    expect(await askedAt(host)).toEqual({
      status: 404,
      body: 'No mail settings are published here for this domain.\n',
    });
  });

  test('and to whoever asks for what the document has the URL of, any Host is as good as another', async () => {
    const { status, body } = await askedAt('evil.example', 'Email=jo@exchange.example&Protocol=Ews');
    expect([status, body]).toEqual([200, expect.not.stringContaining('evil')]);
  });
});

test('nothing that was sent comes back', async () => {
  await fc.assert(
    fc.asyncProperty(anyText({ minLength: 1, maxLength: 30 }), async (text) => {
      const marked = encodeURIComponent(`marker${text.toWellFormed()}`);
      for (const query of [
        `?Email=${marked}@example.org&Protocol=Rest`,
        `?Email=jo@example.org&Protocol=${marked}`,
      ]) {
        const { status, body } = await asked(query);
        expect(status).toBe(400);
        expect(body).not.toContain('marker');
        JSON.parse(body);
      }
    }),
  );
});
