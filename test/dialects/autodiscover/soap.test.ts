/** Autodiscover over SOAP: one request for many users gets an answer for each; invalid requests are refused. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { child, readXml, type XmlNode } from '../../../src/format/xml.ts';
import { anyText } from '../../support/any-text.ts';
import { appOf, bodyOf, documents, poxRequest, send, soapRequest } from '../../support/world.ts';

const svc = 'https://autodiscover.example.org/autodiscover/autodiscover.svc';
const pox = 'https://autodiscover.example.org/autodiscover/autodiscover.xml';

async function post(body: string) {
  const response = await send('exchange', svc, { method: 'POST', body });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: await bodyOf(response),
  };
}

/** The response to each of those asked about, as elements. */
async function responses(one: 'User' | 'Domain', subjects: readonly string[], settings: readonly string[]) {
  const { status, body } = await post(soapRequest(one, subjects, settings));
  expect(status).toBe(200);
  const root = readXml(body);
  if (!root.ok) throw new Error(body);
  const path = ['Body', `Get${one}SettingsResponseMessage`, 'Response', `${one}Responses`];
  return at(root.value, path)?.children ?? [];
}

const at = (node: XmlNode | undefined, path: readonly string[]): XmlNode | undefined =>
  path.reduce<XmlNode | undefined>((above, name) => above && child(above, name), node);
const textAt = (node: XmlNode | undefined, ...path: readonly string[]): string | undefined =>
  at(node, path)?.text;

test('is not there unless it is switched on, and nothing hints at it', async () => {
  expect((await send('example', svc, { method: 'POST', body: soapRequest('User', [], []) })).status).toBe(
    404,
  );
  for (const method of ['GET', 'POST']) {
    const response = await send(
      'example',
      pox,
      method === 'GET' ? {} : { method, body: poxRequest('jo@example.org') },
    );
    expect(response.headers.get('x-soap-enabled')).toBeNull();
  }
});

describe('where it is switched on, POX says so', () => {
  test.each<[how: string, url: string, init: RequestInit]>([
    ['to a GET', pox, {}],
    ['to a HEAD', pox, { method: 'HEAD' }],
    ['to a POST', pox, { method: 'POST', body: poxRequest('jo@example.org') }],
    ['to a bad POST', pox, { method: 'POST', body: 'x' }],
    ['in a refusal', 'https://autodiscover.example.net/autodiscover/autodiscover.xml', {}],
    ['in a redirect', pox.replace('https', 'http'), {}],
  ])('%s', async (_, url, init) => {
    expect((await send('exchange', url, init)).headers.get('x-soap-enabled')).toBe('True');
  });
});

describe('a request without a body', () => {
  test.each(['GET', 'HEAD'])('by %s shows that the endpoint exists', async (method) => {
    const response = await send('exchange', svc, { method });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/plain; charset=utf-8',
    ]);
  });

  // exchangelib, step 3: a GET, and nothing but a redirect to https will do.
  test('is sent to https from http', async () => {
    const response = await send('exchange', svc.replace('https', 'http'));
    expect([response.status, response.headers.get('location')]).toEqual([
      302,
      'https://facteur.example.net/autodiscover/autodiscover.svc',
    ]);
  });
});

describe('a user', () => {
  test.each<[address: string, code: string, target: string]>([
    ['jo@example.org', 'NoError', ''],
    ['jo@hosted.example', 'RedirectUrl', 'https://autodiscover.hosted.example/Autodiscover/Autodiscover.svc'],
    ['jo@alias.example', 'RedirectAddress', 'jo@tenant.example'],
    ['jo@tenant.example', 'NoError', ''],
    ['Jo@TENANT.example', 'NoError', ''],
    ['jo@circle.example', 'NoError', ''],
    ['jo@renamed.example', 'InvalidUser', ''],
    ['jo@other.example', 'InvalidUser', ''],
    ['jo@none.example', 'InvalidUser', ''],
    ['jo', 'InvalidUser', ''],
  ])('%s gets %s', async (address, code, target) => {
    const [response] = await responses('User', [address], ['UserDisplayName']);
    expect([textAt(response, 'ErrorCode'), textAt(response, 'RedirectTarget')]).toEqual([code, target]);
  });

  test('is answered in the order of the request, each by itself', async () => {
    const users = ['jo@other.example', 'jo@example.org', 'x', 'boss@example.org'];
    const answered = await responses('User', users, ['UserDisplayName']);
    const names = answered.map((response) => textAt(response, 'UserSettings', 'UserSetting', 'Value'));
    expect(names).toEqual([undefined, 'jo@example.org', undefined, 'boss@example.org']);
  });

  test('who is refused learns nothing of anybody', async () => {
    const { body } = await post(soapRequest('User', ['jo@other.example'], ['ExternalImap4Connections']));
    expect(body).not.toContain('example');
  });
});

