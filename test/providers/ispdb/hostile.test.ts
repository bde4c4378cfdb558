/** Invalid and hostile files: they are refused as values, in linear time, and nothing is thrown. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAutoconfigFile } from '../../../src/providers/ispdb/file.ts';
import { describeFileFlaw, type FileFlaw } from '../../../src/providers/ispdb/warning.ts';
import { expectLinearGrowth } from '../../support/growth.ts';
import { help, incoming, xmlOf } from './cases/file.ts';

describe('no provider is made of', () => {
  const deep = `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`;
  test.each<[what: string, xml: string, flaw: FileFlaw]>([
    ['nothing', '', { reason: 'xml', flaw: 'not-well-formed' }],
    ['text', 'imap.example.net', { reason: 'xml', flaw: 'not-well-formed' }],
    ['JSON', '{"clientConfig":{}}', { reason: 'xml', flaw: 'not-well-formed' }],
    ['a page', '<html><body>404</body></html>', { reason: 'xml', flaw: 'unexpected-root' }],
    [
      'a tag without its bracket (purelymail.com.xml, once)',
      xmlOf().replace('</socketType>', '/socketType>'),
      { reason: 'xml', flaw: 'not-well-formed' },
    ],
    [
      'a comment that is not closed (free.fr, once)',
      xmlOf({ more: '<!-- :-( ->' }),
      { reason: 'xml', flaw: 'not-well-formed' },
    ],
    ['a DOCTYPE', `<!DOCTYPE clientConfig>${xmlOf()}`, { reason: 'xml', flaw: 'doctype' }],
    [
      'an entity that grows',
      `<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>${xmlOf({ names: '&b;' })}`,
      { reason: 'xml', flaw: 'doctype' },
    ],
    [
      'an entity that reads a file',
      `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${xmlOf()}`,
      { reason: 'xml', flaw: 'doctype' },
    ],
    ['excessive depth', xmlOf({ more: deep }), { reason: 'xml', flaw: 'not-well-formed' }],
    [
      'a prototype',
      xmlOf({ more: '<__proto__><x/></__proto__>' }),
      { reason: 'xml', flaw: 'not-well-formed' },
    ],
    [
      'an attribute that is a prototype',
      xmlOf({ id: '__proto__="x" id="example.net"' }),
      { reason: 'xml', flaw: 'not-well-formed' },
    ],
    [
      'an attribute that stands twice',
      xmlOf({ id: 'id="example.net" id="example.org"' }),
      { reason: 'xml', flaw: 'not-well-formed' },
    ],
    ['a NUL', xmlOf({ more: '\0' }), { reason: 'xml', flaw: 'not-well-formed' }],
    [
      'another root element',
      xmlOf().replaceAll('clientConfig', 'config'),
      { reason: 'xml', flaw: 'unexpected-root' },
    ],
    ['a file without a provider', '<clientConfig/>', { reason: 'provider-missing' }],
    ['a provider without id and domain', xmlOf({ id: 'id="?"', domains: '' }), { reason: 'id-missing' }],
    [
      'far too much',
      xmlOf({ more: ' '.repeat(256 * 1024) }),
      { reason: 'too-long', limitCharacters: 256 * 1024 },
    ],
  ])('%s', (_, xml, flaw) => {
    expect(readAutoconfigFile(xml)).toEqual({ ok: false, refusal: flaw });
    expect(describeFileFlaw(flaw)).toMatch(/^(has|is) /);
  });

  test('a file that is cut short at any position', () => {
    const xml = xmlOf();
    for (let end = 0; end < xml.length - 1; end++) {
      expect(readAutoconfigFile(xml.slice(0, end)).ok).toBe(false);
    }
  });

  test('nothing is thrown after random replacements', () => {
    const xml = xmlOf({ more: `<documentation url="${help}"><descr lang="en">Help</descr></documentation>` });
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        '<',
        '>',
        '"',
        '&',
        '<a',
        '/>',
        ']]>',
        '<!--',
        '<![CDATA[',
        '%EMAILDOMAIN%',
        '\ud800',
        '',
      ),
    );
    fc.assert(
      fc.property(piece, fc.nat(xml.length), fc.nat(20), (text, start, length) => {
        const file = readAutoconfigFile(xml.slice(0, start) + text + xml.slice(start + length));
        expect(file.ok || describeFileFlaw(file.refusal).length > 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('parsing time is linear in the length, up to 256 KiB', () => {
  test.each<[what: string, more: (count: number) => string]>([
    ['domains', (count) => '<domain>a.example</domain>'.repeat(count / 30)],
    ['elements that nobody knows', (count) => '<x/>'.repeat(count / 4)],
    ['attributes', (count) => `<x ${Array.from({ length: count / 10 }, (_, at) => `a${at}=""`).join(' ')}/>`],
    ['spaces in a text', (count) => `<displayName>a${' '.repeat(count - 40)}b</displayName>`],
    ['spaces and line feeds', (count) => `<displayName>a${' \n'.repeat(count / 2 - 40)}b</displayName>`],
    ['letters in a name', (count) => `<displayShortName>${'a'.repeat(count - 60)}</displayShortName>`],
    ['commas in a name', (count) => `<displayShortName>${', '.repeat(count / 2 - 60)}</displayShortName>`],
    ['a long link', (count) => `<documentation url="https://a.example/${'%'.repeat(count - 60)}"/>`],
    [
      'authentications',
      (count) => incoming({ authentication: '<authentication>x</authentication>'.repeat(count / 40) }),
    ],
  ])('%s', async (_, more) => {
    const fileOf = (count: number): string => xmlOf({ names: '', more: more(count) });
    const count = 256 * 1024 - 2000;
    expect(readAutoconfigFile(fileOf(count)).ok).toBe(true);
    await expectLinearGrowth(fileOf, readAutoconfigFile, count);
  });
});
