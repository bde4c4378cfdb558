/**
 * Hostile text and the ways to write it. Texts are strings of UTF-16 that may hold lone surrogates; bytes are "binary
 * strings", one character for each byte, because that is what sockets and Buffers take without a conversion.
 */

import type { Random } from './random.ts';

/**
 * The mark that a request leaves in whatever it sends: it must not show up in a log, nor in the answer to another
 * request, and `<zq9` must never be markup.
 */
export const markOf = (number: number): string => `zq9${number}q`;
export const marks = /zq9(\d+)q/gi;
export const anyMark = /zq9/i;
export const injectedElement = '<zq9';
export const injectedHeader = 'zq9-injected';

/** Each represents a way in which programs break. */
const atoms: readonly [string, ...string[]] = [
  // White space, direction, joiners, non-characters, surrogates, decomposed and dotted letters.
  ...(['', ' ', '\t', '\u00a0', '\u00ad', '\u200b', '\u200d', '\u202e', '\u2028', '\u2066'] as const),
  ...['\ufeff', '\ufffe', '\uffff', '\ufdd0', '\ud800', '\udfff', '\udc00\ud800', '\u{10ffff}', '\u{e0041}'],
  ...[
    '中',
    '例え.jp',
    'é',
    'e\u0301',
    'ß',
    'ſ',
    'İ',
    'ı',
    'ς',
    '😀',
    '👩‍👩‍👧',
    '\u0345',
    '﷽',
    'Ａ',
    '。',
    '．',
    '＠',
  ],
  // Markup, entities, sections, instructions.
  ...['<zq9>', '"><zq9 a="', "'><zq9 a='", '</string><zq9/>', ']]><zq9/>', '--><zq9/>', '<![CDATA[<zq9/>]]>'],
  ...[
    '</script><zq9>',
    '<?zq9?>',
    '<!--',
    '-->',
    ']]>',
    '&amp;',
    '&#0;',
    '&#x0;',
    '&#xd800;',
    '&zq9;',
    '&',
    '"',
    "'",
  ],
  // Lines, headers, encodings.
  ...[
    '\r\nzq9-injected: 1',
    '\nzq9-injected: 1',
    '\r',
    '\n',
    '\0',
    '\x0b',
    '\x1b[31m',
    '\x7f',
    '\x85',
    '\x80',
  ],
  ...[
    '%',
    '%2',
    '%zz',
    '%00',
    '%0d%0azq9-injected:1',
    '%ff',
    '%c0%af',
    '%u4e2d',
    '%25',
    '%2525',
    '+',
    '%2B',
    '%40',
  ],
  // Templates and names that programs know.
  ...[
    '%EMAILADDRESS%',
    '%EMAILDOMAIN%',
    '%EMAILLOCALPART%',
    '%ASKEDDOMAIN%',
    '%TIME%',
    '$1',
    '$&',
    '$`',
    '\\',
    '\\u0000',
  ],
  ...[
    '$' + '{7*7}',
    '{{7*7}}',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'then',
    'null',
    'undefined',
  ],
  ...['NaN', 'true', '0', '-1', '-0', '1e309', '9007199254740993', '[]', '{}', '[object Object]'],
  // Queries, commands, files.
  ...[
    "' OR 1=1 --",
    '*)(uid=*',
    '; id',
    '`id`',
    '../../etc/passwd',
    '..%2f..%2f',
    '/./',
    '//',
    'file:///',
    'javascript:alert(1)',
  ],
  // Lengths and names.
  ...[
    'a'.repeat(64),
    'a'.repeat(65),
    'a'.repeat(255),
    'a.'.repeat(127),
    'a.'.repeat(200),
    `${'é'.repeat(64)}`,
  ],
  ...[
    'xn--',
    'xn--a',
    'xn--zzzzzzzzzz',
    'xn--fiqs8s',
    'xn--a-ecp.ru',
    '-a-',
    'a..b',
    '.',
    '..',
    '.a',
    'a.',
    '_dmarc',
    '*',
  ],
  ...[
    '127.0.0.1',
    '[::1]',
    '[::',
    '0x7f.1',
    '1.2.3',
    '256.1.1.1',
    '::ffff:1.2.3.4',
    'localhost',
    'fe80::1%eth0',
  ],
  ...[
    'EXAMPLE.ORG',
    'example.org.',
    'bücher.example',
    'BÜCHER.example',
    'faß.example',
    'a\u200db.example',
    'none.example',
  ],
  ...['"quoted local"', '"a\\"b"', 'a@b', '@', 'a,b', 'a;b', '<a>', '(comment)a', 'a b'],
];

