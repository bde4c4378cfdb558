/**
 * The formats of DNS records, parsed independently of `src/`: every value is read back unchanged, and no configured
 * text escapes from its record. Complete files are among the golden files.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { DnsRecord } from '../../src/model/dns-record.ts';
import { formatters } from '../../src/records/formats.ts';
import { characterStrings } from '../../src/records/rdata.ts';
import type { Zone } from '../../src/records/zone.ts';
import { account } from '../support/account.ts';
import { domain, setOf, settings } from '../support/records.ts';

const txt = (text: string, name = 'example.org'): DnsRecord => ({
  purpose: 'tls-reports',
  name,
  ttl: 60,
  type: 'TXT',
  text,
});

const srv = (name: string, target = 'a.example'): DnsRecord => ({
  purpose: 'mail',
  name,
  ttl: 60,
  type: 'SRV',
  priority: 1,
  weight: 2,
  port: 3,
  target,
});

const setWith = (...records: readonly DnsRecord[]): Zone => ({
  domain: domain('example.org'),
  records,
  leftOut: [],
});

const target = { zone: 'example.org', provider: 'cloudflare' } as const;

/** Characters that end a string, a line or a record in one of the formats, or begin other syntax. */
const hostile = fc.constantFrom(
  ...[
    '"',
    '\\',
    '\n',
    '\r',
    '\0',
    ';',
    '$',
    '%',
    '{',
    '}',
    '${',
    '%{',
    "'",
    ' ',
    '#',
    '(',
    ')',
    '@',
    ':',
    '- ',
  ],
  ...[
    '\t',
    '\u0085',
    '\u2028',
    '\u200b',
    '\ufeff',
    'é',
    '漢',
    '📮',
    'a',
    '$ORIGIN',
    '$INCLUDE',
    '<<EOF',
    '*/',
  ],
);
const anyText = fc.string({ unit: hostile, maxLength: 300 });

/** Character-strings of RFC 1035 §5.1, as octets. */
function octetsOf(text: string): readonly (readonly number[])[] {
  const strings = [...text.matchAll(/"((?:[^"\\\n]|\\\d{3}|\\[^\d\n])*)"( |$)/gy)];
  expect(strings.map(([whole]) => whole).join('')).toBe(text);
  return strings.map(([, inside = '']) =>
    [...inside.matchAll(/\\(\d{3})|\\?(.)/gs)].map(([, number, character = '']) =>
      number === undefined ? character.charCodeAt(0) : Number(number),
    ),
  );
}

const decoded = (octets: readonly number[]): string =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(new Uint8Array(octets));

/** A string of Terraform's: no template begins in it, and its escapes are undone. */
function hclText(literal: string): string {
  expect(literal).toMatch(/^"(?:[^"\\\n$%]|[$%](?!\{)|\\["\\]|\\u[0-9a-f]{4}|\\U[0-9a-f]{8})*"$/u);
  return literal
    .slice(1, -1)
    .replace(
      /\\(["\\])|\\u(.{4})|\\U(.{8})/g,
      (_, character, four, eight) => character ?? String.fromCodePoint(Number.parseInt(four ?? eight, 16)),
    );
}

describe('a text', () => {
  test.each([
    ['empty', '', '""'],
    ['plain', 'v=STSv1; id=1;', '"v=STSv1; id=1;"'],
    ['with quotation marks and a backslash', 'a"b\\c', '"a\\"b\\\\c"'],
    ['with a line break', 'a\nb', '"a\\010b"'],
    ['beyond ASCII', 'é', '"\\195\\169"'],
    ['of 255 octets', 'a'.repeat(255), `"${'a'.repeat(255)}"`],
    ['of 256 octets', 'a'.repeat(256), `"${'a'.repeat(255)}" "a"`],
  ])('in a zone file, %s', (_, text, presented) => {
    expect(characterStrings(text)).toBe(presented);
  });

  test('in a zone file is printable ASCII, in strings of at most 255 octets', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(characterStrings(text)).toMatch(/^[ -~]*$/);
        const strings = octetsOf(characterStrings(text));
        expect(strings.every(({ length }) => length <= 255)).toBe(true);
        expect(decoded(strings.flat())).toBe(text);
      }),
    );
  });

  test.each(['bind', 'cloudflare'] as const)('as %s is one line, whatever it holds', (format) => {
    fc.assert(
      fc.property(anyText, (text) => {
        const lines = formatters[format](setWith(txt(text)), target)
          .split('\n')
          .filter((line) => line !== '' && !line.startsWith(';'));
        expect(lines).toEqual([`example.org. 60 IN TXT ${characterStrings(text)}`]);
      }),
    );
  });

  test('as JSON is the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(JSON.parse(formatters.json(setWith(txt(text)), target)).records).toEqual([txt(text)]);
      }),
    );
  });

  test.each(['cloudflare', 'ovh'] as const)(
    'for Terraform and %s is one attribute of one resource',
    (provider) => {
      fc.assert(
        fc.property(anyText, (text) => {
          const lines = formatters
            .terraform(setWith(txt(text)), { zone: 'example.org', provider })
            .split('\n');
          expect(lines.filter((line) => line.startsWith('resource '))).toHaveLength(1);
          const [value = '', ...more] = lines.flatMap(
            (line) => /^ {2}(?:content|target) += (.*)$/.exec(line)?.[1] ?? [],
          );
          expect(more).toEqual([]);
          expect(decoded(octetsOf(hclText(value)).flat())).toBe(text);
        }),
      );
    },
  );

  test('for octoDNS is YAML of both versions, its semicolons escaped', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const yaml = formatters.octodns(setWith(txt(text)), target);
        for (const version of ['1.1', '1.2'] as const) {
          expect(parse(yaml, { version })).toEqual({
            '': { ttl: 60, type: 'TXT', value: text.replaceAll(';', '\\;') },
          });
        }
      }),
    );
  });
});

