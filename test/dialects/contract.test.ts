/** What every dialect must survive, and what every answer must carry, whatever was asked. */

import { describe, expect, test } from 'vitest';
import { dialects } from '../support/dialects.ts';
import { bodyOf, now, poxRequest, sealer, send, soapRequest, type WorldName } from '../support/world.ts';

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
  test('is answered with headers that protect whoever asked', async () => {
    const { headers } = await send(world, url, init);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/);
    expect(headers.get('cache-control')).toMatch(/^(no-store|public, max-age=\d+)$/);
  });

  test('sets no cookie and asks for no password', async () => {
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

  test('is not kept by a cache when it holds an address', async () => {
    const answer = await send(world, url, init);
    const holdsAddress = (await bodyOf(answer)).includes('marker-local');
    if (holdsAddress) expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(holdsAddress && answer.headers.has('etag')).toBe(false);
  });
});

describe('an error', () => {
  // A fault of SOAP is XML, and no client of settings asks for it.
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
      // The page is for people, whom a program's answer would not help, and no client asks there.
      if (answer.status < 400 || /^\/(l\/|$)/.test(new URL(url).pathname)) return;
      expect(answer.headers.get('content-type')).toMatch(/^(text\/plain|application\/json); charset=utf-8$/);
      const body = await bodyOf(answer);
      expect(body.length).toBeLessThan(150);
      expect(body).not.toContain('<');
      expect(body).not.toContain('example');
    },
  );
});

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

  test.each(exactPaths)('%s tells by OPTIONS what it takes, and refuses the rest', async (path, world) => {
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

test('no answer to one domain names another one', async () => {
  for (const { url, init, world = 'ovh' } of asked) {
    const body = await bodyOf(await send(world === 'ovh' ? 'example' : world, url, init));
    expect(body).not.toMatch(/bcher|none\.example/);
  }
});
