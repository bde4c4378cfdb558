/** What HTTP asks of every route alike: methods, conditional requests, and limits that no request gets past. */

import { describe, expect, test } from 'vitest';
import { expectLinearGrowth } from '../support/growth.ts';
import { bodyOf, poxRequest, send, soapRequest } from '../support/world.ts';

const host = 'https://autoconfig.example.org';
const pox = 'https://autodiscover.example.org/autodiscover/autodiscover.xml';

const urls = {
  autoconfig: `${host}/mail/config-v1.1.xml`,
  'autoconfig with the domain in the path': `${host}/v1.1/example.org`,
  autodiscover: pox,
  'a profile': `${host}/profile.mobileconfig?emailaddress=jo@example.org`,
  'the page for people': `${host}/`,
} as const;
const routes = Object.entries(urls);
/** Those to which something is posted. */
const posts = ['autodiscover', 'a profile', 'the page for people'];

describe('If-None-Match (RFC 9110 §13.1.2)', () => {
  const ask = (held: string, init: RequestInit = {}) =>
    send('ovh', urls.autoconfig, { ...init, headers: { 'if-none-match': held } });
  const tagOf = async (url: string = urls.autoconfig): Promise<string> =>
    (await send('ovh', url)).headers.get('etag') ?? '';

  test.each<[why: string, held: (tag: string) => string]>([
    ['the tag', (tag) => tag],
    ['the tag, made weak by a proxy', (tag) => `W/${tag}`],
    ['white space around the tag', (tag) => ` ${tag}\t`],
    ['the tag first in a list', (tag) => `${tag}, "other"`],
    ['the tag last in a list', (tag) => `"other", ${tag}`],
    ['the tag in a list without spaces', (tag) => `"other",${tag},W/"another"`],
    ['the tag, weak, in a list with spaces before the commas', (tag) => `"other" , W/${tag} , "another"`],
    ['an asterisk', () => '*'],
  ])('with %s gets 304', async (_, held) => {
    expect((await ask(held(await tagOf()))).status).toBe(304);
  });

  test.each<[why: string, held: (tag: string) => string]>([
    ['another tag', () => '"other"'],
    ['a list of others', () => '"other", W/"another"'],
    ['a tag that only begins alike', (tag) => tag.replace(/"$/, 'x"')],
    ['a tag that is only part of it', (tag) => tag.replace(/.org"$/, '"')],
    ['the tag without its quotation marks', (tag) => tag.replaceAll('"', '')],
    ['the tag with a small w', (tag) => `w/${tag}`],
    ['nothing', () => ''],
    ['commas', () => ',,'],
  ])('with %s gets the whole answer', async (_, held) => {
    const answer = await ask(held(await tagOf()));
    expect(answer.status).toBe(200);
    expect(await bodyOf(answer)).toContain('<clientConfig');
  });

  test('is answered with what a cache needs to renew its copy, and without a body', async () => {
    const [whole, held] = [await send('ovh', urls.autoconfig), await ask(await tagOf())];
    expect(held.headers.get('etag')).toBe(whole.headers.get('etag'));
    expect(held.headers.get('cache-control')).toBe(whole.headers.get('cache-control'));
    expect(held.headers.get('content-type')).toBeNull();
    expect(await bodyOf(held)).toBe('');
  });

  test('is answered in the same way to HEAD', async () => {
    expect((await ask(await tagOf(), { method: 'HEAD' })).status).toBe(304);
  });

  test('of one domain does not hold for another', async () => {
    const answer = await send('ovh', 'https://autoconfig.example.com/mail/config-v1.1.xml', {
      headers: { 'if-none-match': await tagOf() },
    });
    expect(answer.status).toBe(200);
    expect(await bodyOf(answer)).toContain('<domain>example.com</domain>');
  });

  test('holds at every path that gives the same document', async () => {
    const tags = [
      await tagOf(),
      await tagOf(`${host}/.well-known/autoconfig/mail/config-v1.1.xml`),
      await tagOf(`${host}/v1.1/example.org`),
      await tagOf('https://localhost/mail/config-v1.1.xml?emailaddress=jo@example.org'),
    ];
    expect(new Set(tags).size).toBe(1);
    expect(tags[0]).toMatch(/^"[\x21\x23-\x7e]+"$/);
  });

  test('is of no account where an answer holds an address', async () => {
    const answer = await send('ovh', urls['a profile'], { headers: { 'if-none-match': '*' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBeNull();
  });

  test('does not turn a refusal into a 304', async () => {
    const answer = await send('example', 'https://autoconfig.other.example/mail/config-v1.1.xml', {
      headers: { 'if-none-match': '*' },
    });
    expect(answer.status).toBe(404);
  });
});

describe('methods', () => {
  test.each(routes)('HEAD of %s has the status and the headers of GET, and no body', async (_, url) => {
    const [get, head] = [await send('ovh', url), await send('ovh', url, { method: 'HEAD' })];
    expect(get.status).toBe(200);
    expect(head.status).toBe(200);
    expect([...head.headers]).toEqual([...get.headers]);
    expect(await bodyOf(head)).toBe('');
    expect(await bodyOf(get)).not.toBe('');
  });

  test.each(routes)(
    'OPTIONS of %s is answered with 204, what is allowed, and no body',
    async (route, url) => {
      const answer = await send('ovh', url, { method: 'OPTIONS' });
      expect(answer.status).toBe(204);
      expect(answer.headers.get('allow')).toBe(
        posts.includes(route) ? 'GET, HEAD, OPTIONS, POST' : 'GET, HEAD, OPTIONS',
      );
      expect(await bodyOf(answer)).toBe('');
    },
  );

  test('OPTIONS reveals nothing about unknown paths', async () => {
    expect((await send('ovh', `${host}/admin`, { method: 'OPTIONS' })).status).toBe(404);
  });

  test.each(
    routes.flatMap(([route, url]) => {
      const never = ['PUT', 'DELETE', 'PATCH', 'PROPFIND', 'QUERY'];
      return (posts.includes(route) ? never : [...never, 'POST']).map(
        (method) => [method, route, url] as const,
      );
    }),
  )('%s of %s is answered with 405 and what is allowed', async (method, route, url) => {
    const body = method === 'QUERY' || method === 'PROPFIND' ? {} : { body: '<x/>' };
    const answer = await send('ovh', url, { method, ...body });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(
      posts.includes(route) ? 'GET, HEAD, OPTIONS, POST' : 'GET, HEAD, OPTIONS',
    );
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });
});

describe('the limit of a query', () => {
  const query = (length: number): string => `?${'x'.repeat(length)}`;

  test.each(routes.map(([route, url]) => [route, url.replace(/\?.*/, '')] as const))(
    'is 4 KiB for %s',
    async (_, url) => {
      expect((await send('ovh', url + query(4096))).status).toBe(200);
      const refused = await send('ovh', url + query(4097));
      expect(refused.status).toBe(414);
      expect(refused.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(refused.headers.get('cache-control')).toBe('no-store');
    },
  );

  test('counts octets as they are sent, percent-encoded', async () => {
    expect((await send('ovh', `${urls.autoconfig}?x=${'ü'.repeat(682)}`)).status).toBe(200);
    expect((await send('ovh', `${urls.autoconfig}?x=${'ü'.repeat(683)}`)).status).toBe(414);
  });

  test('leaves room for the longest address and name', async () => {
    const address = `${'ü'.repeat(32)}@${'a'.repeat(60)}.example`;
    const search = `emailaddress=${encodeURIComponent(address)}&name=${encodeURIComponent('👩'.repeat(50))}`;
    expect((await send('ovh', `${host}/profile.mobileconfig?${search}`)).status).toBe(200);
  });

  test('holds for HEAD, and for a POST whose body is good', async () => {
    const post = { method: 'POST', body: poxRequest('jo@example.org') };
    expect((await send('ovh', urls.autoconfig + query(4097), { method: 'HEAD' })).status).toBe(414);
    expect((await send('ovh', pox + query(4097), post)).status).toBe(414);
  });
});

describe('the limit of a body', () => {
  const limit = 4 * 1024;
  const encoder = new TextEncoder();

  /** A good request in as many bytes as that: the white space is in it, not behind it. */
  function requestOf(length: number): Uint8Array<ArrayBuffer> {
    const [start = '', end = ''] = poxRequest('jo@example.org').split('</Request>');
    return encoder.encode(`${start}${' '.repeat(length - start.length - end.length - 10)}</Request>${end}`);
  }

  const chunked = (bytes: Uint8Array, chunk: number): ReadableStream<Uint8Array> => {
    let at = 0;
    return new ReadableStream({
      pull(controller) {
        if (at >= bytes.length) return controller.close();
        controller.enqueue(bytes.slice(at, at + chunk));
        at += chunk;
      },
    });
  };

  const post = (
    body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>,
    headers: Record<string, string> = {},
  ) =>
    send('ovh', pox, {
      method: 'POST',
      body,
      headers,
      ...(body instanceof ReadableStream && { duplex: 'half' }),
    });

  test.each<[how: string, sent: (bytes: Uint8Array<ArrayBuffer>) => ReturnType<typeof post>]>([
    ['as it is', (bytes) => post(bytes)],
    ['with its length', (bytes) => post(bytes, { 'content-length': String(bytes.length) })],
    ['in chunks', (bytes) => post(chunked(bytes, 1000))],
    ['in one chunk', (bytes) => post(chunked(bytes, bytes.length))],
    ['with the last byte by itself', (bytes) => post(chunked(bytes, limit - 1))],
  ])(
    'is 4 KiB for Autodiscover: exactly that is read, and one byte more is not; sent %s',
    async (_, sent) => {
      const read = await sent(requestOf(limit));
      expect(read.status).toBe(200);
      expect(await bodyOf(read)).toContain('<LoginName>jo@example.org</LoginName>');
      const refused = await sent(requestOf(limit + 1));
      expect(refused.status).toBe(413);
      expect(refused.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    },
  );

  test('is not passed by a length that says less than is sent', async () => {
    expect((await post(requestOf(limit + 1), { 'content-length': '100' })).status).toBe(413);
  });

  test('is passed by a length alone, without waiting for the bytes', async () => {
    const never = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}) });
    expect((await post(never, { 'content-length': String(limit + 1) })).status).toBe(413);
  });

  test('ends a body that has no end, soon after it', async () => {
    let chunks = 0;
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        chunks++;
        controller.enqueue(new Uint8Array(1024).fill(0x20));
      },
      cancel() {
        cancelled = true;
      },
    });
    expect((await post(endless)).status).toBe(413);
    expect(chunks).toBeLessThan(10);
    expect(cancelled).toBe(true);
  });

  test('is no reason to fail when the client hangs up before it', async () => {
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(encoder.encode('<Autodiscover>'));
      },
      pull(controller) {
        controller.error(new Error('connection reset'));
      },
    });
    const answer = await post(broken);
    expect(answer.status).toBeLessThan(500);
    expect(await bodyOf(answer)).toContain('<ErrorCode>600</ErrorCode>');
  });

  test('does not matter to a GET, whatever its headers say', async () => {
    const answer = await send('ovh', urls.autoconfig, { headers: { 'content-length': '1000000' } });
    expect(answer.status).toBe(200);
  });

  test('has nothing to do with an empty body, which is a bad request', async () => {
    expect(await bodyOf(await post(new Uint8Array()))).toContain('<ErrorCode>600</ErrorCode>');
    expect(await bodyOf(await send('ovh', pox, { method: 'POST' }))).toContain('<ErrorCode>600</ErrorCode>');
  });

  test.each<[what: string, limit: number, url: string, body: (length: number) => string]>([
    ['the page', 2, `${host}/`, (length) => `emailaddress=jo@example.org&x=${'x'.repeat(length - 30)}`],
    [
      'a profile',
      10,
      `${host}/profile.mobileconfig`,
      (length) => `emailaddress=jo@example.org&x=${'x'.repeat(length - 30)}`,
    ],
    [
      'Autodiscover over SOAP',
      40,
      'https://autodiscover.example.org/autodiscover/autodiscover.svc',
      (length) => soapRequest('User', ['jo@example.org'], ['UserDisplayName']).padEnd(length),
    ],
  ])('is another one for %s: %i KiB', async (_, kibibytes, url, written) => {
    const posted = async (length: number): Promise<number> =>
      (await send('exchange', url, { method: 'POST', body: written(length) })).status;
    expect(await posted(kibibytes * 1024)).not.toBe(413);
    expect(await posted(kibibytes * 1024 + 1)).toBe(413);
  });

  test('leaves room for ten of the longest addresses and a name, percent-encoded, in a form', async () => {
    const addresses = Array.from(
      { length: 10 },
      (_, at) => `emailaddress=${encodeURIComponent(`${at}${'ü'.repeat(31)}@${'a'.repeat(63)}.example`)}`,
    );
    const form = [...addresses, `name=${encodeURIComponent('👩'.repeat(50))}`].join('&');
    const { status } = await send('ovh', `${host}/profile.mobileconfig`, { method: 'POST', body: form });
    expect(status).toBe(200);
  });
});

