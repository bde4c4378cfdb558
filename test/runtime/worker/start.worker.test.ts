/**
 * What the Worker answers while a binding is missing, empty, slow, locked, throws or rejects: the right settings or
 * 503 in plain text, and never an exception, a page in HTML or another customer's settings.
 */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { asking, type Bindings, type Isolate, newIsolate, tables } from '../../support/worker.ts';

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly reason?: string;
  readonly complaints?: readonly string[];
}

let isolate: Isolate;
let lines: Line[];
beforeEach(async () => {
  isolate = await newIsolate();
  lines = [];
  for (const method of ['log', 'warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((line) => void lines.push(JSON.parse(String(line))));
  }
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const own = '<hostname>imap.example.net</hostname>';
const other = '<hostname>other.example.net</hostname>';
const otherTables = {
  ...tables,
  providers: {
    'example.net': {
      ...tables.providers['example.net'],
      incoming: [{ protocol: 'imap', host: 'other.example.net', port: 993, security: 'tls' }],
    },
  },
};
const text = JSON.stringify(tables);

const never = (): Promise<never> => new Promise(() => {});
const locked = (): Promise<never> => Promise.reject(new Error('KV GET failed: 429 Too Many Requests'));
const throws = (): never => {
  throw new TypeError('Illegal invocation');
};
const kv = (get: (key: string) => unknown): Bindings => ({ FACTEUR_KV: { get } });

/** @returns the body of 200; otherwise what was refused, which must be 503 in plain text */
async function answered(bindings: Bindings, url = asking('example.org')): Promise<string> {
  const answer = await isolate.ask(bindings, url);
  const body = await answer.text();
  if (answer.status === 200) return body;
  expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'text/plain; charset=utf-8']);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(body).not.toContain('<');
  return 'refused';
}

const withStore = (directories: object[], more: Bindings = {}): Bindings => ({
  FACTEUR_CONFIG: { ...tables, directories },
  ...more,
});

describe('without a configuration it answers 503, and the log says once what is missing', () => {
  const wrong = { ...tables, url: 'http://facteur.example.net', typo: 'jo@example.org' };
  test.each<[what: string, bindings: Bindings, reason: string | RegExp]>([
    ['KV without the entry', kv(async () => null), 'the entry "config" of FACTEUR_KV is missing'],
    ['KV with an empty entry', kv(async () => ''), 'the entry "config" of FACTEUR_KV is empty'],
    ['KV with no JSON', kv(async () => 'url: x'), 'the entry "config" of FACTEUR_KV is not JSON'],
    ['KV that is locked', kv(locked), /^the entry "config" of FACTEUR_KV cannot be read: KV GET failed: 429/],
    ['KV that throws', kv(throws), /^the entry "config" of FACTEUR_KV cannot be read: Illegal invocation/],
    ['KV that is D1', { FACTEUR_KV: { prepare: throws } }, 'FACTEUR_KV is not a KV namespace'],
    ['KV that is a text', { FACTEUR_KV: 'config' }, 'FACTEUR_KV is not a KV namespace'],
    ['KV that is bound to nothing', { FACTEUR_KV: undefined }, 'FACTEUR_KV is not a KV namespace'],
    ['a misspelt variable', { FACTEUR_CONFG: text }, /^there is no configuration: .*FACTEUR_CONFG is there/],
    ['a store alone', { DOMAINS: { withSession: throws } }, /^there is no configuration: .*DOMAINS is there/],
    [
      'limits and figures alone',
      { FACTEUR_RATE_LIMIT: {}, FACTEUR_ANALYTICS: {} },
      /^there is no configuration: .*FACTEUR_ANALYTICS, FACTEUR_RATE_LIMIT are there/,
    ],
    ['half of the quick start', { FACTEUR_DOMAINS: 'example.org' }, /^there is no configuration/],
    ['an empty secret', { FACTEUR_CONFIG: '' }, 'FACTEUR_CONFIG is empty'],
    ['a secret that is no JSON', { FACTEUR_CONFIG: '{"password": hunter2' }, /^FACTEUR_CONFIG is not JSON/],
    ['a secret in YAML', { FACTEUR_CONFIG: 'url: https://x' }, 'FACTEUR_CONFIG is not JSON'],
    ['a number', { FACTEUR_CONFIG: 5 }, 'FACTEUR_CONFIG is neither a text nor a secret'],
    ['a Secrets Store that is locked', { FACTEUR_CONFIG: { get: locked } }, /^FACTEUR_CONFIG cannot be read/],
    ['a Secrets Store that throws', { FACTEUR_CONFIG: { get: throws } }, /^FACTEUR_CONFIG cannot be read/],
    ['pieces with a gap', { FACTEUR_CONFIG_1: text, FACTEUR_CONFIG_3: 'x' }, 'FACTEUR_CONFIG_2 is missing'],
    [
      'a secret and pieces',
      { FACTEUR_CONFIG: text, FACTEUR_CONFIG_1: text },
      'FACTEUR_CONFIG and FACTEUR_CONFIG_1 are both set',
    ],
    ['tables that are wrong', { FACTEUR_CONFIG: wrong }, 'FACTEUR_CONFIG is not a valid configuration'],
    [
      'an entry that is wrong',
      kv(async () => JSON.stringify(wrong)),
      'the entry "config" of FACTEUR_KV is not a valid configuration',
    ],
    ['null', { FACTEUR_CONFIG: 'null' }, 'FACTEUR_CONFIG is not a valid configuration'],
    ['a misnamed store', withStore([{ d1: 'DOMAINS' }]), 'wrangler.toml binds no such store as DOMAINS'],
    ['a store of Node', withStore([{ sqlite: 'a.db' }]), 'there is no sqlite at the edge'],
  ])('%s', async (_, bindings, reason) => {
    for (const url of [asking('example.org'), asking('stranger.example'), 'https://facteur.example.net/']) {
      expect(await answered(bindings, url)).toBe('refused');
    }
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'error',
        msg: 'facteur cannot start',
        reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
      }),
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/hunter2|jo@/);
  });

  test('all errors of a configuration are in the line, each with its place', async () => {
    await answered({
      FACTEUR_CONFIG: { ...tables, url: 'http://x.example', domains: { 'a b': 'none' }, typo: 1 },
    });
    expect(lines[0]?.complaints?.map((line) => line.replace(/: .*/, '')).toSorted()).toEqual([
      'domains.a b',
      'typo',
      'url',
    ]);
  });
});

