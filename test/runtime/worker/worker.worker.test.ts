/**
 * The Worker's entry in workerd: variables of a deployment, and plain http. Everything else is tested by the suites
 * that run in both runtimes.
 */

import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { sealerOf } from '../../../src/links/cipher.ts';
import { routes } from '../../../src/routes.ts';
import { otherForms, p256, rsa } from '../../support/crypto/signing-fixture.ts';
import { asking, type Bindings, type Isolate, newIsolate, tables } from '../../support/worker.ts';

let isolate: Isolate;
beforeEach(async () => {
  isolate = await newIsolate();
});

const ask: Isolate['ask'] = (bindings, url, init) => isolate.ask(bindings, url, init);

test('the Worker as wrangler.toml deploys it, with no binding and no variable, answers for OVH', async () => {
  const answer = await ask({}, asking('example.org'));
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('<hostname>ssl0.ovh.net</hostname>');
});

test('a body of unknown length is read, until it is one byte too long', async () => {
  const posted = async (length: number) => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const init = { method: 'POST', body: readable, duplex: 'half' };
    const answer = ask({}, 'https://autodiscover.example.org/autodiscover/autodiscover.xml', init);
    await writer.write(new Uint8Array(length).fill(0x20));
    await writer.close();
    return (await answer).status;
  };
  expect([await posted(4096), await posted(4097)]).toEqual([200, 413]);
});

test.each([
  ['beside FACTEUR_CONFIG', { FACTEUR_CONFIG: tables }],
  [
    'beside the variables of a provider',
    { FACTEUR_IMAP: 'imaps://imap.example.net', FACTEUR_SMTP: 'smtps://smtp.example.net' },
  ],
])('FACTEUR_SOAP switches SOAP on, %s', async (_, environment) => {
  const url = 'https://autodiscover.example.org/autodiscover/autodiscover.svc';
  expect((await ask({ ...environment, FACTEUR_SOAP: '1' }, url)).status).toBe(200);
});

test('FACTEUR_SOAP=0 leaves SOAP off', async () => {
  const url = 'https://autodiscover.example.org/autodiscover/autodiscover.svc';
  expect((await ask({ FACTEUR_CONFIG: tables, FACTEUR_SOAP: '0' }, url)).status).toBe(404);
});

describe('FACTEUR_CONFIG', () => {
  test.each([
    ['tables', tables],
    ['JSON text', JSON.stringify(tables)],
  ])('may be %s', async (_, document) => {
    const served = await ask({ FACTEUR_CONFIG: document }, asking('example.org'));
    expect(served.status).toBe(200);
    expect(await served.text()).toContain('<hostname>imap.example.net</hostname>');
    expect((await ask({ FACTEUR_CONFIG: document }, asking('example.com'))).status).toBe(404);
  });
});

describe('the caches of Cloudflare, whose key may lack the host,', () => {
  const document = {
    ...tables,
    url: undefined,
    domains: {
      'example.org': 'example.net',
      'mta.example': { provider: 'example.net' },
    },
    providers: {
      'example.net': {
        ...tables.providers['example.net'],
        caldav: 'https://dav.example.net/',
        mtaSts: { mx: ['mx.example.net'] },
      },
    },
  };
  const hosts = [
    'example.org',
    'autoconfig.example.org',
    'mta-sts.example.org',
    'ua-auto-config.example.org',
  ];
  const urls = Object.values(routes).flatMap(({ path }) => hosts.map((host) => `https://${host}${path}`));

  test('keep no answer of any path, public or not', async () => {
    let publicAnswers = 0;
    for (const url of urls) {
      for (const headers of [{}, { 'if-none-match': '*' }]) {
        const answer = await ask({ FACTEUR_CONFIG: document }, url, { headers });
        expect([url, answer.headers.get('cloudflare-cdn-cache-control')]).toEqual([url, 'no-store']);
        if (answer.headers.get('cache-control')?.startsWith('public')) publicAnswers++;
      }
    }
    expect(publicAnswers).toBeGreaterThan(10);
  });
});

