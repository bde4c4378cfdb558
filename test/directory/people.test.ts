/** Look-ups by address (`by: address`): whose settings an address gets, and what an answer tells a stranger. */

import { describe, expect, test } from 'vitest';
import { StoreError } from '../../src/directory/failure.ts';
import { type PeopleStore, peopleOf, storePersons } from '../../src/directory/people.ts';
import { accountsOfPeople } from '../../src/directory/person.ts';
import { type AddressValues, addressRowStore } from '../../src/directory/stores/address-store.ts';
import { facteur, type Options, readConfig } from '../../src/index.ts';
import { routes } from '../../src/routes.ts';
import { poxRequest, soapRequest } from '../support/world.ts';

const read = readConfig({
  providers: {
    'example.net': {
      name: 'Example Mail',
      incoming: ['imaps://imap.example.net'],
      outgoing: ['smtps://smtp.example.net'],
    },
    'example.com': {
      name: 'Other Mail',
      incoming: ['imaps://imap.example.com'],
      outgoing: ['smtps://smtp.example.com'],
    },
  },
  provider: 'example.net',
  domains: { 'example.org': 'example.net', 'none.example': 'none' },
  addresses: { 'boss@example.org': 'example.com', '*-shared@example.com': 'example.com' },
});
if (!read.ok) throw new Error(JSON.stringify(read.refusal));
const config = read.value;

const rows: Readonly<Record<string, unknown>> = {
  'jo@example.org': {
    username: 'EXAMPLE\\jo',
    name: 'Jo Doe',
    aliases: 'SMTP:jo@example.org,smtp:j.doe@example.org',
  },
  'ann@example.org': { imap: 'imap7.example.net' },
  'bob@example.org': { provider: 'example.com' },
  'lost@example.org': { provider: 'unknown.example' },
  'out@example.org': { provider: 'none' },
  'boss@example.org': { username: 'never-asked' },
  'ann.b@example.org': { username: 'ann&b', imap: 'imap7.example.net' },
  'composite@example.org': { username: 'X\\%EMAILLOCALPART%' },
  'bad@example.org': { imap: 'not a host' },
};

/** @param asked collects the addresses that the store is asked for */
function world(
  rules: Partial<PeopleStore> & { options?: Options; asked?: string[]; failing?: boolean } = {},
) {
  const { options = {}, asked = [], failing = false, from = [], onFailure = 'unavailable' } = rules;
  const store = addressRowStore('ldap', ({ address }: AddressValues) => {
    asked.push(address);
    if (failing) throw new StoreError('ldap', { word: 'refused' });
    const row = rows[address];
    return row === undefined ? [] : [row];
  });
  const isDescribed = (provider: string) => config.accountOf({ provider }) !== undefined;
  // In place of the cache, which turns errors into 'unavailable'.
  const persons: PeopleStore['persons'] = {
    async find(key) {
      try {
        return await storePersons(store, isDescribed).find(key);
      } catch {
        return 'unavailable';
      }
    },
  };
  const people = peopleOf([{ persons, from, onFailure }], accountsOfPeople(config.accountOf));
  const app = facteur(config.withStores([], people), options);
  return async (address: string | undefined, path = '/mail/config-v1.1.xml', init?: RequestInit) => {
    const query = address === undefined ? '' : `?emailaddress=${encodeURIComponent(address)}`;
    const answer = await app.request(`https://autoconfig.example.org${path}${query}`, init);
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
  };
}

const unescaped = (text = '') =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
const hosts = (body: string) => [...body.matchAll(/<hostname>(.*?)<\/hostname>/g)].map(([, name]) => name);
const usernames = (body: string) =>
  [...body.matchAll(/<username>(.*?)<\/username>/g)].map(([, name]) => unescaped(name));

test('a login of the store takes the place of the domain’s', async () => {
  const { status, body } = await world()('jo@example.org');
  expect([status, usernames(body)]).toEqual([200, ['EXAMPLE\\jo', 'EXAMPLE\\jo']]);
});

