/** A store as a directory, and the answers of every dialect while the store is down. */

import { describe, expect, test, vi } from 'vitest';
import { createApp, type FetchRuntime } from '../../../src/app.ts';
import { cachedDirectory, cacheRules } from '../../../src/directory/cache.ts';
import type { Directory } from '../../../src/directory/directory.ts';
import { accountsByEntry, type Entry } from '../../../src/directory/entry.ts';
import { overlay } from '../../../src/directory/overlay.ts';
import type { Service } from '../../../src/directory/service.ts';
import type { Store } from '../../../src/directory/stores/store.ts';
import { readBody } from '../../../src/http/fetch-adapter.ts';
import { type Domain, parseDomain } from '../../../src/model/address.ts';
import type { RequestEvent } from '../../../src/pipeline.ts';
import { account } from '../../support/account.ts';
import { storeDirectory } from '../../support/store-directory.ts';
import { bodyOf, now, poxRequest } from '../../support/world.ts';

function domain(text = 'example.org'): Domain {
  const parsed = parseDomain(text);
  if (parsed.ok) return parsed.value;
  throw new Error(`${text} is no domain`);
}

const provider = account();
const accountOf = accountsByEntry(new Map([['example.net', provider]]));
const storing = (entry: Entry | undefined): Store => ({ name: 'shelf', find: () => entry });
const storingLater = (entry: Entry | undefined): Store => ({ name: 'shelf', find: async () => entry });
const failing: Store = { name: 'shelf', find: () => Promise.reject(new Error('no connection')) };
const broken: Store = {
  name: 'shelf',
  find: () => {
    throw new Error('no such table');
  },
};

describe('what a store knows is', () => {
  const look = (store: Store) => storeDirectory(store, accountOf).find(domain());

  test('the account of its provider', async () => {
    expect(await look(storingLater({ provider: 'example.net' }))).toBe(provider);
  });

  test('an account of its own where something differs', async () => {
    expect(await look(storingLater({ provider: 'example.net', name: 'Another' }))).toEqual({
      ...provider,
      name: 'Another',
      shortName: 'Another',
    });
  });

  test('that the domain is never served, where the provider is none', async () => {
    expect(await look(storingLater({ provider: 'none' }))).toBe('never');
  });

  test('nothing, where it has no entry', async () => {
    expect(await look(storingLater(undefined))).toBeUndefined();
  });

  test('there at once where the store answers at once', () => {
    expect(look(storing({ provider: 'example.net' }))).toBe(provider);
    expect(look(storing(undefined))).toBeUndefined();
  });

  test('for the requested domain; the address is not passed on', async () => {
    const find = vi.fn(() => undefined);
    await storeDirectory({ name: 'shelf', find }, accountOf).find(domain());
    expect(find.mock.calls).toEqual([['example.org']]);
  });
});

describe('an error of a store is', () => {
  const messageOf = async (store: Store): Promise<string> => {
    try {
      await storeDirectory(store, accountOf).find(domain('private.example'));
      return 'there is none';
    } catch (error) {
      return String(error);
    }
  };

  test('a provider that the configuration does not describe, told by the store’s name', async () => {
    for (const store of [storing({ provider: 'gone.example' }), storingLater({ provider: 'gone.example' })]) {
      const message = await messageOf(store);
      expect(message).toContain('shelf names a provider');
      expect(message).not.toContain('private.example');
    }
  });

  test('such a provider with changes too', async () => {
    expect(await messageOf(storing({ provider: 'gone.example', name: 'Another' }))).toContain('shelf');
  });

  test('its own error, passed on as it is', async () => {
    expect(await messageOf(failing)).toBe('Error: no connection');
    expect(await messageOf(broken)).toBe('Error: no such table');
  });
});

interface Asked {
  readonly what: string;
  readonly dialect: string;
  readonly url: string;
  readonly init?: RequestInit;
}

