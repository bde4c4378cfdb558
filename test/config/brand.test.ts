/** The brand of the page: valid values and their result. */

import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/index.ts';
import { appOf, documents } from '../support/world.ts';

const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
const brandOf = (brand: unknown) => readConfig({ ...documents.ovh, brand });

describe('a brand', () => {
  test.each([
    ['nothing at all', {}],
    ['a name', { name: 'Example & Sons' }],
    ['a logo as SVG', { logo: svg }],
    ['a logo as a data: URL', { logo: 'data:image/png;base64,iVBORw0KGgo=' }],
    ['an accent in capitals', { accent: '#C2185B' }],
    ['support by mail', { support: 'mailto:help@example.net' }],
    ['texts', { texts: { fr: { title: 'Bienvenue' } } }],
  ])('may be %s', (_, brand) => {
    expect(brandOf(brand)).toMatchObject({ ok: true });
  });

  test.each([
    ['a logo elsewhere', { logo: 'https://www.example.net/logo.svg' }, 'brand.logo'],
    ['a logo that is a page', { logo: 'data:text/html,<script>' }, 'brand.logo'],
    ['a logo that is too large', { logo: `<svg>${'x'.repeat(24_000)}</svg>` }, 'brand.logo'],
    ['a named colour', { accent: 'red' }, 'brand.accent'],
    ['an accent that would end the style sheet', { accent: '#fff}</style>' }, 'brand.accent'],
    ['support by script', { support: 'javascript:alert(1)' }, 'brand.support'],
    ['support over http', { support: 'http://www.example.net/' }, 'brand.support'],
    ['a misspelt key', { colour: '#ffffff' }, 'brand'],
    ['a text of no language', { texts: { french: {} } }, 'brand.texts.french'],
    ['a text that nobody shows', { texts: { fr: { footer: 'x' } } }, 'brand.texts.fr'],
  ])('is not %s', (_, brand, path) => {
    const config = brandOf(brand);
    expect(config.ok).toBe(false);
    if (!config.ok) expect(config.refusal.map((one) => one.path)).toEqual([expect.stringContaining(path)]);
  });
});

test('stands on the page, in the reader’s language, and nothing of it is markup', async () => {
  const app = appOf({
    ...documents.ovh,
    brand: {
      name: 'Example & <Sons>',
      logo: svg,
      support: 'https://www.example.net/help',
      texts: { fr: { title: 'Bienvenue', lead: 'Votre adresse ?', note: 'Du lundi au vendredi' } },
    },
  });
  const french = await (await app.request('https://localhost/?language=fr')).text();
  for (const text of [
    'Example &amp; &lt;Sons&gt;',
    '<h1>Bienvenue</h1>',
    'Votre adresse ?',
    'Du lundi au vendredi',
  ]) {
    expect(french).toContain(text);
  }
  expect(french).toContain('href="https://www.example.net/help"');
  expect(french).toContain('<img src="data:image/svg+xml,%3Csvg');
  expect(french.match(/<script/g)).toHaveLength(1);
  const english = await (await app.request('https://localhost/?language=en')).text();
  expect(english).toContain('<h1>Set up your mail</h1>');
});