describe('plain http', () => {
  const environment = { FACTEUR_CONFIG: tables };

  test('is redirected to the configured host, with the domain in the path', async () => {
    const answer = await ask(environment, asking('example.org').replace('https', 'http'));
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(
      'https://facteur.example.net/v1.1/example.org?emailaddress=jo@example.org',
    );
  });

  test('is redirected to a URL that ends in .xml when Outlook asks', async () => {
    const answer = await ask(environment, 'http://autodiscover.example.org/Autodiscover/Autodiscover.xml', {
      method: 'POST',
      body: '<Autodiscover/>',
    });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('https://facteur.example.net/autodiscover/autodiscover.xml');
  });

  test('is answered where the redirect leads, should a proxy hide the https before it', async () => {
    const answer = await ask(environment, 'http://facteur.example.net/v1.1/example.org');
    expect(answer.status).toBe(200);
  });

  test('is answered when no https host is configured', async () => {
    const { url: _, ...withoutUrl } = tables;
    const answer = await ask({ FACTEUR_CONFIG: withoutUrl }, asking('example.org').replace('https', 'http'));
    expect(answer.status).toBe(200);
  });

  test('is not what https is taken for, whatever a header says', async () => {
    const answer = await ask(environment, asking('example.org'), {
      headers: { 'x-forwarded-proto': 'http' },
    });
    expect(answer.status).toBe(200);
  });
});

describe('FACTEUR_RATE_LIMIT', () => {
  /** Lets so many of each key through. */
  const limited = (count: number) => {
    const keys: string[] = [];
    const limit = async ({ key }: { readonly key: string }) => {
      keys.push(key);
      return { success: keys.filter((one) => one === key).length <= count };
    };
    return { keys, environment: { FACTEUR_CONFIG: tables, FACTEUR_RATE_LIMIT: { limit } } };
  };
  const from = (address: string) => ({ headers: { 'cf-connecting-ip': address } });

  test('is asked by the network of the client', async () => {
    const { keys, environment } = limited(9);
    await ask(environment, asking('example.org'), from('192.0.2.7'));
    await ask(environment, asking('example.org'), from('2001:db8:1:2:3::4'));
    expect(keys).toEqual(['192.0.2.7', '2001:db8:1:2::/64']);
  });

  test('rejects too many requests with an answer that no client takes for settings', async () => {
    const { environment } = limited(1);
    const statuses: number[] = [];
    for (const address of ['2001:db8::1', '2001:db8::2', '192.0.2.7']) {
      const answer = await ask(environment, asking('example.org'), from(address));
      statuses.push(answer.status);
      if (answer.status !== 429) continue;
      expect(answer.headers.get('retry-after')).toBe('5');
      expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(await answer.text()).not.toContain('<');
    }
    expect(statuses).toEqual([200, 429, 200]);
  });

  test('that does not answer causes no rejections, and is reported without its message', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    const limit = () => Promise.reject(new Error('no answer about 192.0.2.7'));
    const environment = { FACTEUR_CONFIG: tables, FACTEUR_RATE_LIMIT: { limit } };
    expect((await ask(environment, asking('example.org'), from('192.0.2.7'))).status).toBe(200);
    expect(error.mock.calls).toEqual([[expect.stringMatching(/"bug":"Error/)]]);
    expect(JSON.stringify(error.mock.calls)).not.toContain('192.0.2.7');
    error.mockRestore();
  });

  test('is not asked about a client without an address', async () => {
    const { keys, environment } = limited(0);
    expect((await ask(environment, asking('example.org'))).status).toBe(200);
    expect(keys).toEqual([]);
  });
});

describe('observability', () => {
  const agent = { headers: { 'user-agent': 'Evolution/3.58.1', 'cf-ray': '8f0e1d2c3b4a5968-FRA' } };

  test('goes to FACTEUR_ANALYTICS as dialect, client, outcome and milliseconds', async () => {
    const points: unknown[] = [];
    const environment = {
      FACTEUR_CONFIG: tables,
      FACTEUR_ANALYTICS: { writeDataPoint: (point: unknown) => void points.push(point) },
    };
    await ask(environment, asking('example.org'), agent);
    await ask(environment, asking('stranger.example'), agent);
    const point = (outcome: string) => ({
      indexes: ['autoconfig'],
      blobs: ['autoconfig', 'evolution', outcome],
      doubles: [expect.any(Number)],
    });
    expect(points).toEqual([point('answered'), point('domain-not-served')]);
  });

  test('is logged as on Node when the configuration says so, without personal data', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await ask({ FACTEUR_CONFIG: { ...tables, log: 'requests' } }, asking('example.org'), agent);
    const [[line] = []] = log.mock.calls;
    log.mockRestore();
    expect(JSON.parse(String(line))).toEqual({
      level: 'info',
      time: expect.stringMatching(/Z$/),
      id: '8f0e1d2c3b4a5968',
      client: 'evolution',
      dialect: 'autoconfig',
      method: 'GET',
      status: 200,
      milliseconds: expect.any(Number),
      msg: 'answered',
    });
  });

  test('is not logged otherwise', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await ask({ FACTEUR_CONFIG: tables }, asking('example.org'), agent);
    expect(log).not.toHaveBeenCalled();
    log.mockRestore();
  });
});

test('a store that fails is logged with its name, a word and a sentence, without personal data', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => void vi.restoreAllMocks());
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('', { status: 401 }));
  const directories = [{ http: { url: 'https://directory.example/%EMAILDOMAIN%', token: 'private' } }];
  const answer = await ask({ FACTEUR_CONFIG: { ...tables, directories } }, asking('private.example'));
  expect(answer.status).toBe(503);
  expect(error.mock.calls.map(([line]) => JSON.parse(String(line)))).toEqual([
    {
      level: 'error',
      time: expect.stringMatching(/Z$/),
      store: 'http',
      word: 'credentials',
      reason: 'http rejects the credentials (401)',
      failures: 1,
      msg: 'a store is down',
    },
  ]);
});

