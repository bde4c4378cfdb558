/** The page in a real browser: typed into, copied from, printed, without JavaScript, and judged by axe. */

import { gzipSync } from 'node:zlib';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { languages } from '../../../templates/locales/index.ts';
import { chromiumInstalled, openBrowser, type Served, served } from '../../support/servers/browser.ts';
import { documents } from '../../support/world.ts';

const document = { ...documents.ovh, url: 'https://facteur.example.net' };
const address = 'jean.dupont@example.org';

describe.skipIf(!chromiumInstalled)('the page in Chromium (skipped without Debian’s chromium)', () => {
  let browser: Browser;
  let site: Served;
  beforeAll(async () => {
    [browser, site] = await Promise.all([openBrowser(), served(document)]);
  });
  afterAll(async () => {
    site.close();
    await browser.close();
  });

  /** A new window, which records its requests and console errors. */
  async function open(options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ locale: 'en', ...options });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    return { context, page, asked, complaints };
  }

  async function fillIn(page: Page, typed = address, language = 'en'): Promise<void> {
    await page.goto(`${site.url}?language=${language}`);
    await page.fill('#emailaddress', typed);
    await page.press('#emailaddress', 'Enter');
    await page.waitForLoadState();
  }

  /** What was copied last; it is there a little later. */
  const clipboardOf = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()');
  const complaintsOf = (page: Page) => page.locator('[role=alert]').allTextContents();

  test('an address is typed, and its values are there', async () => {
    const { page, asked, complaints } = await open();
    await fillIn(page);
    expect(await page.locator('h1').textContent()).toBe(`Settings for ${address}`);
    const values = await page.locator('#values .value').allTextContents();
    expect(values).toEqual([
      'ssl0.ovh.net',
      '993',
      'SSL/TLS',
      address,
      'ssl0.ovh.net',
      '465',
      'SSL/TLS',
      address,
    ]);
    // One request for each page, nothing from elsewhere, and no address in a URL.
    expect(asked).toEqual([`GET ${site.url}?language=en`, `POST ${site.url}?language=en`]);
    expect(complaints).toEqual([]);
  });

  test('each value is copied by its button, which says so', async () => {
    const { context, page } = await open();
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], {
      origin: new URL(site.url).origin,
    });
    await fillIn(page);
    const copies = async (name: string, value: string): Promise<void> => {
      await page.getByRole('button', { name }).first().click();
      await expect.poll(() => clipboardOf(page)).toBe(value);
      await expect.poll(() => page.locator('#said').textContent()).toBe('Copied');
    };
    await copies(`Copy User name ${address}`, address);
    await copies('Copy Port 465', '465');
    await copies('Copy Server ssl0.ovh.net', 'ssl0.ovh.net');
  });

  test('another language keeps the address, and its URL does not hold it', async () => {
    const { page } = await open();
    await fillIn(page);
    await page.getByRole('button', { name: 'Français' }).click();
    await page.waitForLoadState();
    expect(page.url()).toBe(`${site.url}?language=fr`);
    expect(await page.locator('html').getAttribute('lang')).toBe('fr');
    expect(await page.locator('h1').textContent()).toBe(`Réglages pour ${address}`);
  });

  test('works without JavaScript, but for the buttons that copy', async () => {
    const { page } = await open({ javaScriptEnabled: false });
    await page.goto(site.url);
    await page.getByRole('link', { name: 'Deutsch' }).click();
    await page.fill('#emailaddress', address);
    await page.getByRole('button', { name: 'Einstellungen zeigen' }).click();
    await page.waitForLoadState();
    expect(await page.locator('h1').textContent()).toBe(`Einstellungen für ${address}`);
    expect(await page.locator('.copy').count()).toBe(0);
    expect(await page.locator('.phone svg').isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Polski' }).click();
    await page.waitForLoadState();
    expect(await page.locator('h1').textContent()).toBe(`Ustawienia dla ${address}`);
  });

  test.each([
    ['jean.dupont@example.org', 'jean.dupont@example.org'],
    ['jo+news@example.org', 'jo+news@example.org'],
    ['r%26d@example.org', 'r&d@example.org'],
  ])(
    'an address in the fragment, as the code for the phone has it, is posted: %s',
    async (fragment, typed) => {
      const { page, asked } = await open();
      await page.goto(`${site.url}#${fragment}`);
      await page.waitForSelector('#values .copy');
      await page.waitForSelector(`h1:has-text("${typed}")`);
      expect(asked.at(-1)).toBe(`POST ${site.url}?language=en`);
      expect(page.url()).toBe(`${site.url}?language=en`);
    },
  );

  const iphone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Safari/604.1';
  const mac =
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15';
  const small = { width: 390, height: 600 };

  test('once a profile is asked for, the page stays, shows what comes next, and says it', async () => {
    const { page, asked } = await open({ userAgent: iphone, viewport: small });
    await fillIn(page);
    await page.evaluate('scrollTo(0, 0)');
    expect(await page.locator('#said').textContent()).toBe('');
    const loading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download the profile' }).click();
    expect((await loading).suggestedFilename()).toBe('OVH example.org.mobileconfig');
    expect(asked.at(-1)).toBe(`POST ${site.url}profile.mobileconfig`);
    expect(page.url()).toBe(`${site.url}?language=en`);
    expect(await page.locator('#said').textContent()).toMatch(
      /^Then three steps are left:[\s\S]*Profile Downloaded/,
    );
    expect(await page.locator('#taps').getAttribute('class')).toBe('now');
    const box = await page.locator('#taps').boundingBox();
    expect(box && box.y >= 0 && box.y < small.height / 2).toBe(true);
  });

  test('and without JavaScript they stand there all the same', async () => {
    const { page } = await open({ userAgent: iphone, viewport: small, javaScriptEnabled: false });
    await page.goto(site.url);
    await page.fill('#emailaddress', address);
    await page.press('#emailaddress', 'Enter');
    await page.waitForLoadState();
    expect(await page.locator('#taps li').count()).toBe(3);
    expect(await page.locator('#taps').isVisible()).toBe(true);
  });

  test('the link to the phone is copied whole', async () => {
    const { context, page } = await open();
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], {
      origin: new URL(site.url).origin,
    });
    await fillIn(page);
    await page.getByRole('button', { name: 'Copy The same, as a link' }).click();
    await expect.poll(() => clipboardOf(page)).toBe(`${document.url}/#${address}`);
  });

  test('what is no address is said, and the field has it still', async () => {
    const { page } = await open();
    await fillIn(page, 'jean.dupont');
    expect(await complaintsOf(page)).toEqual([
      expect.stringContaining('This is not an e-mail address: jean.dupont'),
    ]);
    expect(await page.inputValue('#emailaddress')).toBe('jean.dupont');
    expect(await page.evaluate('document.activeElement.id')).toBe('emailaddress');
  });

  test('can be used with a keyboard alone', async () => {
    const { page } = await open();
    await page.goto(`${site.url}?language=en`);
    const focused = () => page.evaluate('document.activeElement.id');
    for (let presses = 0; presses < 12 && (await focused()) !== 'emailaddress'; presses++) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.type(address);
    await page.keyboard.press('Enter');
    await page.waitForSelector(`h1:has-text("${address.split('@')[1]}")`);
    const windows = page.locator('.system', { has: page.locator('summary', { hasText: /^Windows$/ }) });
    expect(await windows.getAttribute('open')).toBeNull();
    await windows.locator('> summary').focus();
    await page.keyboard.press('Enter');
    expect(await windows.getAttribute('open')).toBe('');
  });

  test.each(languages)('prints on one sheet of A4, and weighs less than 40 KB (%s)', async (language) => {
    const { page } = await open();
    await fillIn(page, address, language);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    expect(gzipSync(await page.content()).length).toBeLessThan(40_000);
  });

  test.each([320, 390, 768, 1280, 3840])('fits a window %i pixels wide', async (width) => {
    const { page } = await open({ viewport: { width, height: 800 } });
    for (const language of width === 320 ? languages : (['fr'] as const)) {
      await fillIn(
        page,
        'a.rather.long.local.part.of.an.address@mail.a-long-name-of-a-company.example',
        language,
      );
      await openAll(page);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    }
  });

  const openAll = (page: Page) =>
    page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true');

  /** What axe finds on the page as it is. */
  async function violations(page: Page): Promise<readonly string[]> {
    await openAll(page);
    await page.evaluate(axe.source);
    const found: axe.AxeResults = await page.evaluate('axe.run()');
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }

  const modes = (['light', 'dark'] as const).flatMap((colorScheme) =>
    languages.map((language) => [language, colorScheme] as const),
  );

  test.each(modes)(
    'axe has nothing to say of what is to be entered (%s, %s)',
    async (language, colorScheme) => {
      const { page } = await open({ colorScheme });
      await fillIn(page, address, language);
      expect(await violations(page)).toEqual([]);
    },
  );

  const onApple = [iphone, mac].flatMap((userAgent) => modes.map((mode) => [userAgent, ...mode] as const));

  test.each(onApple.filter(([, language]) => ['en', 'de', 'pl'].includes(language)))(
    'axe has nothing to say of an Apple device, before and after the profile is asked for (%s, %s, %s)',
    async (userAgent, language, colorScheme) => {
      const { page } = await open({ colorScheme, userAgent, viewport: small });
      await fillIn(page, address, language);
      await page.locator('.apple .main').click();
      expect(await page.locator('#taps').getAttribute('class')).toBe('now');
      expect(await violations(page)).toEqual([]);
    },
  );

  test.each(['light', 'dark'] as const)(
    'axe has nothing to say of an address that is none (%s)',
    async (colorScheme) => {
      const { page } = await open({ colorScheme });
      await fillIn(page, 'jean.dupont');
      expect(await violations(page)).toEqual([]);
    },
  );

  test.each([
    ['#ffff00', 'light'],
    ['#ffff00', 'dark'],
    ['#000080', 'dark'],
    ['#808080', 'light'],
  ] as const)('an accent of %s can be read (%s)', async (accent, colorScheme) => {
    const logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h4v4H0z"/></svg>';
    const own = await served({
      ...document,
      brand: { accent, logo, support: 'https://www.example.net/help' },
    });
    onTestFinished(own.close);
    const { page, complaints } = await open({ colorScheme });
    await page.goto(own.url);
    expect(await violations(page)).toEqual([]);
    expect(await page.locator('.brand img').evaluate((image) => image.clientWidth)).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });
});
