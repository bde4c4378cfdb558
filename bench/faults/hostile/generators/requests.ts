/** Whole requests, each made from a seed and its number alone. */

import { body } from './bodies.ts';
import { fields } from './fields.ts';
import type { Random } from './random.ts';
import type { Field, Request } from './request.ts';
import { host, method, ownHost, path, query, target } from './targets.ts';
import { domain, hostileText, mailbox, percentEncoded } from './text.ts';

/** What the harness knows of the server that it asks. */
export interface Known {
  /** Sealed links that the server gave out itself. */
  readonly tokens: readonly string[];
}

export function requestOf(random: Random, mark: string, known: Known): Request {
  return random.weighted<() => Request>([
    [50, () => get(random, mark)],
    [14, () => profile(random, mark)],
    [4, () => link(random, mark, known.tokens)],
    [30, () => post(random, mark)],
    [4, () => page(random, mark)],
  ])();
}

function get(random: Random, mark: string): Request {
  const asked = method(random, 'GET');
  const kind = `get ${asked === 'GET' ? '' : asked}`.trim();
  const sent = random.oneIn(30) ? body(random, mark).bytes : undefined;
  return {
    kind,
    method: asked,
    target: target(random, mark),
    host: hostOrNone(random, mark),
    fields: fields(random, mark),
    body: sent,
  };
}

/** Profiles of many addresses, names of any kind, both ways of reading mail. */
function profile(random: Random, mark: string): Request {
  const addresses = random.times(
    random.weighted([
      [6, 1],
      [2, 2 + random.below(9)],
      [1, 11],
      [1, random.below(60)],
    ]),
    () => (random.oneIn(3) ? mailbox(random, mark) : `${mark}@${domain(random, mark)}`),
  );
  const pairs = [
    ...addresses.map((one) => `emailaddress=${percentEncoded(random, one)}`),
    ...(random.oneIn(2) ? [`name=${percentEncoded(random, hostileText(random, mark))}`] : []),
    ...(random.oneIn(3) ? [`type=${random.pick(['pop3', 'imap', 'POP3', 'x', ''])}`] : []),
  ].join('&');
  const posted = random.oneIn(3);
  const at = random.pick([
    '/profile.mobileconfig',
    '/email.mobileconfig',
    '/Profile.MobileConfig',
    '/profile.mobileconfig',
  ]);
  return {
    kind: 'profile',
    method: posted ? 'POST' : method(random, 'GET'),
    target: posted ? at : `${at}?${pairs}`,
    host: hostOrNone(random, mark),
    fields: [...(posted ? [formType] : []), ...fields(random, mark)],
    body: posted ? pairs : undefined,
  };
}

const formType: Field = ['Content-Type', 'application/x-www-form-urlencoded'];

/** Sealed links: true ones, changed ones, and what never was one. */
function link(random: Random, mark: string, tokens: readonly string[]): Request {
  const [first = 'AAAA', ...others] = tokens;
  const token = random.pick([first, ...others]);
  const at = random.below(token.length);
  const changed = random.weighted<() => string>([
    [3, () => token],
    [2, () => token.toLowerCase()],
    [
      3,
      () => token.slice(0, at) + random.pick(['A', 'a', '1', '0', '%41', '-', '%00']) + token.slice(at + 1),
    ],
    [1, () => token.slice(0, at)],
    [1, () => token + random.pick(['=', '/', 'A', 'AAAAAAAA', '%20'])],
    [2, () => random.times(random.below(400), () => random.pick(['A', 'B', 'Z', '2', '7', 'q'])).join('')],
    [1, () => percentEncoded(random, hostileText(random, mark))],
  ])();
  const asked = random.oneIn(3) ? `?${query(random, mark)}` : '';
  return {
    kind: 'link',
    method: method(random, 'GET'),
    target: `${random.pick(['/l/', '/L/'])}${changed}${asked}`,
    host: hostOrNone(random, mark),
    fields: fields(random, mark),
    body: undefined,
  };
}

function post(random: Random, mark: string): Request {
  const { kind, bytes } = body(random, mark);
  const usual = {
    pox: '/autodiscover/autodiscover.xml',
    soap: '/autodiscover/autodiscover.svc',
    form: random.pick(['/', '/profile.mobileconfig']),
    json: '/autodiscover/autodiscover.json',
  };
  const own = Object.entries(usual).find(([name]) => name === kind)?.[1];
  const asked =
    own !== undefined && !random.oneIn(5)
      ? own
      : random.oneIn(2)
        ? random.pick([
            '/autodiscover/autodiscover.xml',
            '/autodiscover/autodiscover.svc',
            '/',
            '/profile.mobileconfig',
          ])
        : target(random, mark);
  const type: Field = kind === 'form' ? formType : ['Content-Type', 'text/xml'];
  return {
    kind: `post ${kind}`,
    method: method(random, 'POST'),
    target: asked,
    host: hostOrNone(random, mark),
    fields: [...(random.oneIn(10) ? [] : [type]), ...fields(random, mark)],
    body: bytes,
  };
}

/** The page, with an address in the form. */
function page(random: Random, mark: string): Request {
  return {
    kind: 'page',
    method: 'POST',
    target: `${random.pick(['/', '/', '/?', path(random, mark)])}${random.oneIn(3) ? `?${query(random, mark)}` : ''}`,
    host: random.oneIn(3) ? hostOrNone(random, mark) : ownHost,
    fields: [formType, ...fields(random, mark)],
    body: `emailaddress=${percentEncoded(random, mailbox(random, mark))}`,
  };
}

const hostOrNone = (random: Random, mark: string): string | undefined =>
  random.oneIn(100) ? undefined : random.oneIn(2) ? usualHost(random) : host(random, mark);

const usualHost = (random: Random): string =>
  random.pick([
    ownHost,
    'autoconfig.example.org',
    'autodiscover.example.org',
    'autoconfig.exchange.example',
    'example.org',
  ]);
