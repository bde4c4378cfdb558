/** The page by a sealed link, which contains the encrypted address: the same page as for a posted address. */

import { describe, expect, test } from 'vitest';
import { facteur } from '../../../src/index.ts';
import { bodyOf, configOf, documents, now, sealer, send } from '../../support/world.ts';

const own = 'https://facteur.example.net';
const agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36';
const tomorrow = new Date(now.getTime() + 86_400_000);
const tokenOf = (address: string, until = tomorrow): Promise<string> => sealer.seal(address, until);

const follow = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  send('signed', own + path, { headers: { 'user-agent': agent, ...headers } });

describe('a link', () => {
  test('shows the same page as posting the address, and is not cached', async () => {
    const [answer, posted] = await Promise.all([
      follow(`/l/${await tokenOf('jo@example.org')}?language=en`),
      send('signed', `${own}/?language=en`, {
        method: 'POST',
        body: 'emailaddress=jo@example.org',
        headers: { 'user-agent': agent },
      }),
    ]);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toEqual(Object.fromEntries(posted.headers));
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    const html = await bodyOf(answer);
    expect(html).toBe(await bodyOf(posted));
    expect(html).toContain('<meta name="robots" content="noindex">');
  });

  test.each([
    [24, 'en', 'Code and link are good for 24 hours.'],
    [1, 'en', 'Code and link are good for 1 hour.'],
    [36, 'fr', 'Le code et le lien sont valables 36 heures.'],
    [48, 'de', 'Code und Link gelten 2 Tage.'],
    [5, 'pl', 'Kod i odnośnik są ważne 5 godzin.'],
  ])('that is valid for %i hours says so (%s)', async (hours, language, sentence) => {
    const app = facteur({ ...configOf(documents.signed), sealer: { ...sealer, hours } }, { now: () => now });
    const answer = await app.fetch(
      new Request(`${own}/?language=${language}`, {
        method: 'POST',
        body: 'emailaddress=jo@example.org',
        headers: { 'user-agent': agent, host: 'facteur.example.net' },
      }),
    );
    // French uses a no-break space after a number.
    expect((await bodyOf(answer)).replace(/\s/g, ' ')).toContain(sentence);
  });

  test('with the address in plain text never expires, and shows no time', async () => {
    const open = { method: 'POST', body: 'emailaddress=jo@example.org', headers: { 'user-agent': agent } };
    const html = await bodyOf(await send('example', `${own}/?language=en`, open));
    expect(html).toContain('#jo@');
    expect(html).not.toContain('are good for');
  });

  test('works in capitals, as in its QR code', async () => {
    const answer = await follow(`/l/${await tokenOf('jo@example.org')}`.toUpperCase());
    expect(answer.status).toBe(200);
    expect(await bodyOf(answer)).toContain('jo@<wbr>example.org');
  });

  test('works at any host name', async () => {
    const url = `https://autoconfig.example.org/l/${await tokenOf('jo@example.org')}`;
    expect((await send('signed', url)).status).toBe(200);
  });

  test('is shown in the reader’s language, and the next page does not contain it', async () => {
    const token = await tokenOf('jo@example.org');
    const html = await bodyOf(await follow(`/l/${token}`, { 'accept-language': 'nl' }));
    expect(html).toContain('<html lang="nl"');
    expect(html).toContain('formaction="/?language=de"');
    expect(html.split('class="phone')[0]).not.toContain(token);
  });

  test.each(['jo@other.example', 'jo@none.example'])(
    'to %s, which is not served, shows no more than posting it',
    async (address) => {
      const answer = await follow(`/l/${await tokenOf(address)}?language=en`);
      expect(answer.status).toBe(404);
      expect(await bodyOf(answer)).toContain('This service does not know');
    },
  );

  test('with an invalid address is invalid', async () => {
    expect((await follow(`/l/${await tokenOf('jo')}`)).status).toBe(404);
  });

  test('without a token is an unknown path', async () => {
    const answer = await follow('/l/');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/plain; charset=utf-8']);
  });
});

