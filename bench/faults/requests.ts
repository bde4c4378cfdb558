/** Hostile requests, as the bytes that go over the wire: the same ones for the same seed. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { dialects } from '../../test/support/dialects.ts';
import { root } from './facteur.ts';

/** Text that breaks programs: markup, templates, separators, directions, lengths, numbers, names of objects. */
const naughty: readonly string[] = [
  ...[
    '',
    ' ',
    '\t',
    '\u0000',
    '\u00a0',
    '\u200b',
    '\u202e',
    '\ufeff',
    '\ufffe',
    '\ud800',
    '\u2028',
    '😀',
    'é',
    'é',
    'İ',
  ],
  ...[
    '<script>alert(1)</script>',
    ']]>',
    '<!--',
    '-->',
    '<![CDATA[',
    '&amp;',
    '&#0;',
    '&lol;',
    '<?xml?>',
    '"\'><',
  ],
  ...['%00', '%0d%0aSet-Cookie:a=b', '%', '%zz', '%ff', '%c0%af', '+', '%2B', '%25', '%E2%80%AE', '\r\nX: y'],
  ...[
    '%EMAILADDRESS%',
    '%ASKEDDOMAIN%',
    '%TIME%',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: somebody else's template
    '${7*7}',
    '{{7*7}}',
    '#{7*7}',
    '$1',
    '$&',
    '\\',
    '\\u0000',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'null',
    'undefined',
    'NaN',
    'true',
    '0',
    '-1',
    '1e309',
  ],
  ...[
    "' OR 1=1 --",
    '"; DROP TABLE domains;--',
    '*)(uid=*',
    '../../etc/passwd',
    '..%2f..%2f',
    '/./',
    '//',
    'file:///',
  ],
  ...[
    'a'.repeat(65),
    'a'.repeat(254),
    'a.'.repeat(200),
    'xn--',
    'xn--a',
    'xn--zzzzzzzzzz',
    '-a-',
    'a..b',
    '.',
    '..',
  ],
  ...[
    '127.0.0.1',
    '[::1]',
    '[::',
    '0x7f.1',
    'localhost',
    'example.org.',
    'EXAMPLE.ORG',
    'bücher.example',
    '例え.jp',
  ],
];

const word = fc.oneof(
  { arbitrary: fc.constantFrom(...naughty), weight: 4 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 40 }), weight: 1 },
  { arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }), weight: 1 },
);

const mailbox = fc.oneof(
  fc.tuple(word, word).map(([local, domain]) => `${local}@${domain}`),
  word.map((local) => `${local}@example.org`),
  word,
);

const paths = dialects.flatMap(({ routes }) =>
  routes.map((path) => (path.length > 1 && path.endsWith('/') ? `${path}x` : path)),
);
const path = fc.oneof(
  { arbitrary: fc.constantFrom(...paths), weight: 8 },
  { arbitrary: fc.constantFrom(...paths).map((one) => one.toUpperCase()), weight: 1 },
  { arbitrary: word.map((one) => `/${one}`), weight: 1 },
);
const host = fc.oneof(
  {
    arbitrary: fc.constantFrom('autoconfig.example.org', 'example.org', 'localhost', '127.0.0.1:8080'),
    weight: 4,
  },
  { arbitrary: word, weight: 1 },
);

/** On the wire nothing is forbidden but what would end a line. */
const inOneLine = (text: string): string => text.replace(/[\r\n]/g, '');
const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

const get = fc
  .record({
    path,
    host,
    name: fc.constantFrom('emailaddress', 'email', 'Email', 'name', 'type', 'Protocol', 'lang'),
    value: mailbox,
    raw: fc.boolean(),
    agent: word,
  })
  .map(({ path: at, host: to, name, value, raw, agent }) => ({
    line: inOneLine(
      `GET ${at.replaceAll(' ', '%20')}?${name}=${raw ? value.replaceAll(' ', '%20') : encoded(value)} HTTP/1.1`,
    ),
    fields: [`Host: ${inOneLine(to)}`, `User-Agent: ${inOneLine(agent)}`, 'Accept-Language: fr;q=x,,*'],
    body: '',
  }));

