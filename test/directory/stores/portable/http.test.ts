/** The operator's own service: what it is asked, what is believed of its answers, and what is not. */

import { describe, expect, test, vi } from 'vitest';
import type { Entry } from '../../../../src/directory/entry.ts';
import type { FailureWord } from '../../../../src/directory/failure.ts';
import { httpStore } from '../../../../src/directory/stores/portable/http.ts';
import type { Fetch } from '../../../../src/directory/stores/portable/mx-over-https.ts';
import { type Domain, parseDomain } from '../../../../src/model/address.ts';
import { failureBeforeCacheTimeout } from '../../../support/cache-timeout.ts';

const url = 'https://domains.example/mail/%EMAILDOMAIN%';

function domain(text = 'example.org'): Domain {
  const parsed = parseDomain(text);
  if (parsed.ok) return parsed.value;
  throw new Error(`${text} is no domain`);
}

const answering = (body: string | null, status = 200, headers = {}) =>
  vi.fn<Fetch>(async () => new Response(body, { status, headers }));
const look = async (fetch: Fetch, of = domain()) => httpStore({ url }, fetch).find(of);

describe('the question', () => {
  const asked = async (options: { url: string; token?: string }, of = domain()) => {
    const fetch = answering('"ovh"');
    await httpStore(options, fetch).find(of);
    expect(fetch).toHaveBeenCalledTimes(1);
    return fetch.mock.calls[0] ?? [];
  };

  test.each<[why: string, of: string, at: string, requested: string]>([
    ['holds the domain', 'example.org', url, 'https://domains.example/mail/example.org'],
    ['is in A-labels', 'bücher.example', url, 'https://domains.example/mail/xn--bcher-kva.example'],
    [
      'holds the domain wherever it is wanted',
      'example.org',
      'http://localhost:1/%EMAILDOMAIN%?of=%EMAILDOMAIN%&key=a%2Fb',
      'http://localhost:1/example.org?of=example.org&key=a%2Fb',
    ],
  ])('%s', async (_, of, at, requested) => {
    const [found] = await asked({ url: at }, domain(of));
    expect(found).toBe(requested);
  });

  test('holds a domain percent-encoded, whatever domains may become', async () => {
    // The parser's domains have nothing to encode, so this one is not of its making.
    const hostile = Object.assign(domain(), { toString: () => '../a?b=c&d#e f' });
    const [found] = await asked({ url }, hostile);
    expect(found).toBe('https://domains.example/mail/..%2Fa%3Fb%3Dc%26d%23e%20f');
  });

  test('asks for JSON, and without a token it shows none', async () => {
    const [, init] = await asked({ url });
    expect([...new Headers(init?.headers)]).toEqual([['accept', 'application/json']]);
  });

  test('shows the token (RFC 6750)', async () => {
    const [, init] = await asked({ url, token: 'c2VjcmV0' });
    expect(new Headers(init?.headers).get('authorization')).toBe('Bearer c2VjcmV0');
  });

  test('goes only to the service', async () => {
    const [, init] = await asked({ url });
    expect(init?.redirect).toBe('manual');
  });
});

