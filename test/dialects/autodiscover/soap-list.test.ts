/** Long lists of a SOAP request are read without the parser: as the parser would read them, or not at all. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutList } from '../../../src/dialects/autodiscover/soap-list.ts';
import { readSoapRequest } from '../../../src/dialects/autodiscover/soap-request.ts';
import { soapRequest } from '../../support/world.ts';

const encoder = new TextEncoder();
const read = (document: string) => readSoapRequest(encoder.encode(document));
const users = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `jo${at}@example.org`);
const textsOf = (document: string): readonly (string | undefined)[] | undefined => {
  const request = read(document);
  if (!request.ok) return undefined;
  const { asked, subjects } = request.value;
  return asked.map((at) => (at === undefined ? undefined : subjects[at]?.address?.text));
};

describe('a hundred users', () => {
  test('are read, whose addresses are as long as addresses are, and indented', () => {
    const domain = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(53)}.example`;
    const longest = users(100).map((_, at) => `${at}`.padEnd(64, 'x').concat(`@${domain}`));
    const document = soapRequest('User', longest, ['UserDisplayName', 'ExternalEwsUrl']);
    const indented = document.replaceAll(/<(?=a:User>|a:Mailbox>|\/a:User>)/g, '\r\n              <');
    expect(longest[0]).toHaveLength(254);
    expect(indented.length).toBeGreaterThan(34_000);
    expect(indented.length).toBeLessThan(40 * 1024);
    expect(textsOf(indented)).toEqual(longest);
  });

  test('are read with references in their addresses', () => {
    const document = soapRequest(
      'User',
      users(100).map((text) => text.replace('@', '&#64;').replace('jo', 'r&amp;d')),
      ['UserDisplayName'],
    );
    expect(textsOf(document)).toEqual(users(100).map((text) => text.replace('jo', 'r&d')));
  });

  test.each([
    ['without prefixes', (document: string) => document.replaceAll(/<(\/?)a:/g, '<$1')],
    ['with another prefix for each', (document: string) => document.replaceAll('a:Mailbox', 'b:Mailbox')],
    ['with attributes of the list', (document: string) => document.replace('<a:Users>', '<a:Users x="1">')],
    ['in UTF-8 with a byte order mark', (document: string) => `\ufeff${document}`],
  ])('are read %s', (_, change) => {
    expect(textsOf(change(soapRequest('User', users(100), ['UserDisplayName'])))).toEqual(users(100));
  });

  test.each<[what: string, change: (document: string) => string]>([
    [
      'in a comment',
      (text) => text.replace('<a:Users>', '<!--<a:Users>').replace('</a:Users>', '</a:Users>-->'),
    ],
    ['in another element', (text) => text.replaceAll(/a:Request>/g, 'a:Other>')],
    ['with a closing tag that is missing', (text) => text.replace('</a:Users>', '')],
    ['with attributes', (text) => text.replaceAll('<a:User>', '<a:User x="1">')],
    ['with a stand-in', (text) => text.replace('jo7', '\u{e000}')],
    ['with a document type', (text) => text.replace(/\?>/, '?><!DOCTYPE a>')],
    ['with a NUL', (text) => text.replace('jo7', '\0')],
  ])('are refused %s', (_, change) => {
    expect(read(change(soapRequest('User', users(100), ['UserDisplayName'])))).toMatchObject({
      ok: false,
      refusal: { reason: 'body-malformed' },
    });
  });
});

test.each([
  ['users', soapRequest('User', users(101), ['UserDisplayName'])],
  [
    'settings',
    soapRequest(
      'User',
      users(1),
      Array.from({ length: 201 }, (_, at) => `S${at}`),
    ),
  ],
])('too many %s are refused as that', (_, document) => {
  expect(read(document)).toMatchObject({ ok: false, refusal: { reason: 'too-many' } });
});

test('a long list is read as a short one is, whatever stands in it', () => {
  const text = fc.string({
    unit: fc.constantFrom(...['a', '@', '.', 'é', ' ', '&amp;', '&#64;', '&', '\n', '-']),
    maxLength: 12,
  });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (texts) => {
      const short = textsOf(soapRequest('User', texts, ['UserDisplayName']));
      const long = textsOf(soapRequest('User', [...texts, ...users(30)], ['UserDisplayName']));
      expect(long?.slice(0, texts.length)).toEqual(short);
    }),
  );
});

test('a list is not cut out of what only looks like one', () => {
  const cut = (document: string) => cutList(document, 'Users', ['User', 'Mailbox'], '*', 10);
  expect(cut('<Users/><a></a>')).toBeUndefined();
  expect(cut('<Users><User><Mailbox>a</Mailbox></User>x</Users>')).toBeUndefined();
  expect(cut('<Users><User><Mailbox>a</Mailbox></User><Other/></Users>')).toBeUndefined();
  expect(cut('<Users>')).toBeUndefined();
  expect(cut('<Users> <User><Mailbox>a</Mailbox></User> </Users>')).toEqual({
    rest: '<Users>*</Users>',
    items: ['a'],
  });
});