/** XML that is too deep, too wide, refers to itself, or is none at all. */
const bombs: readonly string[] = [
  `<!DOCTYPE a [<!ENTITY a "lol"><!ENTITY b "${'&a;'.repeat(20)}"><!ENTITY c "${'&b;'.repeat(20)}">]><a>&c;</a>`,
  '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Autodiscover><Request><EMailAddress>&x;</EMailAddress></Request></Autodiscover>',
  '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>',
  '<a>'.repeat(15_000),
  `${'<a>'.repeat(8000)}${'</a>'.repeat(8000)}`,
  `<a ${Array.from({ length: 3000 }, (_, at) => `a${at}="1"`).join(' ')}/>`,
  `<a>${'<!--'.repeat(10_000)}`,
  `<a>${'<![CDATA['.repeat(6000)}`,
  `<a>${'&#'.repeat(30_000)}</a>`,
  `<${'a'.repeat(60_000)}/>`,
  '<a b="'.padEnd(60_000, '<'),
  '\u0000'.repeat(60_000),
];

const pox = (value: string): string =>
  `<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request><EMailAddress>${value}</EMailAddress><AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>`;

const post = fc
  .record({
    path,
    host,
    body: fc.oneof(
      { arbitrary: mailbox.map(pox), weight: 6 },
      { arbitrary: fc.constantFrom(...bombs), weight: 1 },
      { arbitrary: word.map((value) => `emailaddress=${encoded(value)}`), weight: 1 },
      { arbitrary: word, weight: 1 },
    ),
  })
  .map(({ path: at, host: to, body }) => ({
    line: inOneLine(`POST ${at.replaceAll(' ', '%20')} HTTP/1.1`),
    fields: [`Host: ${inOneLine(to)}`, 'Content-Type: text/xml'],
    body,
  }));

/** Requests of real clients, in which bytes are changed, doubled, left out, and swapped with those of others. */
const real = readdirSync(join(root, 'test/vectors'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.http'))
  .map((name) => readFileSync(join(root, 'test/vectors', name), 'utf8').replace(/^(?:#.*\n)+/, ''))
  .map((text) => Buffer.from(text.replace(/(?<!\r)\n/g, '\r\n')));
const mutated = fc
  .tuple(
    fc.constantFrom(...real),
    fc.constantFrom(...real),
    fc.array(fc.tuple(fc.nat(), fc.nat(8), fc.nat(255), fc.nat(40)), { minLength: 1, maxLength: 6 }),
  )
  .map(([one, other, changes]) =>
    changes.reduce((bytes, [place, kind, value, length]) => {
      const at = place % Math.max(1, bytes.length);
      const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
      if (kind < 3) return Buffer.concat([before, Buffer.from([value]), after.subarray(1)]);
      if (kind < 5) return Buffer.concat([before, after.subarray(length)]);
      if (kind < 7) return Buffer.concat([before, after.subarray(0, length), after]);
      return Buffer.concat([before, other.subarray(at % other.length)]);
    }, one),
  );

function bytesOf({ line, fields, body }: { line: string; fields: readonly string[]; body: string }): Buffer {
  const content = Buffer.from(body);
  const length = body === '' ? [] : [`Content-Length: ${content.length}`];
  return Buffer.concat([
    Buffer.from(`${[line, ...fields, ...length, 'Connection: close'].join('\r\n')}\r\n\r\n`),
    content,
  ]);
}

/** @param bytes of one request; those of `kind` raw need not be HTTP at all */
export interface Hostile {
  readonly kind: 'get' | 'post' | 'raw';
  readonly bytes: Buffer;
}

const hostile: fc.Arbitrary<Hostile> = fc.oneof(
  { arbitrary: get.map((one): Hostile => ({ kind: 'get', bytes: bytesOf(one) })), weight: 5 },
  { arbitrary: post.map((one): Hostile => ({ kind: 'post', bytes: bytesOf(one) })), weight: 4 },
  { arbitrary: mutated.map((bytes): Hostile => ({ kind: 'raw', bytes })), weight: 3 },
);

export function* hostileRequests(count: number, seed: number): Iterable<Hostile> {
  const step = 1000;
  for (let from = 0; from < count; from += step) {
    yield* fc.sample(hostile, { numRuns: Math.min(step, count - from), seed: seed + from });
  }
}