describe('Terraform', () => {
  test('has a unique name for each record, which begins with a letter', () => {
    const set = setWith(
      ...[srv('_imaps._tcp.1.example'), srv('_imaps._tcp.1.example'), txt('', '1.example')],
      ...[
        txt('', '_mta-sts.1.example'),
        { ...txt('', 'mta-sts.1.example'), type: 'CNAME', target: 'a.example' } as const,
      ],
    );
    const names = [...formatters.terraform(set, target).matchAll(/^resource "\w+" "([a-z][\w-]*)" \{$/gm)];
    expect(new Set(names.map(([, name]) => name)).size).toBe(5);
  });
});

describe('a zone above the domain', () => {
  const above = { zone: 'example.org', provider: 'ovh' } as const;
  const records = [srv('_imaps._tcp.10.example.org'), srv('_imaps._tcp.9.example.org')];
  const set = { ...setWith(...records, txt('t', 'example.org')), domain: domain('9.example.org') };

  test('shortens the names for octoDNS, in its required order', () => {
    const names = [...formatters.octodns(set, above).matchAll(/^(\S+):$/gm)].map(([, name]) => name);
    expect(names).toEqual(['""', '_imaps._tcp.9', '_imaps._tcp.10']);
  });

  test('shortens the names for OVH', () => {
    const names = [...formatters.terraform(set, above).matchAll(/subdomain = (.*)$/gm)].map(
      ([, name]) => name,
    );
    expect(names).toEqual(['"_imaps._tcp.10"', '"_imaps._tcp.9"', '""']);
  });
});

describe('addresses', () => {
  const addresses = ['192.0.2.1', '192.0.2.2', '2001:db8::1'];
  const set = setOf(
    account({ incoming: [], ews: 'https://ex.example.net/' }),
    settings({ host: undefined, addresses }),
  );

  test.each([
    ['bind', /^autodiscover\.example\.org\. 3600 IN (A|AAAA) \S+$/gm],
    ['cloudflare', /^autodiscover\.example\.org\. 3600 IN (A|AAAA) \S+ ; cf_tags=cf-proxied:false$/gm],
  ] as const)('stand in %s, each on its line', async (format, line) => {
    expect([...formatters[format](await set, target).matchAll(line)].map(([, type]) => type)).toEqual([
      'A',
      'A',
      'AAAA',
    ]);
  });

  test('are grouped by type for octoDNS', async () => {
    expect(parse(formatters.octodns(await set, target))).toMatchObject({
      autodiscover: [
        { ttl: 3600, type: 'A', values: ['192.0.2.1', '192.0.2.2'] },
        { ttl: 3600, type: 'AAAA', value: '2001:db8::1' },
      ],
    });
  });
});
