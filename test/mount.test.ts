/** facteur inside another Hono application: the paths it answers there, and those it leaves to the application. */

import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import type { Dialect } from '../src/dialects/dialect.ts';
import { plainRefusal } from '../src/dialects/plain-refusal.ts';
import { plainText } from '../src/http/response.ts';
import { facteur, routes } from '../src/index.ts';
import { ok } from '../src/model/result.ts';
import { configOf, documents } from './support/world.ts';

const ours = facteur(configOf(documents.ovh));
const sealed = facteur(configOf(documents.example));

const shop = (app: Hono): Hono => {
  app.get('/shop', (context) => context.text('the shop'));
  app.notFound((context) => context.text('the application knows no such page', 404));
  return app;
};

/** Ways to mount, with the path below which facteur then is. */
const mounts: readonly (readonly [way: string, base: string, app: { readonly fetch: Hono['fetch'] }])[] = [
  ['served by itself', '', ours],
  ["app.route('/')", '', shop(new Hono().route('/', ours))],
  ['app.basePath', '/mail-setup', shop(new Hono().basePath('/mail-setup').route('/', ours))],
  ["app.route('/mail-setup')", '/mail-setup', shop(new Hono().route('/mail-setup', ours))],
  ['app.route below a parameter', '/acme/mail', shop(new Hono().route('/:tenant/mail', ours))],
];

const pox = `<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request><EMailAddress>jo@example.org</EMailAddress><AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>`;

describe.each(mounts)('%s', (_way, base, app) => {
  const ask = (path: string, init?: RequestInit): Promise<Response> =>
    Promise.resolve(app.fetch(new Request(`https://autoconfig.example.org${base}${path}`, init)));

  test.each([
    '/autodiscover/autodiscover.xml',
    '/Autodiscover/Autodiscover.xml',
    '/AUTODISCOVER/AUTODISCOVER.XML',
    '/%41utodiscover/Autodiscover%2Exml',
  ])('POST %s gets the settings', async (path) => {
    const answer = await ask(path, { method: 'POST', body: pox });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('<Server>ssl0.ovh.net</Server>');
  });

  test.each(
    Object.values(routes).filter(
      ({ path, dialect }) => !path.endsWith('/') && dialect !== 'autodiscover-soap',
    ),
  )('$path is answered by facteur', async ({ path }) => {
    const answer = await ask(path);
    expect(await answer.text()).not.toContain('the application');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('every link and form of the page keeps the base path', async () => {
    const body = new URLSearchParams({ emailaddress: 'jo@example.org' });
    for (const init of [undefined, { method: 'POST', body }]) {
      const html = await (await ask('/', init)).text();
      const targets = [...html.matchAll(/(?:href|action)="(\/[^"]*)"/g)].map(([, target]) => target);
      expect(targets.length).toBeGreaterThan(5);
      expect(targets.filter((target) => !target?.startsWith(`${base}/`))).toEqual([]);
      const [profile = ''] = targets.filter((target) => target?.endsWith('.mobileconfig'));
      if (init) expect((await ask(profile.slice(base.length), { method: 'POST', body })).status).toBe(200);
    }
  });

  test('the JSON of Autodiscover names a URL below the base path', async () => {
    const answer = await ask('/autodiscover/autodiscover.json?Email=jo@example.org&Protocol=AutodiscoverV1', {
      headers: { host: 'example.org' },
    });
    expect(await answer.json()).toMatchObject({
      Url: `https://example.org${base}${routes.autodiscover.path}`,
    });
  });
});

describe('what is not its own', () => {
  test.each(mounts.slice(1))('%s: goes to the application', async (way, base, app) => {
    const ask = (path: string) => app.fetch(new Request(`https://shop.example${path}`));
    const unknown = await ask(`${base}/wp-login.php`);
    expect(unknown.status).toBe(404);
    expect(await unknown.text()).toBe('the application knows no such page');
    const later = await ask(way === 'app.basePath' ? `${base}/shop` : '/shop');
    expect(await later.text()).toBe('the shop');
  });

  test('the application keeps its own first page if that comes first', async () => {
    const app = new Hono().get('/', (context) => context.text('home')).route('/', ours);
    expect(await (await app.request('/')).text()).toBe('home');
    expect((await app.request('/mail/config-v1.1.xml')).status).toBe(200);
  });

  test('a dialect that the configuration switches off is left to the application', async () => {
    const app = shop(new Hono().route('/', ours));
    const answer = await app.request(routes.autodiscoverSoap.path, { method: 'POST', body: '<a/>' });
    expect(await answer.text()).toBe('the application knows no such page');
  });

  test('served by itself, facteur answers 404 in plain text', async () => {
    const answer = await ours.request('/wp-login.php');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });
});

describe('redirects to https', () => {
  test.each(['', '/mail-setup'])('keep the base path "%s"', async (base) => {
    const app = new Hono().route(base === '' ? '/' : base, sealed);
    const answer = await app.request(
      `http://autoconfig.example.org${base}/mail/config-v1.1.xml?emailaddress=jo@example.org`,
    );
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(
      `https://facteur.example.net${base}/v1.1/example.org?emailaddress=jo@example.org`,
    );
  });
});

describe('a dialect of the application’s own', () => {
  const hello: Dialect = {
    name: 'hello',
    methods: ['GET'],
    read: () => ok({ address: undefined, domain: undefined, mayBeMxStep: false }),
    write: (_question, { account }) => ok(plainText(200, account.outgoing[0]?.host ?? '')),
    refuse: plainRefusal,
    securePath: () => undefined,
  };
  const app = facteur(configOf(documents.ovh), {
    routes: { ...routes, hello: { path: '/hello.txt', dialect: hello } },
  });

  test('is asked at its path, in any letter case', async () => {
    const answer = await app.request('https://autoconfig.example.org/Hello.TXT');
    expect(await answer.text()).toBe('ssl0.ovh.net\n');
  });

  test('stands beside those that ship', async () => {
    expect((await app.request('https://autoconfig.example.org/mail/config-v1.1.xml')).status).toBe(200);
    expect((await ours.request('https://autoconfig.example.org/hello.txt')).status).toBe(404);
  });
});
