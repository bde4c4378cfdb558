/** The contract of all dialects: input that each must handle, and headers that each answer must have. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseHost } from '../../src/http/host.ts';
import { locationOf } from '../../src/http/location.ts';
import type { IncomingRequest } from '../../src/http/request.ts';
import { facteur } from '../../src/index.ts';
import { ok } from '../../src/model/result.ts';
import { createPipeline, type RequestEvent } from '../../src/pipeline.ts';
import { anyText } from '../support/any-text.ts';
import { dialects } from '../support/dialects.ts';
import {
  bodyOf,
  configOf,
  documents,
  now,
  poxRequest,
  sealer,
  send,
  soapRequest,
  type WorldName,
} from '../support/world.ts';

const host = 'https://autoconfig.example.org';

interface Asked {
  readonly title: string;
  readonly url: string;
  readonly init?: RequestInit;
  readonly world?: WorldName;
}

const mailbox = 'marker-local@example.org';
const tomorrow = new Date(now.getTime() + 86_400_000);
/** What has to be switched on is so in one world alone. */
const places = dialects.flatMap(({ routes, offered }) =>
  routes
    .filter((path) => path === '/' || !path.endsWith('/'))
    .map((path) => ({ path, world: offered === undefined ? ('ovh' as const) : ('exchange' as const) })),
);
const exactPaths = places.map(({ path, world }) => [path, world] as const);

const asked: readonly Asked[] = [
  ...places.flatMap(({ path, world }): readonly Asked[] => [
    { title: `GET ${path}`, url: host + path, world },
    { title: `GET ${path} with an address`, url: `${host}${path}?emailaddress=${mailbox}`, world },
    { title: `HEAD ${path}`, url: host + path, init: { method: 'HEAD' }, world },
    { title: `OPTIONS ${path}`, url: host + path, init: { method: 'OPTIONS' }, world },
    { title: `DELETE ${path}`, url: host + path, init: { method: 'DELETE' }, world },
    { title: `POST ${path}`, url: host + path, init: { method: 'POST', body: 'x' }, world },
  ]),
  {
    title: 'a SOAP request',
    url: `${host}/autodiscover/autodiscover.svc`,
    init: posted(soapRequest('User', [mailbox], ['UserDisplayName'])),
    world: 'exchange',
  },
  {
    title: 'a protocol that is not there',
    url: `${host}/autodiscover/autodiscover.json/v1.0/${mailbox}?Protocol=Rest`,
  },
  {
    title: 'an Autodiscover request',
    url: `${host}/autodiscover/autodiscover.xml`,
    init: posted(poxRequest(mailbox)),
  },
  {
    title: 'a form with an address',
    url: `${host}/`,
    init: posted(`emailaddress=${encodeURIComponent(mailbox)}`),
  },
  { title: 'a link', url: `${host}/l/${await sealer.seal(mailbox, tomorrow)}`, world: 'signed' },
  { title: 'a link that has ended', url: `${host}/l/${await sealer.seal(mailbox, now)}`, world: 'signed' },
  { title: 'a link that is none', url: `${host}/l/${mailbox}` },
  { title: 'a domain in the path', url: `${host}/v1.1/example.org` },
  { title: 'no domain in the path', url: `${host}/v1.1/not%20a%20domain` },
  { title: 'the health check', url: `${host}/healthz` },
  { title: 'an unknown path', url: `${host}/.env` },
];

function posted(body: string): RequestInit {
  return { method: 'POST', body };
}

describe.each(asked)('$title', ({ url, init = {}, world = 'ovh' }) => {
  test('is answered with security headers', async () => {
    const { headers } = await send(world, url, init);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/);
    expect(headers.get('cache-control')).toMatch(/^((private, )?no-store|public, max-age=\d+)$/);
  });

  test('sets no cookie and requests no password', async () => {
    const { headers, status } = await send(world, url, {
      ...init,
      headers: { authorization: 'Basic am86c2VjcmV0' },
    });
    expect([401, 403, 407]).not.toContain(status);
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('www-authenticate')).toBeNull();
  });

  test('does not fail', async () => {
    expect((await send(world, url, init)).status).toBeLessThan(500);
  });

  test('is not cached if it contains an address', async () => {
    const answer = await send(world, url, init);
    const holdsAddress = (await bodyOf(answer)).includes('marker-local');
    if (holdsAddress) expect(answer.headers.get('cache-control')).toMatch(/^(private, )?no-store$/);
    expect(holdsAddress && answer.headers.has('etag')).toBe(false);
  });
});