test('so does a host, and the other servers stay', async () => {
  expect(hosts((await world()('ann@example.org')).body)).toEqual(['imap7.example.net', 'smtp.example.net']);
});

test('so does a provider', async () => {
  expect(hosts((await world()('bob@example.org')).body)).toEqual(['imap.example.com', 'smtp.example.com']);
});

test('people with the same hosts share documents, and each gets the login of its own', async () => {
  const app = world();
  expect(usernames((await app('ann.b@example.org')).body)).toEqual(['ann&b', 'ann&b']);
  expect(usernames((await app('jo@example.org')).body)).toEqual(['EXAMPLE\\jo', 'EXAMPLE\\jo']);
  expect(hosts((await app('ann.b@example.org')).body)).toEqual(['imap7.example.net', 'smtp.example.net']);
});

test('a login may contain a placeholder', async () => {
  expect(usernames((await world()('composite@example.org')).body)).toEqual(['X\\composite', 'X\\composite']);
});

describe('no answer of any dialect holds the placeholder of a shared document', () => {
  const paths = Object.values(routes).map(({ path }) => path);
  test.each(paths)('%s', async (path) => {
    const app = world({ options: { now: () => new Date('2026-01-01') } });
    const query = '?emailaddress=jo@example.org&email=jo@example.org&Protocol=AutodiscoverV1';
    const form = { method: 'POST', body: new URLSearchParams({ emailaddress: 'jo@example.org' }) };
    const answers = [
      await app(undefined, `${path}${path.endsWith('/') && path !== '/' ? 'jo@example.org' : ''}${query}`),
      await app(undefined, path, form),
      await app(undefined, path, { method: 'POST', body: poxRequest('jo@example.org') }),
      await app(undefined, path, {
        method: 'POST',
        body: soapRequest('User', ['jo@example.org'], ['UserDisplayName']),
      }),
    ];
    for (const { body } of answers) expect(body).not.toContain('PERSONLOGIN');
  });
});

test('the page shows the login', async () => {
  const form = { method: 'POST', body: new URLSearchParams({ emailaddress: 'jo@example.org' }) };
  expect((await world()(undefined, '/', form)).body.replaceAll('<wbr>', '')).toContain('EXAMPLE\\jo');
});

test('letter case does not matter', async () => {
  expect(usernames((await world()('JO@Example.ORG')).body)).toEqual(['EXAMPLE\\jo', 'EXAMPLE\\jo']);
});

test('POX gives the login too', async () => {
  const { body } = await world()(undefined, '/autodiscover/autodiscover.xml', {
    method: 'POST',
    body: poxRequest('jo@example.org'),
  });
  expect([...body.matchAll(/<LoginName>(.*?)<\/LoginName>/g)].map(([, name]) => name)).toEqual([
    'EXAMPLE\\jo',
    'EXAMPLE\\jo',
  ]);
});

test.each([
  ['', '<string>Jo Doe</string>'],
  ['&name=Someone', '<string>Someone</string>'],
])('a profile%s has the name', async (query, expected) => {
  const app = world();
  const { body } = await app(undefined, `/profile.mobileconfig?emailaddress=jo@example.org${query}`);
  expect(body).toContain('EXAMPLE\\jo');
  expect(body).toContain(expected);
});

test('an address that is not found gets the answer of its domain, with the headers of one that is found', async () => {
  const app = world();
  const found = await app('jo@example.org');
  const [one, other] = [await app('nobody@example.org'), await app('nobody-else@example.org')];
  const ofDomain = await app(undefined);
  expect(one).toEqual(other);
  expect(one.body).toBe(ofDomain.body);
  expect({ ...one.headers, 'content-length': '' }).toEqual({ ...found.headers, 'content-length': '' });
  expect(one.headers['cache-control']).toBe('private, no-store');
  expect(one.headers['etag']).toBeUndefined();
});

