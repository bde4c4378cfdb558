/** The steps on an Apple device: the profile's menu path, in the reader's language, without repetition. */

import { describe, expect, test } from 'vitest';
import { languages, translations } from '../../../templates/locales/index.ts';
import { bodyOf, send } from '../../support/world.ts';

const iphone = (version: string) =>
  `Mozilla/5.0 (iPhone; CPU iPhone OS ${version} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1`;
const ipadAsItself = iphone('17_7').replaceAll('iPhone', 'iPad').replace('CPU iPad', 'CPU');
const macintosh =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15';
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36';

const pageFor = async (userAgent: string, language = 'en', platform?: string): Promise<string> =>
  bodyOf(
    await send('ovh', `https://facteur.example.net/?language=${language}`, {
      method: 'POST',
      body: 'emailaddress=jo@example.org',
      headers: { 'user-agent': userAgent, ...(platform && { 'sec-ch-ua-platform': platform }) },
    }),
  );

/** In words, one for each step. */
const tapsIn = (html: string): readonly string[] => {
  const [, list = ''] = /<div id="taps">.*?<ol class="steps">(.*?)<\/ol>/s.exec(html) ?? [];
  return list
    .split('</li>')
    .map((item) =>
      item
        .replaceAll(/<small>/g, ' ')
        .replaceAll(/<[^>]+>/g, '')
        .replaceAll('&amp;', '&'),
    )
    .slice(0, -1);
};

const later = 'If it is no longer there: Settings › General › VPN & Device Management.';
const older = 'If it is no longer there: Settings › General › Profile, or Profiles & Device Management.';

describe('below the button there are three steps', () => {
  test.each([
    ['an iPhone of today', iphone('18_1'), later],
    ['one whose browser stopped counting', iphone('26_0_1'), later],
    ['iOS 15', iphone('15_0'), later],
    ['iOS 14', iphone('14_8_1'), older],
    ['iOS 12', iphone('12_2'), older],
    ['an iPad that says so', ipadAsItself, later],
    ['one that says no version', 'Mozilla/5.0 (iPad)', later],
  ])('for %s', async (_, userAgent, hint) => {
    const [allow, install, finish, ...more] = tapsIn(await pageFor(userAgent));
    expect(allow).toBe('Allow the download.');
    expect(install).toContain(
      'Open Settings › Profile Downloaded, press “Install”, and enter the passcode of this device.',
    );
    expect(install).toContain(hint);
    expect(install).toContain('After eight minutes the device deletes it');
    expect(finish).toContain('Enter the password of this mailbox');
    expect(more).toEqual([]);
  });

  test('for a Mac, whose version is unknown, and for an iPad that identifies itself as a Mac', async () => {
    const [allow, install, , ...more] = tapsIn(await pageFor(macintosh));
    expect(allow).toBe('Allow the download, and open the file.');
    expect(install).toContain('Open System Settings › General › Device Management, double-click the profile');
    expect(install).toContain('On macOS 13 and 14: System Settings › Privacy & Security › Profiles.');
    expect(install).toContain('Before: System Preferences › Profiles.');
    expect(install).toContain('iPad: Settings › Profile Downloaded.');
    expect(more).toEqual([]);
  });

  test.each(languages)('in %s, with Apple’s own wording or none', async (language) => {
    const { menus, taps } = translations[language];
    for (const [userAgent, menu] of [
      [iphone('18_1'), menus.iosInstall],
      [macintosh, menus.macosInstall],
    ] as const) {
      const said = tapsIn(await pageFor(userAgent, language));
      expect(said).toHaveLength(3);
      expect(said[1]).toContain(menu ?? taps.anyMenu);
      expect(said.join(' ')).not.toMatch(/[{}]|undefined/);
    }
  });
});

describe('on other systems', () => {
  test('there are no steps below the button; they are in Apple Mail’s section', async () => {
    const html = await pageFor(windows);
    expect(html).toContain('Download the profile</button>');
    expect(html).not.toContain('id="taps"');
    expect(html.match(/Open <b>Settings › Profile Downloaded<\/b>/g)).toHaveLength(1);
    expect(html.match(/Open <b>System Settings › General › Device Management<\/b>/g)).toHaveLength(1);
  });

  test('on the device, Apple Mail’s section does not repeat them', async () => {
    const html = await pageFor(iphone('18_1'));
    expect(html.match(/Open <b>Settings › Profile Downloaded<\/b>/g)).toHaveLength(1);
    expect(html.match(/Open <b>System Settings › General › Device Management<\/b>/g)).toHaveLength(1);
  });

  test('the browser’s platform decides, and the version of another system is ignored', async () => {
    expect(await pageFor(iphone('18_1'), 'en', '"Windows"')).not.toContain('id="taps"');
    expect(tapsIn(await pageFor('OS 12_0 like Mac OS X'.repeat(200), 'en', '"iOS"'))).toHaveLength(3);
  });
});