describe('an error', () => {
  // A SOAP fault is XML, and no mail client requests it.
  const read = asked.filter(({ url }) => !url.endsWith('.svc'));
  const wrong = read.map(({ title, url, init }) => ({
    title,
    url: url.replace('example.org', 'other.example'),
    init,
  }));

  test.each(wrong)(
    'to $title could not be taken for a configuration by anybody',
    async ({ url, init = {} }) => {
      const answer = await send('example', url, init);
      // The page is for people and answers with HTML; no client requests it.
      if (answer.status < 400 || /^\/(l\/|$)/.test(new URL(url).pathname)) return;
      expect(answer.headers.get('content-type')).toMatch(/^(text\/plain|application\/json); charset=utf-8$/);
      const body = await bodyOf(answer);
      expect(body.length).toBeLessThan(150);
      expect(body).not.toContain('<');
      expect(body).not.toContain('example');
    },
  );
});

test.each(dialects.map((dialect) => [dialect.name, dialect] as const))(
  'the bodies that %s takes have a limit, if it takes any',
  (_, { methods, bodyLimitBytes }) => {
    expect(bodyLimitBytes !== undefined).toBe(methods.includes('POST'));
  },
);

describe('a path', () => {
  const named = exactPaths.filter(([path]) => path !== '/');
  test.each(named)('%s is the same in any letter case', async (path, world) => {
    const [lower, upper] = await Promise.all([
      send(world, host + path),
      send(world, host + path.toUpperCase()),
    ]);
    expect(upper.status).toBe(lower.status);
    expect(await bodyOf(upper)).toBe(await bodyOf(lower));
  });

  test.each(exactPaths)('%s answers HEAD with the headers of GET and no body', async (path, world) => {
    const [get, head] = await Promise.all([
      send(world, host + path),
      send(world, host + path, { method: 'HEAD' }),
    ]);
    expect(head.status).toBe(get.status);
    expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(get.headers));
    expect(await bodyOf(head)).toBe('');
  });

  test.each(exactPaths)('%s lists its methods for OPTIONS, and refuses the others', async (path, world) => {
    const options = await send(world, host + path, { method: 'OPTIONS' });
    const refused = await send(world, host + path, { method: 'DELETE' });
    expect(options.status).toBe(204);
    expect(options.headers.get('allow')).toMatch(/^GET, HEAD, OPTIONS(, POST|, PROPFIND)?$/);
    expect(refused.status).toBe(405);
    expect(refused.headers.get('allow')).toBe(options.headers.get('allow'));
  });
});

describe('a domain that is never served', () => {
  test.each([
    'https://autoconfig.none.example/mail/config-v1.1.xml',
    'https://autoconfig.example.net/mail/config-v1.1.xml?emailaddress=jo@none.example',
    'https://facteur.example.net/v1.1/none.example',
    'https://facteur.example.net/profile.mobileconfig?emailaddress=jo@none.example',
    'https://autodiscover.none.example/autodiscover/autodiscover.xml',
  ])('gets a 404 at %s', async (url) => {
    expect((await send('example', url)).status).toBe(404);
  });
});

test('no answer about one domain contains another one', async () => {
  for (const { url, init, world = 'ovh' } of asked) {
    const body = await bodyOf(await send(world === 'ovh' ? 'example' : world, url, init));
    expect(body).not.toMatch(/bcher|none\.example/);
  }
});

const own = 'https://facteur.example.net';
/** Text as a decoded path or a query may hold it, control characters and halves of surrogate pairs too. */
const hostile = fc.oneof(
  anyText({ maxLength: 20 }),
  fc.string({
    unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    maxLength: 20,
  }),
  fc.constantFrom(
    '\r\nSet-Cookie: a=b',
    '\0',
    '\u001b[2J',
    '\u007f',
    '%0d%0a',
    '%',
    '\u4e2d@example.org',
    '//',
    '/../',
  ),
);
const anyHost = fc.oneof(
  fc.constantFrom(
    'facteur.example.net',
    'autoconfig.example.org',
    'mta-sts.example.org',
    'example.org',
    '[::1]',
  ),
  hostile,
);

