/** The page for people: values, languages, and a policy under which its own style still applies. */

import { describe, expect, test } from 'vitest';
import { styleHash } from '../../src/dialects/setup.ts';
import style from '../../templates/page.css.ts';
import { bodyOf, send } from '../world.ts';

const page = async (acceptLanguage?: string): Promise<string> =>
  bodyOf(
    await send('ovh', 'http://127.0.0.1:8080/', {
      headers: acceptLanguage === undefined ? {} : { 'accept-language': acceptLanguage },
    }),
  );

describe('the page', () => {
  test('shows each server with its port, and the unencrypted ones folded away', async () => {
    const [open = '', folded = ''] = (await page()).split('<details>');
    for (const port of ['993', '995', '465']) expect(open).toContain(`<code>${port}</code>`);
    for (const port of ['143', '110', '587']) {
      expect(open).not.toContain(`<code>${port}</code>`);
      expect(folded).toContain(`<code>${port}</code>`);
    }
  });

  test('links to the profile, with and without an address', async () => {
    expect(await page()).toContain('<form action="/profile.mobileconfig">');
    expect(await page()).toContain('<a href="/profile.mobileconfig">');
  });

  test.each([
    ['fr-FR,fr;q=0.9,en;q=0.5', 'fr'],
    ['de-DE,de;q=0.9,fr;q=0.5', 'fr'],
    ['en-GB', 'en'],
    ['de', 'en'],
    ['*', 'en'],
    [undefined, 'en'],
  ])('speaks to %s in %s', async (acceptLanguage, language) => {
    expect(await page(acceptLanguage)).toContain(`<html lang="${language}">`);
  });

  test('allows its own style sheet and nothing else', async () => {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style));
    const hash = `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
    expect(styleHash).toBe(hash);
    const { headers } = await send('ovh', 'http://127.0.0.1:8080/');
    expect(headers.get('content-security-policy')).toContain(`style-src '${hash}'`);
    expect(headers.get('content-security-policy')).not.toContain('unsafe-inline');
  });

  test('needs no script and fetches nothing', async () => {
    const html = await page();
    expect(html).not.toMatch(/<script|<img|src=|@import|url\(/);
  });
});
