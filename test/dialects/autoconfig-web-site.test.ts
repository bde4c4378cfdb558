/** A web site redirects its domain to `www.`, and the well-known path of autoconfig with it. */

import { describe, expect, test } from 'vitest';
import type { Directory } from '../../src/directory/directory.ts';
import { type ConfigDocument, facteur } from '../../src/index.ts';
import { decideCertificate } from '../../src/ops/on-demand-tls.ts';
import { configOf } from '../support/world.ts';

const provider = (host: string) => ({
  name: 'Mail',
  incoming: [`imaps://${host}`],
  outgoing: [`smtps://${host}`],
});
const providers: ConfigDocument['providers'] = {
  'one.example': provider('mail.%EMAILDOMAIN%'),
  'two.example': provider('two.example'),
};
const wellKnown = '/.well-known/autoconfig/mail/config-v1.1.xml';

/** The domain and the host of the answer, or the status. */
async function answer(
  domains: ConfigDocument['domains'],
  url: string,
  store?: Directory,
): Promise<readonly (string | undefined)[] | number> {
  const config = configOf({ provider: 'one.example', names: ['facteur.example.net'], providers, domains });
  const app = facteur(store ? config.withStores([store]) : config);
  const response = await app.fetch(new Request(url, { headers: { host: new URL(url).host } }));
  if (response.status !== 200) return response.status;
  const body = await response.text();
  return [/<domain>(.*?)</, /<hostname>(.*?)</].map((pattern) => pattern.exec(body)?.[1]);
}

describe('www. before a domain that is served', () => {
  const domains = { 'example.org': 'one.example' };
  const itself = ['example.org', 'mail.example.org'];

  test.each([wellKnown, '/.well-known/mail-v1.xml', wellKnown.toUpperCase()])(
    'is that domain at %s',
    async (path) => {
      expect(await answer(domains, `https://www.example.org${path}`)).toEqual(itself);
    },
  );

  test.each(['/mail/config-v1.1.xml', '/v1.1/mail/config-v1.1.xml'])('is another one at %s', async (path) => {
    expect(await answer(domains, `https://www.example.org${path}`)).toBe(404);
  });

  test.each<[why: string, entries: ConfigDocument['domains'], location: string]>([
    ['to that domain', domains, '/v1.1/example.org'],
    [
      'to itself where it has an entry',
      { ...domains, 'www.example.org': 'two.example' },
      '/v1.1/www.example.org',
    ],
  ])('is redirected from plain http %s', async (_, entries, location) => {
    const app = facteur(configOf({ url: 'https://facteur.example.net', providers, domains: { ...entries } }));
    const url = `http://www.example.org${wellKnown}`;
    const response = await app.fetch(new Request(url, { headers: { host: 'www.example.org' } }));
    expect([response.status, response.headers.get('location')]).toEqual([
      302,
      `https://facteur.example.net${location}`,
    ]);
  });

  test('says nothing about an address of another domain', async () => {
    const url = `https://www.example.org${wellKnown}?emailaddress=jo@two.example`;
    expect(await answer({ ...domains, 'two.example': 'two.example' }, url)).toEqual([
      'two.example',
      'two.example',
    ]);
  });

  test.each([
    ['www.www.', 'https://www.www.example.org'],
    ['www. alone', 'https://www.org'],
    ['another word', 'https://web.example.org'],
    ['www. behind autoconfig.', 'https://autoconfig.www.example.org'],
  ])('is not meant by %s', async (_, origin) => {
    expect(await answer(domains, origin + wellKnown)).toBe(404);
  });

  test('is refused where the domain is never served', async () => {
    const none = { 'example.org': 'none', '*': 'one.example' };
    expect(await answer(none, `https://www.example.org${wellKnown}`)).toBe(404);
  });

  test('has no certificate by on-demand TLS', async () => {
    const config = configOf({ providers, domains: { ...domains, '*.example.org': 'one.example' } });
    expect(await decideCertificate('www.example.org', config)).toBe('unexpected');
  });
});

describe('www. before a domain', () => {
  const url = `https://www.example.org${wellKnown}`;

  test.each<[why: string, domains: ConfigDocument['domains'], domain: string, host: string]>([
    [
      'is itself where it has an entry',
      { 'www.example.org': 'one.example' },
      'www.example.org',
      'mail.www.example.org',
    ],
    [
      'is itself where both have the same',
      { 'www.example.org': 'one.example', 'example.org': 'one.example' },
      'www.example.org',
      'mail.www.example.org',
    ],
    [
      'is the domain where a pattern covers it',
      { '*.example.org': 'two.example', 'example.org': 'one.example' },
      'example.org',
      'mail.example.org',
    ],
    [
      'is itself where a pattern covers nothing else',
      { '*.example.org': 'two.example' },
      'www.example.org',
      'two.example',
    ],
    ['is the domain where everybody is served', { '*': 'one.example' }, 'example.org', 'mail.example.org'],
    [
      'is the domain where everybody else is served otherwise',
      { '*': 'two.example', 'example.org': 'one.example' },
      'example.org',
      'mail.example.org',
    ],
  ])('%s', async (_, domains, expectedDomain, host) => {
    expect(await answer(domains, url)).toEqual([expectedDomain, host]);
  });

  const one = configOf({ provider: 'one.example', providers }).accountOf({ provider: 'one.example' });
  const two = configOf({ provider: 'one.example', providers }).accountOf({ provider: 'two.example' });
  const storeOf = (found: Readonly<Record<string, typeof one>>): Directory => ({
    find: async (of) => found[of],
  });

  test.each<[why: string, store: Directory, domain: string]>([
    ['is the domain where a store has that', storeOf({ 'example.org': two }), 'example.org'],
    [
      'is itself where a store has both',
      storeOf({ 'example.org': one, 'www.example.org': two }),
      'www.example.org',
    ],
    ['is the domain where a store has a pattern', { find: async () => two }, 'example.org'],
  ])('%s', async (_, store, expected) => {
    expect(await answer({}, url, store)).toMatchObject([expected, expect.anything()]);
  });

  test('is the domain of the configuration while a store is down', async () => {
    const down: Directory = { find: () => 'unavailable' };
    expect(await answer({ 'example.org': 'two.example' }, url, down)).toEqual(['example.org', 'two.example']);
  });
});
