/** The judge of `npm run faults -- hostile` finds each flaw that it is there for, and none in a right answer. */

import { describe, expect, test } from 'vitest';
import type { Answer } from '../../bench/faults/hostile/answer.ts';
import { type Expected, judge } from '../../bench/faults/hostile/judges/judge.ts';

const xml = 'text/xml; charset=utf-8';
const plain = 'text/plain; charset=utf-8';
const expected: Expected = {
  number: 7,
  origin: 'https://facteur.example.net',
  proxied: false,
  whole: true,
  valid: true,
  tellsLengthOfHead: true,
  plainPath: undefined,
};

const answer = (
  status: number,
  type: string,
  body: string | Buffer,
  more: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  fields: Object.entries({ 'x-content-type-options': 'nosniff', 'content-type': type, ...more }),
  body: Buffer.from(body),
  toHead: false,
  last: false,
});

const flawOf = (given: Answer, of: Partial<Expected> = {}): string | undefined =>
  judge(given, { ...expected, ...of }).flaw;

const page = (inside: string): string =>
  `<!doctype html>\n<html><body><main>${inside}</main></body></html>\n`;
const plist = (inside: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><plist version="1.0"><dict>${inside}</dict></plist>`;
const profileType = 'application/x-apple-aspen-config';

describe('right answers', () => {
  test.each<[string, Answer]>([
    ['words', answer(404, plain, 'Nothing is answered at this path.\n')],
    ['XML', answer(200, xml, '<?xml version="1.0" encoding="utf-8"?>\n<a b="c">d &amp; &#x4e2d;</a>')],
    ['a page', answer(200, 'text/html; charset=utf-8', page('&lt;zq9>'))],
    ['a profile', answer(200, profileType, plist('<key>a</key><array><integer>1</integer><true/></array>'))],
    ['JSON', answer(200, 'application/json', '{"a":[1]}')],
    ['its own mark', answer(200, xml, '<a>zq97q</a>')],
    ['a redirect', answer(302, plain, 'Elsewhere.\n', { location: 'https://facteur.example.net/v1.1/a?b' })],
    ['a limit', answer(429, plain, 'Later.\n', { 'retry-after': '5' })],
    ['a signed profile', answer(200, profileType, signed(plist('<key>a</key><string>b</string>')))],
  ])('%s', (_, given) => {
    expect(flawOf(given)).toBeUndefined();
  });
});

describe('flaws', () => {
  test.each<[string, Answer, RegExp]>([
    ['a bug', answer(500, plain, 'Broken.\n'), /answered 500/],
    ['a status that asks for a password', answer(401, plain, 'No.\n'), /answered 401/],
    ['a type that is guessed', { ...answer(200, xml, '<a/>'), fields: [] }, /without nosniff/],
    ['no type', answer(200, '', '<a/>'), /an unknown type/],
    ['no body', answer(200, xml, ''), /without a body/],
    ['bytes that are no text', answer(200, xml, Buffer.from([0xff])), /not UTF-8/],
    ['a surrogate in UTF-8', answer(200, plain, Buffer.from([0xed, 0xa0, 0x80])), /not UTF-8/],
    ['XML that ends early', answer(200, xml, '<a><b></a>'), /ill-formed XML/],
    ['XML with a raw ampersand', answer(200, xml, '<a>&b</a>'), /ill-formed XML/],
    ['XML with a control character', answer(200, xml, '<a>\u0001</a>'), /ill-formed XML/],
    ['XML with a reference to one', answer(200, xml, '<a>&#1;</a>'), /ill-formed XML/],
    ['markup of the client in XML', answer(200, xml, '<a><zq9/></a>'), /injected/],
    ['markup of the client in a page', answer(200, 'text/html', page('<zq9>')), /injected/],
    ['a page with a control character', answer(200, 'text/html', page('\u001b')), /HTML has not/],
    ['a page with an open element', answer(200, 'text/html', page('<a href=x>')), /<a>/],
    ['a key without a value', answer(200, profileType, plist('<key>a</key>')), /key without a value/],
    ['a value without a key', answer(200, profileType, plist('<true/>')), /without a key/],
    ['a number that is none', answer(200, profileType, plist('<key>a</key><integer>x</integer>')), /holds/],
    [
      'a profile signed in part',
      answer(200, profileType, signed(plist('<key>a</key><true/>')).subarray(0, 99)),
      /cut short/,
    ],
    ['JSON that is none', answer(200, 'application/json', '{'), /ill-formed JSON/],
    ['a refusal that parses as settings', answer(404, plain, '<a/>'), /parses as XML/],
    ['the mark of another request', answer(200, xml, '<a>ZQ98q</a>'), /another request/],
    ['the mark of another in a header', answer(200, xml, '<a/>', { 'x-a': 'zq98q' }), /another request/],
    ['a header of the client', answer(200, xml, '<a/>', { 'zq9-injected': '1' }), /injected/],
    [
      'a redirect to another host',
      answer(302, plain, 'a\n', { location: 'https://facteur.example.net.evil/' }),
      /another host/,
    ],
    [
      'a redirect to a user',
      answer(302, plain, 'a\n', { location: 'https://facteur.example.net@evil/' }),
      /with a user/,
    ],
    [
      'a redirect to bytes',
      answer(302, plain, 'a\n', { location: 'https://facteur.example.net/ä' }),
      /visible ASCII/,
    ],
    [
      'a redirect that proxies do not take',
      answer(302, plain, 'a\n', { location: `https://facteur.example.net/${'a'.repeat(2048)}` }),
      /longer than 2 KiB/,
    ],
    [
      'a permanent redirect to anywhere',
      answer(301, plain, 'a\n', { location: 'https://evil.test/' }),
      /nowhere/,
    ],
    ['a redirect to nowhere', answer(302, plain, 'a\n'), /without Location/],
    [
      'a place without a redirect',
      answer(200, plain, 'a\n', { location: 'https://facteur.example.net/' }),
      /without a redirect/,
    ],
    ['503 without an end', answer(503, plain, 'a\n'), /Retry-After/],
    ['405 without methods', answer(405, plain, 'a\n'), /Allow/],
    ['a tag without quotes', answer(200, xml, '<a/>', { etag: 'x' }), /ETag/],
  ])('%s', (_, given, flaw) => {
    expect(flawOf(given)).toMatch(flaw);
  });

  test('letters of an address that came back smaller', () => {
    const given = answer(302, plain, 'a\n', { location: 'https://facteur.example.net/v1.0/jo.doe@a' });
    expect(flawOf(given, { plainPath: 'Jo.Doe@a' })).toMatch(/letter case/);
    expect(flawOf(given, { plainPath: 'jo.doe@a' })).toBeUndefined();
  });

  test('a refusal that belongs to the next request on the connection', () => {
    const given = answer(400, plain, 'No.\n');
    expect(flawOf(given)).toMatch(/behind it/);
    expect(flawOf(given, { valid: false })).toBeUndefined();
  });

  test('a redirect where there is no url', () => {
    const given = answer(302, plain, 'a\n', { location: 'https://facteur.example.net/' });
    expect(flawOf(given, { origin: undefined })).toMatch(/another host/);
  });

  test('HEAD without a length, but where somebody else tells it', () => {
    const given = { ...answer(200, xml, ''), toHead: true };
    expect(flawOf(given)).toMatch(/HEAD without/);
    expect(flawOf(given, { tellsLengthOfHead: false })).toBeUndefined();
  });
});

describe('a proxy', () => {
  const bare = (status: number): Answer => ({ ...answer(status, 'text/html', '<html>'), fields: [] });

  test.each([400, 413, 431, 501, 505])('may refuse by itself: %d', (status) => {
    expect(flawOf(bare(status), { proxied: true })).toBeUndefined();
    expect(flawOf(bare(status))).toBeDefined();
  });

  test.each([500, 502, 503, 504])('may not answer for facteur: %d', (status) => {
    expect(flawOf(bare(status), { proxied: true })).toMatch(/before facteur/);
  });

  test('may answer 502 to what it could not pass on whole', () => {
    expect(flawOf(bare(502), { proxied: true, whole: false })).toBeUndefined();
  });
});

/** As long as CMS says, with the text in it. */
function signed(text: string): Buffer {
  const inside = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x30, 0x82, inside.length >> 8, inside.length & 255]), inside]);
}