describe('a link that is no longer valid', () => {
  const changed = async (): Promise<string> => (await tokenOf('jo@example.org')).replace(/^./, 'b');
  test.each<[why: string, token: () => Promise<string>, status: number]>([
    ['has run out just now', () => tokenOf('jo@example.org', new Date(now.getTime() - 123)), 410],
    ['has run out long ago', () => tokenOf('jo@example.org', new Date(0)), 410],
    ['was changed', changed, 404],
    ['was never one', async () => 'x', 404],
    ['is a path of somebody else’s', async () => '..%2F%3Cscript%3E%0D%0A', 404],
    ['is far too long', async () => 'a'.repeat(500), 404],
  ])('because it %s says so, and asks for the address', async (_, token, status) => {
    const answer = await follow(`/l/${await token()}?language=en`);
    const html = await bodyOf(answer);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(html).toContain('<strong>This link is no longer valid. Type your address.</strong>');
    expect(html).toContain('name="emailaddress"');
    expect(html).not.toMatch(/jo@|<script>[^(]|id="values"/);
  });

  test('says it in the reader’s language', async () => {
    const html = await bodyOf(await follow('/l/x', { 'accept-language': 'fr' }));
    expect(html).toContain('Ce lien n’est plus valable.');
  });
});

describe.each([
  ['are open', documents.example, 404, 'This link is no longer valid.', `${own}/#jo@example.org`],
  ['are signed and what signs is missing', documents.signed, 503, 'Not available just now.', undefined],
])('where links %s', (_, document, status, words, shown) => {
  const app = facteur(configOf(document), { now: () => now });
  const headers = { host: 'facteur.example.net', 'user-agent': agent };

  test(`each one is answered with ${status}`, async () => {
    const answer = await app.request(`${own}/l/${await tokenOf('jo@example.org')}`, { headers });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('retry-after')).toBe(status === 503 ? '3600' : null);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const html = await answer.text();
    expect(html).toContain(words);
    expect(html).toContain('name="emailaddress"');
  });

  test(`the page shows ${shown ?? 'none'}`, async () => {
    const body = new URLSearchParams({ emailaddress: 'jo@example.org' });
    const page = await (await app.request(`${own}/`, { method: 'POST', body, headers })).text();
    expect(page).toContain('id="values"');
    expect(/data-copy="[^"]*link">([^<]*)</.exec(page.replaceAll('<wbr>', ''))?.[1]).toBe(shown);
    expect(page.includes('class="phone')).toBe(shown !== undefined);
  });
});

describe('by plain http', () => {
  const askHttp = (path: string) => send('signed', `http://autoconfig.example.org${path}`);

  test('a link is redirected to the configured host with its token', async () => {
    const token = await tokenOf('jo@example.org');
    const answer = await askHttp(`/L/${token.toUpperCase()}?language=fr`);
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(`${own}/l/${token}?language=fr`);
  });

  test.each([
    '/l//evil.example',
    '/l/%2F%2Fevil.example',
    '/l/..%2F..',
    '/l/%0D%0Ax:y',
    '/l/@evil.example',
    '/l/é',
  ])('nothing of %s is repeated', async (path) => {
    expect((await askHttp(path)).headers.get('location')).toBe(`${own}/`);
  });
});

describe('the page on a large screen', () => {
  const shownOn = async (userAgent: string): Promise<string> =>
    bodyOf(
      await send('signed', `${own}/?language=en`, {
        method: 'POST',
        body: 'emailaddress=jo@example.org',
        headers: { 'user-agent': userAgent },
      }),
    );

  test('shows the link to copy, which is valid for a day', async () => {
    const [, token = ''] =
      /https:\/\/facteur\.example\.net\/l\/([a-z2-7]+)</.exec(await shownOn(agent)) ?? [];
    expect(await sealer.open(token, new Date(tomorrow.getTime() - 1000))).toEqual({
      ok: true,
      value: 'jo@example.org',
    });
    expect(await sealer.open(token, tomorrow)).toEqual({ ok: false, refusal: 'link-expired' });
  });

  test.each(['iPhone', 'Android'])('shows no link on a phone: %s', async (system) => {
    expect(await shownOn(`Mozilla/5.0 (${system})`)).not.toContain('/l/');
  });
});