describe('FACTEUR_SIGNING_KEY and FACTEUR_SIGNING_CERT', () => {
  const profile = 'https://facteur.example.net/profile.mobileconfig?emailaddress=jo@example.org';
  const secretsOf = (key: string | undefined, certificate: string | undefined) => ({
    FACTEUR_CONFIG: tables,
    ...(key !== undefined && { FACTEUR_SIGNING_KEY: key }),
    ...(certificate !== undefined && { FACTEUR_SIGNING_CERT: certificate }),
  });
  const spied = (level: 'warn' | 'error') => vi.spyOn(console, level).mockImplementation(() => {});
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  test.each([
    ['PKCS#8', p256.key],
    ['SEC1', otherForms.p256],
  ])('sign profiles, with a key in the form %s', async (_, key) => {
    const errors = spied('error');
    const answer = await ask(secretsOf(key, p256.certificate), profile);
    expect(answer.status).toBe(200);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect(bytes[0]).toBe(0x30);
    expect(new TextDecoder().decode(bytes)).toContain('<string>jo@example.org</string>');
    expect(errors).not.toHaveBeenCalled();
  });

  test('may stand in the configuration', async () => {
    const { key, certificate } = rsa;
    const answer = await ask({ FACTEUR_CONFIG: { ...tables, signing: { key, certificate } } }, profile);
    expect(new Uint8Array(await answer.arrayBuffer())[0]).toBe(0x30);
  });

  test.each([
    ['the key of another certificate', rsa.key, p256.certificate, 'of another type than the certificate’s'],
    ['no certificate', p256.key, undefined, 'there is no certificate'],
    ['no key', undefined, p256.certificate, 'there is no private key'],
    ['an empty key', '', p256.certificate, 'there is no private key'],
    ['a path, as on Node', '/etc/facteur/signing.key', p256.certificate, 'there is no private key'],
  ])(
    'with %s let no profile leave, and say why; all else is answered',
    async (_, key, certificate, words) => {
      const errors = spied('error');
      const environment = secretsOf(key, certificate);
      const answer = await ask(environment, profile);
      expect(answer.status).toBe(503);
      expect(await answer.text()).toBe('Profiles cannot be signed at the moment.\n');
      expect((await ask(environment, asking('example.org'))).status).toBe(200);
      expect(errors).toHaveBeenCalledOnce();
      const [[line] = []] = errors.mock.calls;
      expect(JSON.parse(String(line))).toMatchObject({
        level: 'error',
        msg: 'profiles cannot be signed',
        complaints: [expect.stringContaining(words)],
      });
      expect(line).not.toMatch(/-----|[A-Za-z0-9+/]{30}/);
    },
  );

  // The certificate ends on 31 October 2126.
  test.each([
    ['soon runs out is told of', '2126-10-15T12:00:00Z', /expires on 2126-10-31.*in 15 days/],
    ['has run out signs on, loudly', '2127-01-01T12:00:00Z', /expired on 2126-10-31/],
  ])('a certificate that %s', async (_, date, words) => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(date) });
    const warnings = spied('warn');
    const environment = secretsOf(p256.key, p256.certificate);
    for (const _request of ['first', 'second']) {
      const answer = await ask(environment, profile);
      expect([answer.status, new Uint8Array(await answer.arrayBuffer())[0]]).toEqual([200, 0x30]);
    }
    // Once for the date and once for the chain, which is one self-signed certificate.
    const lines = warnings.mock.calls.map(([line]) => String(line));
    expect(lines).toEqual([expect.stringMatching(words), expect.stringContaining('self-signed')]);
  });

  test('a chain that devices do not trust signs, with a warning in the log', async () => {
    const warnings = spied('warn');
    const answer = await ask(secretsOf(rsa.key, rsa.certificate), profile);
    expect(answer.status).toBe(200);
    const lines = warnings.mock.calls.map(([line]) => JSON.parse(String(line)));
    expect(lines).toMatchObject([
      {
        level: 'warn',
        msg: expect.stringMatching(/^Profiles are signed, but the certificate is self-signed/),
      },
    ]);
  });
});

