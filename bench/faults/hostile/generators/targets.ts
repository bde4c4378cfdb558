/** Methods, hosts, paths and queries of hostile requests. */

import { routes as routeTable } from '../../../../src/routes.ts';
import type { Random } from './random.ts';
import { domain, hostileText, mailbox, percentEncoded, utf8 } from './text.ts';

/** The host of the `url` that ways with one are configured with, and another name of the service's own. */
export const ownHost = 'facteur.example.net';
export const otherOwnHost = 'own.example.net';

const routes: readonly string[] = Object.values(routeTable).map(({ path }) => path);
const [first = '/', ...others] = [...routes, '/healthz'];
const knownPaths: readonly [string, ...string[]] = [first, ...others];

export function method(random: Random, usual: string): string {
  if (!random.oneIn(8)) return usual;
  return random.pick([
    ...(['GET', 'HEAD', 'POST', 'OPTIONS', 'PROPFIND', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'SEARCH'] as const),
    ...(['QUERY', 'M-SEARCH', 'PURGE', 'get', 'Get', 'REPORT', 'MKCOL', 'LINK', 'HEAD', 'HEAD'] as const),
  ]);
}

export function host(random: Random, mark: string): string {
  return random.weighted<() => string>([
    [5, () => ownHost],
    [1, () => otherOwnHost],
    [2, () => 'localhost'],
    [
      6,
      () =>
        `${random.pick(['autoconfig.', 'autodiscover.', 'ua-auto-config.', 'mta-sts.', '', 'AutoConfig.'])}${utf8(domain(random, mark))}`,
    ],
    [1, () => `${random.pick(['autoconfig.', ''])}${percentEncoded(random, domain(random, mark))}`],
    [
      2,
      () =>
        `${ownHost}:${random.pick(['', '0', '80', '443', '8080', '65535', '65536', '99999', 'x', '-1', '080'])}`,
    ],
    [
      1,
      () =>
        random.pick([
          '[::1]',
          '[::1]:80',
          '[0:0:0:0:0:0:0:1]',
          '[::1',
          '[fe80::1%25eth0]',
          '127.1',
          '0x7f.1',
          '1.2.3.4',
        ]),
    ],
    [1, () => `${random.pick(['user@', 'user:password@', 'http://', '//', '/'])}${ownHost}`],
    [
      1,
      () =>
        random.pick([
          '',
          ' ',
          '.',
          '..',
          '-',
          ',',
          `${ownHost},other.example`,
          `${ownHost} other`,
          `${ownHost}.`,
        ]),
    ],
    [2, () => utf8(hostileText(random, mark))],
    [1, () => `${'a'.repeat(random.below(300))}.example`],
  ])();
}

/** A path of a route, changed or not, or an unknown path. */
export function path(random: Random, mark: string): string {
  const known = random.pick(knownPaths);
  const open = known.length > 1 && known.endsWith('/');
  const rest = (): string =>
    percentEncoded(random, random.oneIn(2) ? mailbox(random, mark) : domain(random, mark));
  const whole = open ? known + rest() : known;
  return random.weighted<() => string>([
    [10, () => whole],
    [3, () => mixedCase(random, known) + (open ? rest() : '')],
    [2, () => encodedLetters(random, known) + (open ? rest() : '')],
    [
      2,
      () =>
        `${whole}${random.pick(['/', '//', '/.', '/..', '/../', '%2f', ';a=b', '%20', '%00', '#', '#a'])}`,
    ],
    [2, () => `${random.pick(['/.', '/a/..', '/%2e', '/a/%2e%2e', '//', '///', '/./.'])}${whole}`],
    [2, () => inserted(random, known, percentEncoded(random, hostileText(random, mark)))],
    [1, () => `/${percentEncoded(random, hostileText(random, mark))}`],
    [1, () => `/${utf8(hostileText(random, mark))}`],
    [1, () => `${known}/${'a'.repeat(random.below(3000))}`],
  ])();
}

const mixedCase = (random: Random, text: string): string =>
  text.replace(/[a-z]/g, (letter) => (random.oneIn(2) ? letter.toUpperCase() : letter));

const encodedLetters = (random: Random, text: string): string =>
  text.replace(/[\s\S]/g, (letter) => (random.oneIn(4) ? `%${letter.charCodeAt(0).toString(16)}` : letter));

function inserted(random: Random, text: string, what: string): string {
  const at = 1 + random.below(text.length);
  return text.slice(0, at) + what + text.slice(at);
}

const parameterNames = [
  ...([
    'emailaddress',
    'email',
    'Email',
    'EmailAddress',
    'name',
    'type',
    'Protocol',
    'protocol',
    'language',
  ] as const),
  ...([
    'lang',
    'RedirectCount',
    'domain',
    'token',
    'emailaddress[]',
    '__proto__',
    '',
    'constructor',
  ] as const),
] as const;

const values = (random: Random, mark: string): string =>
  random.weighted<() => string>([
    [6, () => mailbox(random, mark)],
    [3, () => hostileText(random, mark)],
    [
      1,
      () =>
        random.pick([
          'imap',
          'pop3',
          'AutodiscoverV1',
          'ActiveSync',
          'Ews',
          'EWS',
          'ActiveSync\0',
          'fr',
          'de',
          'xx',
        ]),
    ],
  ])();

export function pair(random: Random, mark: string): string {
  const name = random.oneIn(12)
    ? percentEncoded(random, hostileText(random, mark))
    : random.pick(parameterNames);
  const value = values(random, mark);
  return random.weighted<() => string>([
    [8, () => `${name}=${percentEncoded(random, value)}`],
    [1, () => `${name}=${utf8(value)}`],
    [1, () => name],
    [1, () => `${name}==${percentEncoded(random, value)}`],
  ])();
}

/** Without its question mark. */
export function query(random: Random, mark: string): string {
  const count = random.weighted([
    [3, 0],
    [8, 1],
    [4, 2 + random.below(3)],
    [1, random.below(40)],
  ]);
  const pairs = random.times(count, () => pair(random, mark)).join(random.oneIn(10) ? ';' : '&');
  if (random.oneIn(60)) return `${pairs}&x=${'x'.repeat(8000 + random.below(400))}`;
  return pairs;
}

/** Origin, absolute, authority or asterisk form. */
export function target(random: Random, mark: string): string {
  const asked = query(random, mark);
  const origin = path(random, mark) + (asked === '' && !random.oneIn(10) ? '' : `?${asked}`);
  return random.weighted<() => string>([
    [40, () => origin],
    [4, () => `${random.pick(['http', 'https', 'HTTP', 'HttpS'])}://${host(random, mark)}${origin}`],
    [
      1,
      () => `${random.pick(['ftp', 'file', 'javascript', 'ws', 'zq9', ''])}://${host(random, mark)}${origin}`,
    ],
    [1, () => `http:${origin}`],
    [1, () => `//${host(random, mark)}${origin}`],
    [
      1,
      () =>
        random.pick([
          '*',
          'example.org:443',
          'example.org',
          '?',
          '#',
          '/',
          '/?',
          '/#',
          '\\',
          'http://',
          'https:///',
        ]),
    ],
  ])();
}