describe('a failed start', () => {
  test('is repeated after some seconds, and not for each request', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const get = vi.fn(async (): Promise<string | null> => null);
    for (let request = 0; request < 20; request++) expect(await answered(kv(get))).toBe('refused');
    expect(get).toHaveBeenCalledOnce();
    vi.setSystemTime(Date.now() + 10_000);
    expect(await answered(kv(get))).toBe('refused');
    expect(get).toHaveBeenCalledTimes(2);
    expect(lines).toHaveLength(1);
    get.mockResolvedValue(text);
    vi.setSystemTime(Date.now() + 10_000);
    expect(await answered(kv(get))).toContain(own);
    expect(lines.map(({ msg }) => msg)).toEqual(['facteur cannot start', 'facteur has started']);
  });

  test('is shared by all requests that come at the same time, and so is one that succeeds', async () => {
    const get = vi.fn(async () => text);
    const bodies = await Promise.all(Array.from({ length: 20 }, () => answered(kv(get))));
    expect(new Set(bodies.map((body) => body.includes(own)))).toEqual(new Set([true]));
    expect(get).toHaveBeenCalledOnce();
  });

  test('that takes too long is 503 for those who wait, and settings for those who come later', async () => {
    let finish: (text: string) => void = () => {};
    const slow = kv(() => new Promise((resolve) => (finish = resolve)));
    expect(await answered(slow)).toBe('refused');
    expect(lines).toMatchObject([{ msg: 'facteur has not started yet' }]);
    finish(text);
    expect(await answered(slow)).toContain(own);
  });

  test('that never ends is given up, and another one is tried', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const get = vi.fn<() => Promise<string>>(never);
    expect(await answered(kv(get))).toBe('refused');
    get.mockResolvedValue(text);
    expect(await answered(kv(get))).toBe('refused');
    vi.setSystemTime(Date.now() + 15_000);
    expect(await answered(kv(get))).toContain(own);
  });
});