describe('while the store is down', () => {
  const reports: RequestEvent[] = [];
  const runtime: FetchRuntime = {
    now: () => now,
    cameOverHttp: () => false,
    readBody,
    httpsBeside: false,
    clock: () => 7,
    report: (event) => void reports.push(event),
  };
  const named: Directory = { find: (of) => (of === domain('named.example') ? provider : undefined) };
  const cache = (store: Store): Directory =>
    cachedDirectory(storeDirectory(store, accountOf), cacheRules, {
      nowMilliseconds: () => 0,
      timeout: () => ({ expired: new Promise(() => {}), cancel: () => {} }),
    });
  const service = (directory: Directory): Service => ({
    directory: overlay([named, directory]),
    origin: undefined,
    names: new Set(['facteur.example.net', 'localhost']),
    defaultAccount: provider,
    pacc: { smtp: true },
    soap: false,
    brand: {},
  });
  const ask = (directory: Directory, url: string, init: RequestInit = {}): Promise<Response> => {
    reports.length = 0;
    const headers = { host: new URL(url).host };
    return Promise.resolve(
      createApp(service(directory), runtime).fetch(new Request(url, { ...init, headers })),
    );
  };

  const host = 'https://autoconfig.private.example';
  const mailbox = 'jo@private.example';
  const autoconfig = '/mail/config-v1.1.xml';
  const questions: readonly Asked[] = [
    {
      what: 'autoconfig with an address',
      dialect: 'autoconfig',
      url: `${host}${autoconfig}?emailaddress=${mailbox}`,
    },
    { what: 'autoconfig without an address', dialect: 'autoconfig', url: host + autoconfig },
    { what: 'autoconfig by HEAD', dialect: 'autoconfig', url: host + autoconfig, init: { method: 'HEAD' } },
    {
      what: 'an own name, with a customer’s address',
      dialect: 'autoconfig',
      url: `https://facteur.example.net${autoconfig}?emailaddress=${mailbox}`,
    },
    {
      what: 'an own name, whose domain may be a customer’s too',
      dialect: 'autoconfig',
      url: `https://facteur.example.net${autoconfig}`,
    },
    {
      what: 'Autodiscover',
      dialect: 'autodiscover',
      url: `${host}/autodiscover/autodiscover.xml`,
      init: { method: 'POST', body: poxRequest(mailbox) },
    },
    { what: 'Autodiscover by GET', dialect: 'autodiscover', url: `${host}/autodiscover/autodiscover.xml` },
    {
      what: 'a profile',
      dialect: 'mobileconfig',
      url: `${host}/profile.mobileconfig?emailaddress=${mailbox}`,
    },
  ];

  test.each(questions)('$what is answered 503, with a time to come again', async ({ dialect, url, init }) => {
    const answer = await ask(cache(failing), url, init);
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(reports).toEqual([
      {
        dialect,
        method: init?.method ?? 'GET',
        status: 503,
        refusal: 'directory-unavailable',
        milliseconds: 0,
      },
    ]);
  });

  test.each(questions)('$what gets an answer that does not reveal who is served', async ({ url, init }) => {
    const words = await bodyOf(await ask(cache(failing), url, init));
    expect(words).not.toMatch(/private|example|<|connection/);
  });

  test.each([{}, { method: 'POST', body: new URLSearchParams({ emailaddress: mailbox }).toString() }])(
    'the page says so, with the form again, and the log hears of it: %j',
    async (init) => {
      const answer = await ask(cache(failing), `${host}/`, init);
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const words = await bodyOf(answer);
      expect(words).toContain('Try again in a minute');
      expect(words.replaceAll(mailbox, '')).not.toMatch(/private|connection/);
      expect(reports).toMatchObject([{ dialect: 'setup', status: 503, refusal: 'directory-unavailable' }]);
    },
  );

  test('a store that throws before it makes a promise is answered the same', async () => {
    expect((await ask(cache(broken), host + autoconfig)).status).toBe(503);
  });

  test('a store whose provider is gone from the configuration is answered the same', async () => {
    const answer = await ask(cache(storing({ provider: 'gone.example' })), host + autoconfig);
    expect(answer.status).toBe(503);
  });

  test.each<[what: string, url: string]>([
    ['a domain that the configuration names', `https://autoconfig.named.example${autoconfig}`],
    ['the machine itself', `http://localhost${autoconfig}`],
    ['the health check', `${host}/healthz`],
  ])('%s is answered as ever', async (_, url) => {
    expect((await ask(cache(failing), url)).status).toBe(200);
  });

  test('an unknown path is still unknown', async () => {
    expect((await ask(cache(failing), `${host}/.env`)).status).toBe(404);
  });

  test('a store without a memory before it is a bug, which is reported without its message', async () => {
    const answer = await ask(storeDirectory(failing, accountOf), host + autoconfig);
    expect(answer.status).toBe(500);
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({ status: 500 });
    expect(JSON.stringify(reports)).not.toContain('no connection');
  });
});