describe('the answer', () => {
  test.each<[why: string, body: string, entry: Entry]>([
    ['may be a provider', '"ovh"', { provider: 'ovh' }],
    [
      'may be a provider and what differs',
      '{"provider":"ovh","imap":"mail.%EMAILDOMAIN%","name":"Ours"}',
      {
        provider: 'ovh',
        imap: 'mail.%EMAILDOMAIN%',
        name: 'Ours',
      },
    ],
    ['may be that the domain is never to be served', '"none"', { provider: 'none' }],
    ['may have white space around it', ' \r\n"ovh"\n', { provider: 'ovh' }],
    ['may fill 16 KiB', `"ovh"${' '.repeat(16 * 1024 - 5)}`, { provider: 'ovh' }],
  ])('%s', async (_, body, entry) => {
    expect(await look(answering(body))).toEqual(entry);
  });

  test.each<[why: string, body: string, entry: Entry | undefined]>([
    ['null', 'null', undefined],
    ['an empty list', '[]', undefined],
    ['a list of one', '[{"provider":"ovh"}]', { provider: 'ovh' }],
    ['a list of the same twice', '[{"provider":"ovh"},{"provider":"ovh","id":2}]', { provider: 'ovh' }],
    [
      'an object with fields of its own',
      '{"provider":"ovh","id":7,"owner":{"name":"x"}}',
      { provider: 'ovh' },
    ],
  ])('may be %s', async (_, body, entry) => {
    expect(await look(answering(body))).toEqual(entry);
  });

  test.each([
    ['is empty', '', 'http holds an entry that is not JSON'],
    ['is broken', '{"provider":"ovh"', 'http holds an entry that is not JSON'],
    [
      'is a page',
      '<!doctype html><title>Sign in to the hotel</title>',
      'http holds an entry that is not JSON',
    ],
    ['is a number', '7', 'http holds an entry that is neither the name of a provider nor an object'],
    ['names nobody', '""', 'http holds a row whose provider is missing'],
    ['lacks the provider', '{"imap":"mail.example.org"}', 'http holds a row whose provider is missing'],
    [
      'has a host that is none',
      '{"provider":"ovh","imap":"no host"}',
      'http holds a row whose imap is not a host name',
    ],
  ])('is an error when it %s', async (_, body, message) => {
    await expect(look(answering(body))).rejects.toMatchObject({ message, failure: { word: 'row-refused' } });
  });

  test('of bytes that are not UTF-8 is an error', async () => {
    const body = new Uint8Array([0x22, 0xe9, 0x22]);
    await expect(look(async () => new Response(body))).rejects.toThrow(
      'http holds an entry that is not UTF-8',
    );
  });

  test('is looked for by A-labels and then in its own script', async () => {
    const fetch = vi.fn<Fetch>(async (url) =>
      url.endsWith('b%C3%BCcher.example') ? new Response('"ovh"') : new Response(null, { status: 404 }),
    );
    const store = httpStore({ url: 'https://service.example/%EMAILDOMAIN%' }, fetch);
    expect(await store.find(domain('bücher.example'))).toEqual({ provider: 'ovh' });
    expect(fetch.mock.calls.map(([asked]) => asked)).toEqual([
      'https://service.example/xn--bcher-kva.example',
      'https://service.example/b%C3%BCcher.example',
    ]);
  });

  test.each<[status: number, body: string | null]>([
    [404, '{"error":"no such domain"}'],
    [410, ''],
    [204, null],
  ])('%i means that the domain is not known', async (status, body) => {
    expect(await look(answering(body, status))).toBeUndefined();
  });

  test.each<[status: number, word: FailureWord]>([
    ...[201, 301, 302, 307, 400, 500].map((status): [number, FailureWord] => [status, 'bad-answer']),
    [401, 'credentials'],
    [403, 'credentials'],
    [429, 'overloaded'],
    [503, 'overloaded'],
  ])('%i is an error: %s', async (status, word) => {
    const fetch = answering('"ovh"', status, {
      location: 'https://elsewhere.example/',
    });
    await expect(look(fetch)).rejects.toMatchObject({
      message: expect.stringContaining(String(status)),
      failure: { word },
    });
    expect(fetch).toHaveBeenCalledTimes(1);
  });
});

describe('a service', () => {
  /** A body that never ends, and counts what is taken from it. */
  const endless = () => {
    const taken = { chunks: 0, cancelled: false };
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          taken.chunks++;
          controller.enqueue(new Uint8Array(1024).fill(0x20));
        },
        cancel() {
          taken.cancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
    return { taken, body };
  };

  test('that never stops is read for 16 KiB and no further', async () => {
    const { taken, body } = endless();
    await expect(look(async () => new Response(body))).rejects.toThrow(
      'http holds an entry that is too long',
    );
    expect(taken).toEqual({ chunks: 17, cancelled: true });
  });

  test.each([404, 500])('that answers %i is not read at all', async (status) => {
    const { taken, body } = endless();
    await look(async () => new Response(body, { status })).catch(() => undefined);
    expect(taken).toEqual({ chunks: 0, cancelled: true });
  });

  test('that hangs up in the middle is an error', async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('"ov'));
        controller.error(new TypeError('terminated'));
      },
    });
    await expect(look(async () => new Response(body))).rejects.toThrow('http closed the connection');
  });

  test('that cannot be reached is an error', async () => {
    const unreachable = look(() => Promise.reject(new TypeError('fetch failed')));
    await expect(unreachable).rejects.toThrow('http fails (TypeError)');
  });

  test('that says nothing is given up before the strictest client is', async () => {
    const silent: Fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });
    const failure = await failureBeforeCacheTimeout(() => look(silent));
    expect(failure).toMatchObject({ message: 'http does not answer in time' });
  });

  test('is spoken of in words that may be logged: no host, no token, no domain', async () => {
    const secrets = /domains\.example|c2VjcmV0|private/;
    const failures: readonly Fetch[] = [
      answering('', 500),
      answering('private c2VjcmV0'),
      (at, init) => Promise.reject(new TypeError(`${at} ${new Headers(init.headers).get('authorization')}`)),
    ];
    for (const fetch of failures) {
      const finding = async () =>
        httpStore({ url, token: 'c2VjcmV0' }, fetch).find(domain('private.example'));
      const error: unknown = await finding().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Error);
      expect(String(error)).toMatch(/^StoreError: http /);
      expect(error instanceof Error ? `${error.stack} ${error.cause}` : '').not.toMatch(secrets);
    }
  });
});

describe('a url is refused', () => {
  test.each([
    [
      'whose host depends on the domain: the token would go to whoever is asked about',
      'https://%EMAILDOMAIN%/entry',
    ],
    ['that holds a password', 'https://jo:secret@directory.example/%EMAILDOMAIN%'],
  ])('%s', (_, url) => {
    expect(() => httpStore({ url, token: 'secret' }, async () => new Response('"ovh.net"'))).toThrow(
      'the url of the http store',
    );
  });
});