describe('a request of hostile size is answered below 500, in a time that grows no faster than its size', () => {
  const long = (piece: string, size: number): string => piece.repeat(size / piece.length);
  const posted = (body: string | Uint8Array<ArrayBuffer>): RequestInit => ({ method: 'POST', body });
  const asked = (address: string): string => `${urls.autoconfig}?emailaddress=${address}`;

  test.each<[what: string, size: number, request: (size: number) => [url: string, init?: RequestInit]]>([
    ['a path', 60_000, (size) => [`${host}/${long('a', size)}`]],
    ['a path of slashes', 60_000, (size) => [`${host}${long('/', size)}`]],
    ['a domain in the path', 60_000, (size) => [`${host}/v1.1/${long('a.', size)}`]],
    ['a domain in the path, percent-encoded', 60_000, (size) => [`${host}/v1.1/${long('%C3%BC', size)}`]],
    ['a path of percent signs', 60_000, (size) => [`${host}/v1.1/${long('%', size)}`]],
    ['a query', 60_000, (size) => [asked(long('a', size))]],
    ['a query of ampersands', 8192, (size) => [`${urls.autoconfig}?${long('&', size)}`]],
    ['a query of equals signs', 8192, (size) => [`${urls.autoconfig}?${long('=', size)}`]],
    ['a query without equals signs and a body', 8192, (size) => [`${pox}?${long('x&', size)}`, posted('x')]],
    ['an address of dots', 8000, (size) => [asked(`${long('a.', size)}@example.org`)]],
    ['an address of quotation marks', 6000, (size) => [asked(`${long('%22', size)}@example.org`)]],
    ['an address of @', 8000, (size) => [asked(long('@', size))]],
    ['a path that has to be normalized', 60_000, (size) => [`${host}/x%2D${long('<a>b</a>', size)}`]],
    [
      'a Host of an unknown page',
      60_000,
      (size) => [`${host}/?x`, { headers: { host: long('nfig.example.org', size) } }],
    ],
    ['a Host', 60_000, (size) => [urls.autoconfig, { headers: { host: long('a.', size) } }]],
    ['a Host of one label', 60_000, (size) => [urls.autoconfig, { headers: { host: long('a', size) } }]],
    [
      'a Host of prefixes',
      60_000,
      (size) => [urls.autoconfig, { headers: { host: long('autoconfig.', size) } }],
    ],
    ['a Host of colons', 60_000, (size) => [urls.autoconfig, { headers: { host: long(':', size) } }]],
    [
      'an If-None-Match',
      60_000,
      (size) => [urls.autoconfig, { headers: { 'if-none-match': long('"x", ', size) } }],
    ],
    [
      'an If-None-Match of white space',
      60_000,
      (size) => [urls.autoconfig, { headers: { 'if-none-match': `"${long(' ', size)}"` } }],
    ],
    [
      'an Accept-Language',
      60_000,
      (size) => [`${host}/`, { headers: { 'accept-language': long('x,', size) } }],
    ],
    ['a body of ampersands', 60_000, (size) => [pox, posted(long('&', size))]],
    ['a body of opening tags', 60_000, (size) => [pox, posted(long('<a>', size))]],
    ['a body of closing angle brackets', 60_000, (size) => [pox, posted(long('>', size))]],
    ['a body of EMailAddress', 60_000, (size) => [pox, posted(long('<EMailAddress>', size))]],
    ['a body of zeros', 60_000, (size) => [pox, posted(new Uint8Array(size))]],
    ['an address in a body', 60_000, (size) => [pox, posted(poxRequest(long('a', size)))]],
    ['an address of white space in a body', 60_000, (size) => [pox, posted(poxRequest(long(' ', size)))]],
    ['an address of references in a body', 60_000, (size) => [pox, posted(poxRequest(long('&#64;', size)))]],
    [
      'a schema in a body',
      60_000,
      (size) => [pox, posted(poxRequest('jo@example.org', long('http:', size)))],
    ],
  ])('%s', async (_, size, request) => {
    const answer = await send('ovh', ...request(size));
    expect(answer.status).toBeLessThan(500);
    await expectLinearGrowth(request, (one) => send('ovh', ...one), size);
  });
});