describe('a setting', () => {
  test.each([
    ['that is not offered', 'ExternalEwsUrl'],
    ['that there is not', 'Nonsense'],
    ['of an object', 'constructor'],
  ])('%s is said to be missing', async (_, name) => {
    const [response] = await responses('User', ['jo@example.org'], [name]);
    const error = at(response, ['UserSettingErrors', 'UserSettingError']);
    expect([textAt(error, 'ErrorCode'), textAt(error, 'SettingName')]).toEqual([
      'SettingIsNotAvailable',
      name,
    ]);
    expect(at(response, ['UserSettings'])?.children).toEqual([]);
  });

  test('that could be none is not repeated', async () => {
    const { body } = await post(soapRequest('User', ['jo@example.org'], ['mark-er', 'm a r k', '1mark']));
    expect(body).not.toMatch(/mark/);
  });

  test('that is requested twice is answered once', async () => {
    const [response] = await responses('User', ['jo@example.org'], ['UserDisplayName', 'UserDisplayName']);
    expect(at(response, ['UserSettings'])?.children).toHaveLength(1);
  });
});

test.each<[domain: string, code: string]>([
  ['exchange.example', 'NoError'],
  ['example.org', 'NoError'],
  ['hosted.example', 'RedirectUrl'],
  ['other.example', 'InvalidDomain'],
  ['not a domain', 'InvalidDomain'],
])('the domain %s gets %s', async (domain, code) => {
  const [response] = await responses('Domain', [domain], ['ExternalEwsUrl']);
  expect(textAt(response, 'ErrorCode')).toBe(code);
});

describe('more than Exchange answers at once is an invalid request', () => {
  const many = Array.from({ length: 101 }, (_, number) => `a${number}@example.org`);
  test.each<[what: string, users: readonly string[], settings: readonly string[]]>([
    ['users', many, ['UserDisplayName']],
    ['settings of one', many.slice(100), Array.from({ length: 1001 }, (_, number) => `S${number}`)],
    ['settings of many', many.slice(50), many.slice(0, 20).map((_, number) => `Setting${number}`)],
  ])('%s', async (_, users, settings) => {
    const { status, body } = await post(soapRequest('User', users, settings));
    expect(status).toBe(200);
    expect(body).toContain('<ErrorCode>InvalidRequest</ErrorCode>');
  });

  test('and a hundred are not', async () => {
    expect(await responses('User', many.slice(1), ['UserDisplayName'])).toHaveLength(100);
  });
});

describe('what is no request gets a fault, and never a status of 500', () => {
  test.each<[what: string, body: string]>([
    ['nothing', ''],
    ['no XML', 'x'],
    ['another root', '<a/>'],
    ['an empty envelope', '<Envelope/>'],
    ['no operation', '<Envelope><Body><a/></Body></Envelope>'],
    ['no request', '<Envelope><Body><GetUserSettingsRequestMessage/></Body></Envelope>'],
    ['a document type', '<!DOCTYPE a><Envelope/>'],
    ['an Autodiscover request of the other kind', poxRequest('jo@example.org')],
  ])('%s', async (_, body) => {
    const answer = await post(body);
    expect([answer.status, answer.type]).toEqual([400, 'text/xml; charset=utf-8']);
    expect(answer.body).toContain('<faultcode>s:Client</faultcode>');
  });

  test('whatever is sent', async () => {
    await fc.assert(
      fc.asyncProperty(anyText({ maxLength: 60 }), fc.nat(), async (text, place) => {
        const whole = soapRequest('User', ['jo@example.org'], ['UserDisplayName']);
        const cut = place % whole.length;
        const { status, body } = await post(whole.slice(0, cut) + text.toWellFormed() + whole.slice(cut));
        expect(status).toBeLessThan(500);
        expect(readXml(body).ok).toBe(true);
      }),
    );
  });
});

test('a mailbox may hold any characters that an address may', async () => {
  const [response] = await responses('User', ['a&amp;b@example.org'], ['UserDisplayName']);
  expect(textAt(response, 'UserSettings', 'UserSetting', 'Value')).toBe('a&b@example.org');
});

test('it can be switched on by the document alone', async () => {
  const { soap: _, ...document } = documents.exchange;
  const init = {
    method: 'POST',
    body: soapRequest('User', [], []),
    headers: { host: 'autodiscover.example.org' },
  };
  expect((await appOf(document).fetch(new Request(svc, init))).status).toBe(404);
  expect((await appOf({ ...document, soap: true }).fetch(new Request(svc, init))).status).toBe(200);
});