/** One of the characters that no text should hold, all of them in turn. */
const control = (random: Random): string =>
  String.fromCharCode(
    random.weighted([
      [3, random.below(0x20)],
      [1, 0x7f],
      [1, 0x80 + random.below(0x20)],
    ]),
  );

export function hostileText(random: Random, mark: string): string {
  const parts = random.times(1 + random.below(3), () =>
    random.weighted<() => string>([
      [6, () => random.pick(atoms)],
      [2, () => mark],
      [2, () => control(random)],
      [1, () => String.fromCharCode(random.below(0x1_0000))],
      [1, () => randomCharacters(random)],
    ])(),
  );
  return parts.join(random.oneIn(3) ? '' : random.pick(['-', '.', ' ', '']));
}

const randomCharacters = (random: Random): string =>
  String.fromCodePoint(
    ...random.times(1 + random.below(12), () =>
      random.below(random.pick([0x80, 0x800, 0x1_0000, 0x11_0000])),
    ),
  );

const upperOrLower = (random: Random, text: string): string =>
  Array.from(text, (letter) => (random.oneIn(2) ? letter.toUpperCase() : letter.toLowerCase())).join('');

/** Domains that are served in every way that they can be, and some that are none. */
const domains = [
  'example.org',
  'exchange.example',
  'hosted.example',
  'alias.example',
  'none.example',
  'sub.example.org',
  'other.example',
  'xn--bcher-kva.example',
] as const;

export function domain(random: Random, mark: string): string {
  const plain = random.pick(domains);
  return random.weighted<() => string>([
    [5, () => plain],
    [3, () => `${mark}.${plain}`],
    [2, () => upperOrLower(random, plain)],
    [2, () => `${hostileText(random, mark)}.${plain}`],
    [2, () => hostileText(random, mark)],
  ])();
}

/** An address, most often one that the rest of the program has to work with. */
export function mailbox(random: Random, mark: string): string {
  const local = random.weighted<() => string>([
    [4, () => mark],
    [2, () => `Jo.Doe+${mark}`],
    [1, () => `boss`],
    [4, () => hostileText(random, mark)],
    [1, () => upperOrLower(random, `${mark}ÉİKß`)],
  ])();
  return random.weighted<() => string>([
    [12, () => `${local}@${domain(random, mark)}`],
    [1, () => local],
    [1, () => `${local}@${local}@${domain(random, mark)}`],
    [1, () => `mailto:${local}@${domain(random, mark)}`],
  ])();
}

/** UTF-8 as bytes, in which lone surrogates are written as if they were characters (WTF-8). */
export function utf8(text: string): string {
  if (text.isWellFormed()) return Buffer.from(text).toString('latin1');
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0xd800 || code > 0xdfff) return Buffer.from(character).toString('latin1');
    return String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  }).join('');
}

const hexadecimal = (byte: string, upper: boolean): string => {
  const digits = byte.charCodeAt(0).toString(16).padStart(2, '0');
  return `%${upper ? digits.toUpperCase() : digits}`;
};

/** Percent-encodes: what has to be, everything, some of it, twice, or in too many bytes. */
export function percentEncoded(random: Random, text: string): string {
  const bytes = utf8(text);
  const upper = !random.oneIn(4);
  const needed = (): string => bytes.replace(/[^A-Za-z0-9._~-]/g, (byte) => hexadecimal(byte, upper));
  return random.weighted<() => string>([
    [6, needed],
    [2, () => bytes.replace(/[^A-Za-z0-9._~@+:!$'()*,;/-]/g, (byte) => hexadecimal(byte, upper))],
    [2, () => bytes.replace(/[\s\S]/g, (byte) => hexadecimal(byte, upper))],
    [1, () => bytes.replace(/[\s\S]/g, (byte) => (random.oneIn(2) ? hexadecimal(byte, upper) : byte))],
    [1, () => needed().replaceAll('%', '%25')],
    [1, () => needed().replace(/[a-z]/g, (letter) => tooLong(letter))],
    [1, () => needed().replaceAll('%20', '+')],
    [1, () => needed().slice(0, -1)],
  ])();
}

/** An ASCII letter in two bytes, which UTF-8 forbids. */
function tooLong(letter: string): string {
  const code = letter.charCodeAt(0);
  return `%${(0xc0 | (code >> 6)).toString(16)}%${(0x80 | (code & 0x3f)).toString(16)}`;
}
