/** Which family a User-Agent is counted for, by the requests that real clients send. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clientFamilies, clientFamilyOf } from '../../../src/ops/metrics/client-families.ts';

const files = import.meta.glob<string>('../../vectors/*/*.http', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** By the beginning of the file's name, which is the client. */
const expected: Readonly<Record<string, string>> = {
  'thunderbird-desktop': 'thunderbird',
  'thunderbird-android': 'okhttp',
  'thunderbird-ios': 'thunderbird-ios',
  'outlook-classic': 'outlook',
  'delta-chat': 'none',
  'snappymail-mail': 'none',
  'evolution-own': 'evolution',
  'evolution-ews': 'evolution',
  'gnome-online-accounts': 'gnome-online-accounts',
  'safari-ios': 'apple',
  'safari-macos': 'apple',
  'eas-ios': 'apple',
  'fairemail-own': 'android-webview',
  'emailengine-own': 'emailengine',
  'nextcloud-mail': 'nextcloud-mail',
  mailspring: 'mailspring',
  horde: 'horde',
  'autodiscover/ews-javascript-api': 'exchange-library',
  // Its own transport sends the name of the library it is built on.
  'autodiscover-soap/ews-javascript-api': 'script',
  curl: 'script',
  browser: 'browser',
  'kmail-own': 'other',
};

describe('a family', () => {
  test.each(Object.entries(expected))('of %s is %s', (client, family) => {
    const own = Object.entries(files).filter(([path]) => path.includes(`/${client}`));
    expect(own.length).toBeGreaterThan(0);
    for (const [path, text] of own) {
      const [, userAgent = ''] = /^user-agent: (.*)$/im.exec(text) ?? [];
      expect([path, clientFamilyOf(userAgent)]).toEqual([path, family]);
    }
  });

  test.each([
    ['OutlookMobileCloudService-Autodetect/1.0.0', 'outlook-cloud'],
    ['Mozilla/5.0 (X11; Linux x86_64) KIO/5.103 ispdb', 'kmail'],
    ['Mozilla/5.0 (X11; Linux x86_64) KIO/5.103', 'other'],
    ['libews/0.1', 'evolution'],
    ['exchangelib/5.4.0 (python-requests/2.31.0)', 'exchange-library'],
    [
      'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Thunderbird/140.0 Betterbird/140.0',
      'thunderbird',
    ],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15', 'other'],
    [' ', 'other'],
  ])('of %s is %s', (userAgent, family) => {
    expect(clientFamilyOf(userAgent)).toBe(family);
  });

  test('is one of the few, whatever is sent, and the same again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (userAgent) => {
        const family = clientFamilyOf(userAgent);
        expect(clientFamilies).toContain(family);
        expect(clientFamilyOf(userAgent)).toBe(family);
      }),
    );
  });

  test('of a header that is too long for a client’s is not looked for', () => {
    const thunderbird = 'Mozilla/5.0 (X11; rv:156.0) Gecko/20100101 Thunderbird/156.0';
    expect(clientFamilyOf(thunderbird)).toBe('thunderbird');
    expect(clientFamilyOf(thunderbird.padEnd(251))).toBe('other');
  });
});
