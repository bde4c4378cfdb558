/** MX records by DNS over HTTPS: the request, and which answers are accepted. */

import { describe, expect, test, vi } from 'vitest';
import { type Fetch, httpsMxResolver } from '../../../../src/directory/stores/portable/mx-over-https.ts';
import { type Domain, parseDomain } from '../../../../src/model/address.ts';
import { failureBeforeCacheTimeout } from '../../../support/cache-timeout.ts';

const resolver = 'https://dns.example/dns-query';

function domain(text = 'example.org'): Domain {
  const parsed = parseDomain(text);
  if (parsed.ok) return parsed.value;
  throw new Error(`${text} is no domain`);
}

const answering = (body: string, status = 200) => vi.fn<Fetch>(async () => new Response(body, { status }));
const look = (fetch: Fetch, of = domain(), at = resolver) => httpsMxResolver({ resolver: at }, fetch)(of);

/** JSON in the form that Cloudflare documents, see mx-over-https.ts. */
const answer = (records: readonly object[], changes: object = {}): string =>
  JSON.stringify({
    Status: 0,
    TC: false,
    RD: true,
    RA: true,
    AD: false,
    CD: false,
    Question: [{ name: 'example.org', type: 15 }],
    ...(records.length > 0 ? { Answer: records } : {}),
    ...changes,
  });
const record = (type: number, data: string) => ({ name: 'example.org', type, TTL: 300, data });
const mx = (data: string) => record(15, data);
const cname = record(5, 'alias.example.org.');
const rrsig = record(46, 'MX 13 2 300 20261201000000 20261117000000 34505 example.org. c2lnbmVk');
const soa = record(6, 'ns.example.org. dns.example.org. 2026112401 10000 2400 604800 1800');

describe('the question', () => {
  const asked = async (of: string, at: string) => {
    const fetch = answering(answer([]));
    await look(fetch, domain(of), at);
    return fetch.mock.calls[0] ?? [];
  };

  test.each<[why: string, of: string, at: string, url: string]>([
    ['names the domain and the type', 'example.org', resolver, `${resolver}?name=example.org&type=MX`],
    ['is in A-labels', 'bücher.example', resolver, `${resolver}?name=xn--bcher-kva.example&type=MX`],
    [
      'keeps what the resolver’s URL has',
      'example.org',
      'https://dns.example/q?key=a%2Fb',
      'https://dns.example/q?key=a%2Fb&name=example.org&type=MX',
    ],
  ])('%s', async (_, of, at, url) => {
    const [requested] = await asked(of, at);
    expect(requested).toBe(url);
  });

  test('asks for JSON, which is not the default', async () => {
    const [, init] = await asked('example.org', resolver);
    expect(new Headers(init?.headers).get('accept')).toBe('application/dns-json');
  });

  test('goes only to the resolver', async () => {
    const [, init] = await asked('example.org', resolver);
    expect(init?.redirect).toBe('manual');
  });

  test('is asked once', async () => {
    const fetch = answering('', 500);
    await expect(look(fetch)).rejects.toThrow();
    expect(fetch).toHaveBeenCalledTimes(1);
  });
});