describe('a redirect from http to https', () => {
  const service = configOf(documents.example);

  test.each(dialects.map((dialect) => [dialect.name, dialect] as const))(
    'of %s is visible ASCII at the own origin, for any request',
    (_, { securePath, routes }) => {
      fc.assert(
        fc.property(
          fc.constantFrom(...routes),
          ...[hostile, hostile, anyHost, fc.boolean()],
          (path, rest, search, host, ownName) => {
            const target = securePath(
              {
                ...{ method: 'GET', path, base: '', search, host: parseHost(host), bytes: new Uint8Array() },
                rest: path.endsWith('/') ? rest : '',
                header: () => '',
              },
              ownName,
              service,
            );
            if (target === undefined) return;
            const location = locationOf(own, target);
            expect(location).toMatch(/^[!-~]+$/);
            expect(new URL(location).origin).toBe(own);
          },
        ),
      );
    },
  );

  const json = '/autodiscover/autodiscover.json/v1.0';
  test.each([
    [
      'the letter case of a local part',
      '/Autodiscover/AutoDiscover.JSON/v1.0/Jo.Doe+X@example.org',
      `${json}/Jo.Doe+X@example.org`,
    ],
    ['letters beyond ASCII', `${json}/%E4%B8%AD@example.org`, `${json}/%E4%B8%AD@example.org`],
    ['NUL', `${json}/%00`, `${json}/%00`],
    ['line breaks', `${json}/%0d%0aSet-Cookie:%20a=b`, `${json}/%0D%0ASet-Cookie:%20a=b`],
    ['an escape', `${json}/%1b`, `${json}/%1B`],
    ['a delete', `${json}/%7f`, `${json}/%7F`],
    ['what is no UTF-8', `${json}/%ff`, `${json}/%ff`],
    ['an encoded percent sign', `${json}/%2540`, `${json}/%2540`],
    ['a domain in its own letters', '/v1.1/B%C3%BCcher.Example', '/v1.1/B%C3%BCcher.Example'],
  ])('keeps %s', async (_, asked, expected) => {
    const answer = await send('example', `http://autodiscover.example.org${asked}?Protocol=Ews`);
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(`${own}${expected}?Protocol=Ews`);
  });

  // Proxies take 4 KiB of headers by default, and answer 502 to more.
  describe('has at most 2 KiB', () => {
    const most = 2048;
    const asked = `${json}/jo@example.org`;
    const location = `${own}${asked}?Protocol=`;
    const fitting = most - location.length;

    test.each([
      ['exactly that', 'a'.repeat(fitting)],
      ['letters that are longer when encoded', 'ä'.repeat(Math.floor(fitting / 6))],
    ])('%s: redirects', async (_, protocol) => {
      const answer = await send('example', `http://autodiscover.example.org${asked}?Protocol=${protocol}`);
      expect(answer.status).toBe(302);
      expect(answer.headers.get('location')).toBe(`${location}${encodeURIComponent(protocol)}`);
    });

    test.each([
      ['a query', `${asked}?Protocol=${'a'.repeat(fitting + 1)}`],
      ['a query that is longer when encoded', `${asked}?Protocol=${'ä'.repeat(fitting / 5)}`],
      // A path that is this long before it is encoded is not routed at all.
      ['a path that is longer when encoded', `${json}/${encodeURIComponent('中'.repeat(400))}`],
    ])('%s beyond it: is answered 414', async (_, target) => {
      const answer = await send('example', `http://autodiscover.example.org${target}`);
      expect(answer.status).toBe(414);
      expect(answer.headers.get('location')).toBeNull();
      expect(await bodyOf(answer)).toBe('The URL is longer than 2048 bytes.\n');
    });
  });
});

