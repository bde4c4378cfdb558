/** Mutates a request towards known slow inputs: more of everything, and text that is expensive to decode. */

import type { WireRequest } from './client.ts';

/** A number from 0 up to, but not including, the limit. */
export type Random = (limit: number) => number;

/** The same numbers for the same seed. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return (limit) => {
    // A linear congruential generator: its upper bits are random enough to choose by.
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const pieces: readonly string[] = [
  ...[
    '<a/>',
    '<a>',
    '</a>',
    '<a b="c"/>',
    ' a="b"',
    '<!---->',
    '<![CDATA[]]>',
    '<?a?>',
    '&amp;',
    '&#64;',
    '&',
  ],
  ...[
    '<User><Mailbox>a@example.org</Mailbox></User>',
    '<Setting>ExternalEwsUrl</Setting>',
    '<a:b xmlns:a="c"/>',
  ],
  ...[
    'emailaddress=a@example.org&',
    'email=&',
    'a=&',
    '=&',
    '&',
    '%41',
    '%C3%BC',
    '%40',
    '%',
    '+',
    '%2B',
    '%20',
  ],
  ...[
    'ü',
    '例え',
    'İ',
    '😀',
    'xn--bcher-kva.',
    'a.',
    '.',
    '"',
    '\\"',
    '@',
    ',',
    ';q=0.1',
    '"x", ',
    'W/"x",',
    '*',
  ],
  ...['a', ' ', '\t', '\u00a0', '%EMAILADDRESS%', '-', '<', '>', "'", '/', '//', '/../', '%2e%2e/', '%2F'],
];

const headerNames: readonly string[] = [
  ...['Accept-Language', 'If-None-Match', 'User-Agent', 'Cookie', 'X-Forwarded-For', 'X-Forwarded-Proto'],
  ...['Sec-CH-UA-Platform', 'Accept', 'Content-Type', 'Traceparent', 'X-Request-Id', 'Authorization', 'X-A'],
];

/** Node takes 16 KiB of headers in all. */
const headersLimit = 15_000;
const bodyLimit = 42_000;

/** @param others of whose parts something may be taken */
export function mutated(parent: WireRequest, others: readonly WireRequest[], random: Random): WireRequest {
  let request = parent;
  for (let change = 0; change <= random(3); change++) request = changed(request, others, random);
  return fitting(request);
}

function changed(request: WireRequest, others: readonly WireRequest[], random: Random): WireRequest {
  const other = others[random(others.length)] ?? request;
  const name = headerNames[random(headerNames.length)] ?? 'X-A';
  const [first, ...rest] = request.headers;
  switch (random(12)) {
    case 0:
      return { ...request, host: changedText(request.host, random) };
    case 1:
      return { ...request, path: changedText(request.path, random) };
    case 2:
    case 3:
      return { ...request, search: changedText(request.search, random) };
    case 4:
    case 5:
    case 6:
      return { ...request, body: changedText(request.body, random) };
    case 7:
      return { ...request, headers: [...request.headers, [name, changedText('', random)]] };
    case 8:
      return first ? { ...request, headers: [[first[0], changedText(first[1], random)], ...rest] } : request;
    case 9:
      return { ...request, host: other.host };
    case 10:
      return { ...request, search: other.search || other.body };
    default:
      return { ...request, body: other.body };
  }
}

function changedText(text: string, random: Random): string {
  const at = random(text.length + 1);
  const [before, after] = [text.slice(0, at), text.slice(at)];
  const times = 2 ** random(13);
  switch (random(5)) {
    case 0:
      return before + after.slice(random(40));
    case 1:
      return before + after.slice(0, 1 + random(60)).repeat(times) + after;
    case 2:
      return [...text].toReversed().join('').slice(0, 100) + text;
    default:
      return before + (pieces[random(pieces.length)] ?? '').repeat(times) + after;
  }
}

function fitting(request: WireRequest): WireRequest {
  const path = request.path.startsWith('/') ? request.path : `/${request.path}`;
  let room = headersLimit;
  const shortened = (text: string): string => {
    const kept = Buffer.from(text).subarray(0, Math.max(0, room)).toString();
    room -= kept.length + 40;
    return kept;
  };
  return {
    ...request,
    path: shortened(path) || '/',
    search: shortened(request.search),
    host: shortened(request.host),
    headers: request.headers.map(([name, value]) => [name, shortened(value)] as const),
    body: request.method === 'POST' ? request.body.slice(0, bodyLimit) : '',
  };
}