describe('FACTEUR_LINKS_KEY', () => {
  const key = btoa('k'.repeat(32));
  const linkTo = async (address: string, until = Date.now() + 60_000): Promise<string> => {
    const sealer = await sealerOf(key, 1, (length) => crypto.getRandomValues(new Uint8Array(length)));
    if (!sealer.ok) throw new Error(sealer.refusal);
    return `https://facteur.example.net/l/${await sealer.value.seal(address, new Date(until))}`;
  };
  const page = 'https://facteur.example.net/?language=en';
  const posted = { method: 'POST', body: new URLSearchParams({ emailaddress: 'jo@example.org' }) };
  const signed = { ...tables, links: 'sealed' };
  afterEach(() => vi.restoreAllMocks());

  test.each([
    ['alone', { FACTEUR_CONFIG: tables, FACTEUR_LINKS_KEY: key }],
    ['beside a configuration that asks for it', { FACTEUR_CONFIG: signed, FACTEUR_LINKS_KEY: key }],
    ['before an older one', { FACTEUR_CONFIG: signed, FACTEUR_LINKS_KEY: `${btoa('n'.repeat(32))}\n${key}` }],
  ])('signs links, %s', async (_, environment) => {
    const answer = await ask(environment, await linkTo('jo@example.org'));
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await (await ask(environment, page, posted)).text()).toMatch(
      /facteur\.example\.net\/l\/[a-z2-7]{76}</,
    );
    expect((await ask(environment, await linkTo('jo@example.org', Date.now()))).status).toBe(410);
  });

  test.each<[why: string, environment: Bindings]>([
    ['is missing', { FACTEUR_CONFIG: signed }],
    ['is a file, as on Node', { FACTEUR_CONFIG: { ...tables, links: { key: 'links.key' } } }],
    ['is empty', { FACTEUR_CONFIG: tables, FACTEUR_LINKS_KEY: '' }],
    ['is short', { FACTEUR_CONFIG: signed, FACTEUR_LINKS_KEY: btoa('short') }],
  ])(
    'that %s makes no links and opens none, and says so once; all else is answered',
    async (_, environment) => {
      const errors = vi.spyOn(console, 'error').mockImplementation(() => {});
      expect((await ask(environment, await linkTo('jo@example.org'))).status).toBe(503);
      const html = await (await ask(environment, page, posted)).text();
      expect(html).toContain('id="values"');
      expect(html).not.toMatch(/class="phone|\/l\/|#jo@/);
      expect((await ask(environment, asking('example.org'))).status).toBe(200);
      expect(errors).toHaveBeenCalledOnce();
      expect(JSON.parse(String(errors.mock.calls[0]?.[0]))).toMatchObject({
        level: 'error',
        msg: 'links cannot be signed',
        complaints: [expect.stringContaining('make one with openssl rand -base64 32')],
        mend: 'FACTEUR_LINKS_KEY',
      });
    },
  );
});