test('an answer without an address stays public', async () => {
  const { headers } = await world()(undefined);
  expect(headers['cache-control']).toBe('public, max-age=3600');
  expect(headers['etag']).toBeDefined();
});

test('a domain with rules for addresses has no public answer to an address either, found or not', async () => {
  const app = facteur(config);
  const cachingOf = async (address: string) => {
    const url = `https://autoconfig.example.org/mail/config-v1.1.xml?emailaddress=${address}`;
    return (await app.request(url)).headers.get('cache-control');
  };
  expect(await cachingOf('boss@example.org')).toBe('private, no-store');
  expect(await cachingOf('jo@example.org')).toBe('private, no-store');
});

test.each([
  ['lost@example.org', 503, 'a provider that is not described'],
  ['bad@example.org', 503, 'a value that cannot be used'],
  ['out@example.org', 404, 'the provider none'],
])('%s gets %i: %s', async (address, status) => {
  expect((await world()(address)).status).toBe(status);
});

test('a store that fails gives 503, because a client keeps a wrong login', async () => {
  expect((await world({ failing: true })('jo@example.org')).status).toBe(503);
});

test('or the answer of the domain, if the operator chooses that', async () => {
  const { status, body } = await world({ failing: true, onFailure: 'domain' })('jo@example.org');
  expect([status, usernames(body)]).toEqual([200, ['%EMAILADDRESS%', '%EMAILADDRESS%']]);
});

test('a rule of the operator for the address comes first', async () => {
  const asked: string[] = [];
  const { body } = await world({ asked })('boss@example.org');
  expect(hosts(body)).toEqual(['imap.example.com', 'smtp.example.com']);
  expect(asked).toEqual([]);
});

test.each(['jo@none.example', 'jo@unknown.example'])(
  'the store is not asked for %s, which is not served',
  async (address) => {
    const asked: string[] = [];
    const app = world({ asked });
    expect((await app(address, '/autodiscover/autodiscover.json/v1.0/x')).status).not.toBe(200);
    const { status } = await app(undefined, '/profile.mobileconfig?emailaddress=jo@unknown.example');
    expect([status, asked]).toEqual([404, []]);
  },
);

test.each([
  ['10.1.2.3', true],
  ['2001:db8::7', true],
  ['192.0.2.1', false],
  [undefined, false],
])('a client at %s is in the networks of `from`: %s', async (ip, isAllowed) => {
  const app = world({ from: ['10.0.0.0/8', '2001:db8::/32'], options: { clientIp: () => ip } });
  const [username] = usernames((await app('jo@example.org')).body);
  expect(username).toBe(isAllowed ? 'EXAMPLE\\jo' : '%EMAILADDRESS%');
});

test('a network without look-ups left gets 429, found or not, and answers without an address', async () => {
  const app = world({ options: { takeLookUp: () => false } });
  const [found, unknown] = [await app('jo@example.org'), await app('nobody@example.org')];
  expect([found.status, found.headers['retry-after']]).toEqual([429, '30']);
  expect(unknown).toEqual(found);
  expect((await app(undefined)).status).toBe(200);
});

test('an address is looked up in A-labels, and then in its own script', async () => {
  const asked: string[] = [];
  const other = readConfig({ provider: 'ovh.net', domains: { '*': 'ovh.net' } });
  if (!other.ok) throw new Error('unreadable');
  const store = addressRowStore('kv', ({ address, localpart, domain }: AddressValues) => {
    asked.push(`${address} ${localpart} ${domain}`);
    return [];
  });
  const people = peopleOf(
    [{ persons: storePersons(store, () => true), from: [], onFailure: 'domain' }],
    accountsOfPeople(other.value.accountOf),
  );
  const app = facteur(other.value.withStores([], people));
  await app.request('https://x.example/mail/config-v1.1.xml?emailaddress=Jo@b%C3%BCcher.example');
  expect(asked).toEqual([
    'jo@xn--bcher-kva.example jo xn--bcher-kva.example',
    'jo@bücher.example jo bücher.example',
  ]);
});