describe('a configuration may be', () => {
  const half = Math.floor(text.length / 2);
  test.each<[how: string, bindings: Bindings]>([
    ['an entry of KV', kv(async (key) => (key === 'config' ? text : null))],
    ['a secret of the Secrets Store', { FACTEUR_CONFIG: { get: async () => text } }],
    ['in pieces', { FACTEUR_CONFIG_1: text.slice(0, half), FACTEUR_CONFIG_2: text.slice(half) }],
    [
      'in twelve pieces, in the order of their numbers',
      Object.fromEntries(
        Array.from({ length: 12 }, (_, at) => [
          `FACTEUR_CONFIG_${at + 1}`,
          text.slice(at * 50, at === 11 ? undefined : at * 50 + 50),
        ]),
      ),
    ],
    [
      'the quick start’s variables',
      { FACTEUR_IMAP: 'imaps://imap.example.net', FACTEUR_SMTP: 'smtps://smtp.example.net' },
    ],
  ])('%s', async (_, bindings) => {
    expect(await answered(bindings)).toContain(own);
    expect(lines).toEqual([]);
  });
});

describe('a configuration in KV', () => {
  /** A namespace whose entry the test writes, and a clock. */
  function entry(first: string | null) {
    vi.useFakeTimers({ toFake: ['Date'] });
    const state = { text: first, reads: 0 };
    const bindings = kv(async () => {
      state.reads++;
      return state.text;
    });
    const minute = (): void => void vi.setSystemTime(Date.now() + 60_000);
    return { state, bindings, minute };
  }
  /** The check goes on after the answer that began it. */
  const checked = () => vi.waitFor(async () => expect(await answered(bindingsNow)).toContain(expected));
  let bindingsNow: Bindings = {};
  let expected = own;

  test('is looked at again after a minute, behind an answer', async () => {
    const { state, bindings, minute } = entry(text);
    expect(await answered(bindings)).toContain(own);
    state.text = JSON.stringify(otherTables);
    expect(await answered(bindings)).toContain(own);
    expect(state.reads).toBe(1);
    minute();
    expect(await answered(bindings)).toContain(own);
    bindingsNow = bindings;
    expected = other;
    await checked();
    expect(state.reads).toBe(2);
    expect(lines.map(({ msg }) => msg)).toEqual(['the configuration has been reloaded']);
  });

  test.each<[why: string, next: string | null, reason: string]>([
    ['is deleted', null, 'the entry "config" of FACTEUR_KV is missing'],
    ['becomes no JSON', '{', 'the entry "config" of FACTEUR_KV is not JSON at position 1'],
    ['becomes wrong', '{"domains":5}', 'the entry "config" of FACTEUR_KV is not a valid configuration'],
    [
      'names a store that is not bound',
      JSON.stringify({ ...tables, directories: [{ kv: 'DOMAINS' }] }),
      'wrangler.toml binds no such store as DOMAINS',
    ],
  ])('that %s changes nothing, and the log says so once', async (_, next, reason) => {
    const { state, bindings, minute } = entry(text);
    expect(await answered(bindings)).toContain(own);
    state.text = next;
    for (let minutes = 0; minutes < 3; minutes++) {
      minute();
      expect(await answered(bindings)).toContain(own);
      await vi.waitFor(() => expect(state.reads).toBe(minutes + 2));
      await scheduler.wait(5);
    }
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'error',
        msg: 'the new configuration cannot be used; the last one stays in use',
        reason,
      }),
    ]);
    state.text = JSON.stringify(otherTables);
    minute();
    bindingsNow = bindings;
    expected = other;
    await checked();
  });

  test('that changes keeps what the caches of its stores know', async () => {
    const find = vi.fn(async () => 'example.net');
    const directories = [{ kv: 'DOMAINS' }];
    const { state, bindings, minute } = entry(JSON.stringify({ ...tables, directories }));
    const both = { ...bindings, DOMAINS: { get: find } };
    expect(await answered(both, asking('customer.example'))).toContain(own);
    state.text = JSON.stringify({ ...otherTables, directories });
    minute();
    await answered(both);
    bindingsNow = both;
    expected = other;
    await checked();
    find.mockRejectedValue(new Error('KV GET failed: 500'));
    expect(await answered(both, asking('customer.example'))).toContain(other);
    expect(find).toHaveBeenCalledOnce();
  });

  test('that cannot be read any more goes on in use', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const get = vi.fn(async () => text);
    expect(await answered(kv(get))).toContain(own);
    get.mockImplementation(locked);
    vi.setSystemTime(Date.now() + 60_000);
    expect(await answered(kv(get))).toContain(own);
    await vi.waitFor(() => expect(lines).toHaveLength(1));
    expect(await answered(kv(get))).toContain(own);
  });
});