describe('the answer', () => {
  test.each<[why: string, body: string, found: Awaited<ReturnType<typeof look>>]>([
    ['may hold one MX', answer([mx('10 mx1.example.')]), [{ exchange: 'mx1.example.', priority: 10 }]],
    [
      'may hold several MX',
      answer([mx('50 b.example.'), mx('5 a.example.')]),
      [
        { exchange: 'b.example.', priority: 50 },
        { exchange: 'a.example.', priority: 5 },
      ],
    ],
    ['may hold a null MX (RFC 7505)', answer([mx('0 .')]), [{ exchange: '.', priority: 0 }]],
    [
      'may hold the highest preference',
      answer([mx('65535 mx1.example.')]),
      [{ exchange: 'mx1.example.', priority: 65535 }],
    ],
    [
      'may begin with aliases',
      answer([cname, mx('10 mx1.example.')]),
      [{ exchange: 'mx1.example.', priority: 10 }],
    ],
    ['may be signed', answer([mx('10 mx1.example.'), rrsig]), [{ exchange: 'mx1.example.', priority: 10 }]],
    ['may end at an alias', answer([cname]), undefined],
    ['may hold nothing: the domain has no MX', answer([], { Authority: [soa] }), undefined],
    ['may be an empty list', answer([], { Answer: [] }), undefined],
    ['may be that there is no such domain', answer([], { Status: 3, Authority: [soa] }), undefined],
    ['may be that an alias leads nowhere', answer([cname], { Status: 3 }), undefined],
    ['may hold words of which we know nothing', answer([], { Comment: ['from 192.0.2.1'] }), undefined],
  ])('%s', async (_, body, found) => {
    expect(await look(answering(body))).toEqual(found);
  });

  test.each<[why: string, body: string, message: string]>([
    ['is a failure of DNS (SERVFAIL)', answer([], { Status: 2 }), '(RCODE_2)'],
    ['is a refusal of DNS', answer([], { Status: 5 }), 'rejects the query (RCODE_5)'],
    ['is a failure with records beside it', answer([mx('10 mx1.example.')], { Status: 2 }), '(RCODE_2)'],
    ['is cut short', answer([mx('10 mx1.example.')], { TC: true }), 'an unexpected answer'],
    ['has no status', answer([mx('10 mx1.example.')], { Status: undefined }), 'an unexpected answer'],
    ['has a status in words', answer([], { Status: 'NOERROR' }), 'an unexpected answer'],
    ['has no list of records', answer([], { Answer: 'none' }), 'an unexpected answer'],
    [
      'has a record without data',
      answer([{ name: 'example.org', type: 15, TTL: 300 }]),
      'an unexpected answer',
    ],
    ['is a list', '[]', 'an unexpected answer'],
    ['is null', 'null', 'an unexpected answer'],
    ['is empty', '', 'an unexpected answer'],
    ['is a page', '<!doctype html><title>Sign in to the hotel</title>', 'an unexpected answer'],
    ['is half an answer', answer([mx('10 mx1.example.')]).slice(0, -1), 'an unexpected answer'],
    ['has an MX without a preference', answer([mx('mx1.example.')]), 'MALFORMED_MX'],
    ['has an MX without an exchange', answer([mx('10')]), 'MALFORMED_MX'],
    ['has an MX with an empty exchange', answer([mx('10 ')]), 'MALFORMED_MX'],
    ['has an MX with two exchanges', answer([mx('10 mx1.example. mx2.example.')]), 'MALFORMED_MX'],
    ['has a preference of more than 16 bits', answer([mx('65536 mx1.example.')]), 'MALFORMED_MX'],
    ['has a preference below zero', answer([mx('-1 mx1.example.')]), 'MALFORMED_MX'],
    ['has a preference in hexadecimal', answer([mx('0x0a mx1.example.')]), 'MALFORMED_MX'],
    ['has two spaces in its data', answer([mx('10  mx1.example.')]), 'MALFORMED_MX'],
    ['has a new line in its data', answer([mx('10 mx1.example.\n')]), 'MALFORMED_MX'],
    ['has data in the generic form', answer([mx('\\# 4 00 0a 00 00')]), 'MALFORMED_MX'],
    ['has an exchange longer than a name', answer([mx(`10 ${'a'.repeat(255)}`)]), 'MALFORMED_MX'],
    ['has one good MX and one that is none', answer([mx('10 mx1.example.'), mx('10')]), 'MALFORMED_MX'],
  ])('is not believed when it %s', async (_, body, message) => {
    await expect(look(answering(body))).rejects.toThrow(message);
  });

  test.each([204, 302, 400, 404, 429, 500, 503])('is not believed with status %i', async (status) => {
    const body = status === 204 ? null : answer([mx('10 mx1.example.')]);
    const fetch: Fetch = async () => new Response(body, { status });
    await expect(look(fetch)).rejects.toThrow(String(status));
  });
});

describe('a resolver', () => {
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

  test('that never stops is read for 64 KiB and no further', async () => {
    const { taken, body } = endless();
    await expect(look(async () => new Response(body))).rejects.toThrow('UNREADABLE');
    expect(taken).toEqual({ chunks: 65, cancelled: true });
  });

  test('that answers an error is not read at all', async () => {
    const { taken, body } = endless();
    await expect(look(async () => new Response(body, { status: 500 }))).rejects.toThrow('500');
    expect(taken).toEqual({ chunks: 0, cancelled: true });
  });

  test('may fill 64 KiB', async () => {
    const body = answer([mx('10 mx1.example.')]);
    expect(await look(answering(body + ' '.repeat(64 * 1024 - body.length)))).toHaveLength(1);
  });

  test('may send its answer in pieces', async () => {
    const bytes = new TextEncoder().encode(answer([mx('10 mx1.example.')]));
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    expect(await look(async () => new Response(body))).toEqual([{ exchange: 'mx1.example.', priority: 10 }]);
  });

  test('that cannot be reached is an error, not a domain without MX', async () => {
    await expect(look(() => Promise.reject(new TypeError('fetch failed')))).rejects.toThrow(
      'mx fails (TypeError)',
    );
  });

  test('that says nothing is given up before the strictest client is', async () => {
    const silent: Fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });
    const failure = await failureBeforeCacheTimeout(() => look(silent));
    expect(failure).toMatchObject({ message: 'mx does not answer in time' });
  });

  test('is asked in words that may be logged: no failure repeats the domain', async () => {
    const failures = [answering('', 500), answering('{}'), answering(answer([mx('x')])), answering('x')];
    for (const fetch of failures) {
      const error: unknown = await look(fetch, domain('private.example')).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Error);
      expect(String(error)).not.toContain('private');
    }
  });
});

/** The log has the name of the store from its failures. */
describe('each failure begins with the name of the store', () => {
  test.each<[why: string, fetch: Fetch, message: string]>([
    ['a status', answering('', 500), 'mx gives an unexpected answer (500)'],
    ['no JSON', answering('x'), 'mx gives an unexpected answer'],
    ['REFUSED', answering(answer([], { Status: 5 })), 'mx rejects the query (RCODE_5)'],
    ['SERVFAIL', answering(answer([], { Status: 2 })), 'mx cannot look up a domain (RCODE_2)'],
    ['a record that is no MX', answering(answer([mx('x')])), 'mx cannot look up a domain (MALFORMED_MX)'],
    ['a long answer', answering(' '.repeat(64 * 1024 + 1)), 'mx cannot look up a domain (UNREADABLE)'],
    ['no connection', () => Promise.reject(new TypeError('fetch failed')), 'mx fails (TypeError)'],
  ])('%s', async (_, fetch, message) => {
    await expect(look(fetch)).rejects.toMatchObject({ message });
  });
});
