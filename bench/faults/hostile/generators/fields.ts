/** The header fields of hostile requests: those that facteur or a proxy reads, and garbage. */

import type { Random } from './random.ts';
import type { Field } from './request.ts';
import { host } from './targets.ts';
import { hostileText, mailbox, percentEncoded, utf8 } from './text.ts';

type Values = (random: Random, mark: string) => string;

/** Seldom with what parsers of HTTP refuse already: it is to reach what comes after them. */
const hostile: Values = (random, mark) => {
  const bytes = utf8(hostileText(random, mark));
  return random.oneIn(12) ? bytes : bytes.replace(/[^\t\x20-\x7e\x80-\xff]/g, '');
};
const oneOf =
  (...list: readonly [string, ...string[]]): Values =>
  (random) =>
    random.pick(list);
const either =
  (usual: Values, times = 3): Values =>
  (random, mark) =>
    random.oneIn(times) ? hostile(random, mark) : usual(random, mark);

const network: Values = (random) =>
  random.weighted<() => string>([
    [4, () => `127.${random.below(256)}.${random.below(256)}.${random.below(256)}`],
    [2, () => `198.51.100.${random.below(300)}`],
    [2, () => `2001:db8::${random.below(65_536).toString(16)}`],
    [
      1,
      () =>
        random.pick([
          '::ffff:127.0.0.1',
          '[::1]:80',
          '127.0.0.1:80',
          'unknown',
          '_hidden',
          '"[::1]"',
          '',
          ',',
          'fe80::1%lo',
        ]),
    ],
  ])();

/** Half of what comes by a proxy that is believed is to be redirected, so that `Location` is written. */
const table: readonly [readonly [number, string, Values], ...(readonly [number, string, Values])[]] = [
  [
    14,
    'X-Forwarded-Proto',
    either(oneOf('http', 'http', 'https', 'HTTP', ' http', 'http, https', 'https,http', 'ws', ''), 8),
  ],
  [
    6,
    'X-Forwarded-For',
    either(
      (random, mark) =>
        random.times(1 + random.below(5), () => network(random, mark)).join(random.pick([', ', ',', ' ,'])),
      6,
    ),
  ],
  [3, 'X-Forwarded-Host', either(host)],
  [1, 'X-Forwarded-Port', either(oneOf('80', '443', '0', '99999'))],
  [1, 'X-Forwarded-Prefix', hostile],
  [
    2,
    'Forwarded',
    either((random, mark) => `for=${network(random, mark)};proto=http;host=${host(random, mark)}`),
  ],
  [1, 'X-Real-IP', network],
  [1, 'CF-Connecting-IP', network],
  [1, 'CF-Ray', hostile],
  [1, 'X-Original-URL', hostile],
  [1, 'X-Rewrite-URL', hostile],
  [1, 'X-HTTP-Method-Override', oneOf('DELETE', 'POST', 'GET')],
  [
    4,
    'If-None-Match',
    either(oneOf('*', '""', 'W/"', '"a","b"', 'W/"x", *', '"'.repeat(200), ',,,', '*, "a"')),
  ],
  [1, 'If-Modified-Since', either(oneOf('Thu, 01 Jan 1970 00:00:00 GMT', 'never'))],
  [1, 'Range', oneOf('bytes=0-0', 'bytes=-1', 'bytes=0-,0-,0-', 'lines=1')],
  [
    5,
    'Accept-Language',
    either((random) =>
      random
        .times(random.below(40), () =>
          random.pick([
            'fr',
            'de-CH',
            '*',
            'en;q=',
            'pl;q=0.5',
            'x-y-z',
            'it;q=9',
            ';',
            'nl;q=-1',
            'es;q=NaN',
          ]),
        )
        .join(','),
    ),
  ],
  [2, 'Accept', either(oneOf('*/*', 'text/html', 'application/json', 'text/xml;q=0'))],
  [1, 'Accept-Encoding', oneOf('gzip', 'br', 'identity;q=0', '*;q=0')],
  [3, 'Origin', either(oneOf('null', 'https://evil.example', 'file://', 'https://facteur.example.net'))],
  [2, 'Referer', (random, mark) => `https://zq9.example/?a=${percentEncoded(random, mailbox(random, mark))}`],
  [
    5,
    'User-Agent',
    either(
      oneOf(
        'Thunderbird/140.0',
        'Microsoft Office/16.0',
        'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)',
        'curl/8',
        '',
        'Mozilla/5.0 (X11; Linux)',
      ),
    ),
  ],
  [2, 'Sec-CH-UA-Platform', either(oneOf('"Windows"', '"macOS"', '"', 'Android'))],
  [
    2,
    'X-Request-Id',
    either(oneOf('123e4567-e89b-12d3-a456-426614174000', '0123456789abcdef0123456789abcdef')),
  ],
  [
    2,
    'Traceparent',
    either(oneOf('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', '00-0-0-0', 'ff-')),
  ],
  [1, 'X-User-Identity', (random, mark) => utf8(mailbox(random, mark))],
  [1, 'X-AnchorMailbox', (random, mark) => utf8(mailbox(random, mark))],
  [
    1,
    'Authorization',
    (random, mark) => `Basic ${Buffer.from(utf8(mailbox(random, mark)), 'latin1').toString('base64')}`,
  ],
  [1, 'Cookie', hostile],
  [
    2,
    'Content-Type',
    either(
      oneOf(
        'text/xml',
        'text/xml; charset=utf-16',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=zq9',
        'application/json',
        'text/xml; charset=""',
        'text/xml; charset=zq9',
        '',
      ),
    ),
  ],
  [1, 'Content-Encoding', oneOf('gzip', 'br', 'identity', 'x')],
  [1, 'TE', oneOf('trailers', 'gzip', 'chunked')],
  [1, 'Via', hostile],
  [1, 'Early-Data', oneOf('1')],
  [1, 'Prefer', hostile],
  [1, 'Access-Control-Request-Method', hostile],
  [1, 'Access-Control-Request-Private-Network', oneOf('true')],
  [1, '__proto__', hostile],
  [1, 'constructor', hostile],
];

const weightedTable = table.map(([weight, name, values]) => [weight, { name, values }] as const);
const [firstRow, ...otherRows] = weightedTable;

export function fields(random: Random, mark: string): Field[] {
  if (!firstRow) return [];
  const count = random.weighted([
    [2, 0],
    [6, 1 + random.below(4)],
    [2, 4 + random.below(8)],
  ]);
  const chosen = random.times(count, (): Field => {
    const { name, values } = random.weighted([firstRow, ...otherRows]);
    return [cased(random, name), values(random, mark).replace(/^[ \t]+|[ \t]+$/g, '')];
  });
  // Values of every length, up to what servers take and somewhat more.
  if (random.oneIn(80)) chosen.push(['X-Long', 'x'.repeat(random.below(random.pick([300, 8300, 17_000])))]);
  if (random.oneIn(200))
    chosen.push(...random.times(random.below(random.pick([100, 1000])), (at): Field => [`X-${at}`, '']));
  if (random.oneIn(60)) chosen.push([hostile(random, mark), 'x']);
  return chosen;
}

const cased = (random: Random, name: string): string =>
  random.weighted([
    [6, name],
    [1, name.toLowerCase()],
    [1, name.toUpperCase()],
  ]);