describe('a store that fails', () => {
  const d1 = (first: () => unknown) => ({
    DOMAINS: { withSession: () => ({ prepare: () => ({ bind: () => ({ first }) }) }) },
  });
  test.each<[what: string, bindings: Bindings]>([
    [
      'D1 rejects',
      withStore(
        [{ d1: 'DOMAINS' }],
        d1(() => Promise.reject(new Error('D1_ERROR: overloaded'))),
      ),
    ],
    ['D1 throws', withStore([{ d1: 'DOMAINS' }], d1(throws))],
    ['D1 never answers', withStore([{ d1: 'DOMAINS' }], d1(never))],
    [
      'D1 throws when it is asked for a session',
      withStore([{ d1: 'DOMAINS' }], { DOMAINS: { withSession: throws } }),
    ],
    ['KV rejects', withStore([{ kv: 'DOMAINS' }], { DOMAINS: { get: locked } })],
    ['KV throws', withStore([{ kv: 'DOMAINS' }], { DOMAINS: { get: throws } })],
    ['KV never answers', withStore([{ kv: 'DOMAINS' }], { DOMAINS: { get: never } })],
  ])('%s: its own domains get 503, those of the configuration their settings', async (_, bindings) => {
    expect(await answered(bindings, asking('customer.example'))).toBe('refused');
    expect(await answered(bindings)).toContain(own);
    expect(lines.map(({ msg }) => msg)).toEqual(['a store is down']);
  });
});

describe('a binding that limits or watches changes no answer when it', () => {
  const configured = { FACTEUR_CONFIG: tables };
  test.each<[what: string, bindings: Bindings, told: string[]]>([
    [
      'is a rate limit that rejects',
      { FACTEUR_RATE_LIMIT: { limit: locked } },
      ['the rate limit does not answer'],
    ],
    [
      'is a rate limit that throws',
      { FACTEUR_RATE_LIMIT: { limit: throws } },
      ['the rate limit does not answer'],
    ],
    [
      'is a rate limit that never answers',
      { FACTEUR_RATE_LIMIT: { limit: never } },
      ['the rate limit does not answer'],
    ],
    [
      'answers nothing',
      { FACTEUR_RATE_LIMIT: { limit: async () => undefined } },
      ['the rate limit does not answer'],
    ],
    ['is no rate limit', { FACTEUR_RATE_LIMIT: { get: throws } }, ['the rate limit does not answer']],
    [
      'is a dataset that throws',
      { FACTEUR_ANALYTICS: { writeDataPoint: throws } },
      ['the analytics binding fails'],
    ],
    ['is no dataset', { FACTEUR_ANALYTICS: { get: throws } }, ['the analytics binding fails']],
    ['is bound to nothing', { FACTEUR_RATE_LIMIT: undefined, FACTEUR_ANALYTICS: undefined }, []],
  ])('%s', async (_, bindings, told) => {
    const from = { headers: { 'cf-connecting-ip': '192.0.2.7' } };
    for (let request = 0; request < 3; request++) {
      const answer = await isolate.ask({ ...configured, ...bindings }, asking('example.org'), from);
      expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining(own)]);
    }
    expect(lines.map(({ msg }) => msg)).toEqual(told);
    expect(JSON.stringify(lines)).not.toContain('192.0.2.7');
  });
});

test('links: signed, the old name, is warned of once', async () => {
  const bindings = {
    FACTEUR_CONFIG: { ...tables, links: 'signed' },
    FACTEUR_LINKS_KEY: btoa('k'.repeat(32)),
  };
  for (let request = 0; request < 3; request++) expect(await answered(bindings)).toContain(own);
  expect(lines).toMatchObject([
    { level: 'warn', msg: expect.stringMatching(/^links: signed is the old name/) },
  ]);
});