describe('the headers of any answer', () => {
  const worlds = (['ovh', 'example', 'services', 'exchange', 'signed'] as const).map((world) => ({
    world,
    config: { ...configOf(documents[world]), ...(world === 'signed' && { sealer }) },
  }));
  const routes = dialects.flatMap((dialect) => dialect.routes);

  test.each(worlds)('are visible ASCII in the world $world, and nothing fails', async ({ config }) => {
    const reports: RequestEvent[] = [];
    const { answer } = createPipeline(config, {
      ...{ now: () => now, clock: () => 0, httpsBeside: false },
      report: (event) => void reports.push(event),
    });
    const request = fc.record({
      method: fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'PROPFIND', 'DELETE'),
      path: fc.oneof(
        fc
          .tuple(fc.constantFrom(...routes), hostile)
          .map(([route, rest]) => route + (route.endsWith('/') ? rest : '')),
        hostile.map((text) => `/${text}`),
      ),
      search: fc.oneof(
        hostile,
        hostile.map((text) => `emailaddress=${text}&Protocol=${text}&name=${text}`),
        hostile.map((text) => `emailaddress=${encodeURIComponent(`${text.toWellFormed()}@example.org`)}`),
      ),
      ...{ host: anyHost, header: hostile, body: hostile, http: fc.boolean() },
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ method, path, search, host, header, body, http }) => {
        const incoming: IncomingRequest = {
          ...{ method, path, base: '', search, host, header: () => header, cameOverHttp: () => http },
          readBody: () => ok(new TextEncoder().encode(body)),
        };
        const { status, headers } = await answer(incoming);
        expect(status).toBeLessThan(500);
        for (const value of Object.values(headers)) expect(value).toMatch(/^[ -~]*$/);
      }),
      { numRuns: 300 },
    );
    expect(reports.filter(({ bug }) => bug !== undefined)).toEqual([]);
  });
});

describe('Strict-Transport-Security', () => {
  const policyAt = async (world: WorldName, url: string): Promise<string | null> =>
    (await send(world, url)).headers.get('strict-transport-security');

  test.each(['/', '/mail/config-v1.1.xml', '/nothing', '/v1.1/none.example'])(
    'is sent over https at the host of `url`, without includeSubDomains and preload: %s',
    async (path) => {
      expect(await policyAt('example', own + path)).toBe('max-age=31536000');
    },
  );

  test.each([
    ['over plain http', 'http://facteur.example.net/'],
    ['at a customer’s name', 'https://autoconfig.example.org/'],
    ['at a customer’s name that is not served', 'https://autoconfig.stranger.example/'],
    ['at another own name', 'https://autoconfig.example.net/'],
    ['below the host of `url`', 'https://x.facteur.example.net/'],
  ])('is not sent %s', async (_, url) => {
    expect(await policyAt('example', url)).toBeNull();
  });

  test('is not sent without a `url`', async () => {
    expect(await policyAt('ovh', 'https://localhost/')).toBeNull();
  });

  // A browser would keep it for all ports of the host.
  test('is not sent when `url` has a port of its own', async () => {
    const app = facteur(configOf({ ...documents.example, url: 'https://facteur.example.net:8443' }));
    const answer = await app.fetch(new Request('https://facteur.example.net:8443/'));
    expect(answer.headers.get('strict-transport-security')).toBeNull();
  });
});

describe('the health check', () => {
  test.each(['/healthz', '/HEALTHZ', '/HealthZ?x=y', '/%68ealthz'])('is answered at %s', async (path) => {
    const answer = await send('ovh', host + path);
    expect([answer.status, await bodyOf(answer)]).toEqual([200, 'ok\n']);
  });
});

describe('a bug', () => {
  test('outside of the pipeline is answered with 500, and reported without its message', async () => {
    const reports: RequestEvent[] = [];
    const app = facteur(configOf(documents.ovh), { report: (event) => void reports.push(event) });
    const request = new Request(`${host}/`);
    let reads = 0;
    Object.defineProperty(request, 'url', {
      get() {
        // Hono reads it first, to find the route.
        if (++reads === 1) return `${host}/`;
        throw new Error('jo@example.org\n    at jo@example.org (a.ts:1:1)');
      },
    });
    const answer = await app.fetch(request);
    expect(answer.status).toBe(500);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(reports).toMatchObject([{ dialect: 'none', method: 'GET', status: 500 }]);
    expect(JSON.stringify(reports)).not.toContain('example.org');
  });
});
