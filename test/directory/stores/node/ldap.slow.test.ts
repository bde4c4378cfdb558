/** Domains in a real LDAP tree: OpenLDAP's slapd, with entries written here. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { pipeline } from 'node:stream';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { Client, EqualityFilter, FilterParser } from 'ldapts';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Entry } from '../../../../src/directory/entry.ts';
import { fillFilter, openLdap } from '../../../../src/directory/stores/node/ldap.ts';
import { type StoreOptions, storeOptions } from '../../../../src/directory/stores/options.ts';
import type { Store } from '../../../../src/directory/stores/store.ts';
import { type Domain, parseDomain } from '../../../../src/model/address.ts';
import { failureBeforeCacheTimeout } from '../../../support/cache-timeout.ts';
import { type LdapServer, ldapServer, reader, slapdInstalled } from '../../../support/servers/ldap-server.ts';

const suite = slapdInstalled ? 'slapd' : 'slapd, which is not here: apt-get install slapd';

type Options = StoreOptions<'ldap'>;

function domain(text: string): Domain {
  const parsed = parseDomain(text);
  if (parsed.ok) return parsed.value;
  throw new Error(`${text} is no domain`);
}

/** An entry whose domain is its description, which may be anything. */
const record = (uid: string, description: string, attributes = '', unit = 'domains'): string =>
  `dn: uid=${uid},ou=${unit},dc=example
objectClass: mailDomain
uid: ${uid}
description:: ${Buffer.from(description).toString('base64')}
${attributes}
`;

const ldif = [
  record('plain', 'example.org', 'mailProvider: ovh\n'),
  record('idn', 'xn--bcher-kva.example', 'mailProvider: ovh\n'),
  record('never', 'never.example', 'mailProvider: none\n'),
  record(
    'changed',
    'changed.example',
    'mailProvider: ovh\nmailImap: IMAP.example.net\nmailPop3: pop.%EMAILDOMAIN%\nmailSmtp: smtp.example.net\nmailUsername: %EMAILLOCALPART%\ncn: Changed\n',
  ),
  record('names', 'names.example', 'mailProvider: ovh\ncn: One\ncn: Two\n'),
  record('providers', 'providers.example', 'mailProvider: ovh\nmailProvider: other\n'),
  record('first', 'twice.example', 'mailProvider: ovh\n'),
  record('second', 'twice.example', 'mailProvider: ovh\n'),
  record('third', 'twice.example', 'mailProvider: ovh\n'),
  record('bare', 'bare.example'),
  record('host', 'host.example', 'mailProvider: ovh\nmailImap: no host\n'),
  record('bytes', 'bytes.example', 'mailProvider: ovh\n'),
  record('star', '*', 'mailProvider: star\n'),
  record('hostile', '*)(objectClass=*', 'mailProvider: hostile\n'),
  record('hidden', 'hidden.example', 'mailProvider: ovh\n', 'secret'),
].join('\n');

const attributes = {
  provider: 'mailProvider',
  imap: 'mailImap',
  pop3: 'mailPop3',
  smtp: 'mailSmtp',
  username: 'mailUsername',
  name: 'cn',
};
const filter = '(&(objectClass=mailDomain)(description=%EMAILDOMAIN%))';

const optionsOf = (url: string, changes: object = {}): Options =>
  storeOptions.ldap.parse({ url, base: 'dc=example', filter, attributes, ...changes });

async function open(options: Options): Promise<Store> {
  const store = await openLdap(options);
  onTestFinished(async () => store.close?.());
  return store;
}

async function failure(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  if (error instanceof Error) return `${error.message}${error.cause ?? ''}`;
  throw new Error(`${error}`);
}

/** The same server behind a port that counts. */
async function counted(url: string): Promise<{ readonly url: string; readonly connections: () => number }> {
  let connections = 0;
  const { port, hostname } = new URL(url);
  const proxy = createServer((socket) => {
    connections++;
    const onwards = connect(Number(port), hostname);
    pipeline(socket, onwards, socket, () => undefined);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => void proxy.close());
  return { url: `ldap://127.0.0.1:${portOf(proxy)}`, connections: () => connections };
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address === 'object' && address !== null) return address.port;
  throw new Error('no port');
}

/** Node reads NODE_EXTRA_CA_CERTS once, when it starts. */
async function inChild(script: string, certificate?: string): Promise<string> {
  const env = certificate === undefined ? process.env : { ...process.env, NODE_EXTRA_CA_CERTS: certificate };
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await once(child, 'close');
  return output;
}

const sources = pathToFileURL(
  join(import.meta.dirname, '../../../../src/directory/stores/node/ldap.ts'),
).href;

/**
 * Asks twice, with a pause between, and prints the answers. It prints "slow" too if the second answer waited for a
 * timeout: then a store of a silent server, asked at the same time, gives up first.
 */
const askTwice = (options: Options, of: string, pauseMilliseconds = 0): string => `
  const { createServer } = await import('node:net');
  const { openLdap } = await import(${JSON.stringify(sources)});
  const options = ${JSON.stringify(options)};
  const store = await openLdap(options);
  const silent = createServer(() => {}).listen(0, '127.0.0.1').unref();
  await new Promise((resolve) => silent.once('listening', resolve));
  const silentUrl = 'ldap://127.0.0.1:' + silent.address().port;
  const control = await openLdap({ ...options, url: silentUrl, starttls: false });
  const say = async () => console.log(JSON.stringify(await store.find(${JSON.stringify(of)})));
  try {
    await say();
    await new Promise((resolve) => setTimeout(resolve, ${pauseMilliseconds}));
    let gaveUp = false;
    control.find(${JSON.stringify(of)}).catch(() => { gaveUp = true; });
    await say();
    if (gaveUp) console.log('slow');
  } catch (error) {
    console.log(error.message);
  }
  await store.close();
  process.exit();`;

describe('a filter', () => {
  test.each([
    ['*', '(a=\\2a)'],
    ['*)(objectClass=*', '(a=\\2a\\29\\28objectClass=\\2a)'],
    ['\\2a', '(a=\\5c2a)'],
    ['a\0b', '(a=a\\00b)'],
    ['$& $1 bücher', '(a=$& $1 bücher)'],
    ['%EMAILDOMAIN%', '(a=%EMAILDOMAIN%)'],
    ['', '(a=)'],
  ])('is filled with %j by RFC 4515', (text, filled) => {
    expect(fillFilter('(a=%EMAILDOMAIN%)', text)).toBe(filled);
  });

  test('is filled wherever the domain is wanted', () => {
    expect(fillFilter('(|(a=%EMAILDOMAIN%)(b=@%EMAILDOMAIN%))', 'x(')).toBe('(|(a=x\\28)(b=@x\\28))');
  });

  test('compares with what it was filled with, whatever that is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const parsed = FilterParser.parseString(fillFilter('(a=%EMAILDOMAIN%)', text));
        expect(parsed).toBeInstanceOf(EqualityFilter);
        expect(parsed instanceof EqualityFilter && parsed.value).toBe(text);
      }),
    );
  });

  test('that is none is told at once, without repeating it', async () => {
    const opening = openLdap(optionsOf('ldap://localhost', { filter: '(private=%EMAILDOMAIN%' }));
    expect(await failure(opening)).toBe('ldap has a filter that is none by RFC 4515');
  });
});

test('without its driver the store says what to install', async () => {
  const script = `
    import { registerHooks } from 'node:module';
    registerHooks({
      resolve: (specifier, context, next) => next(specifier === 'ldapts' ? 'ldapts-that-is-not-here' : specifier, context),
    });
    const { openLdap } = await import(${JSON.stringify(sources)});
    await openLdap({ url: 'ldap://localhost' }).catch((error) => console.log(error.message));`;
  expect(await inChild(script)).toBe('the ldap store needs a driver: npm install ldapts\n');
});

describe('options', () => {
  test('with a bindDN need a password (RFC 4513 §5.1.2)', async () => {
    const opening = openLdap(optionsOf('ldap://localhost', { bindDN: reader.bindDN }));
    expect(await failure(opening)).toBe('ldap has a bindDN and no password');
  });

  test('with starttls need ldap://', async () => {
    const opening = openLdap(optionsOf('ldaps://localhost', { starttls: true }));
    expect(await failure(opening)).toBe('ldap has starttls and ldaps://');
  });
});

describe.skipIf(!slapdInstalled)(suite, () => {
  let server: LdapServer;
  beforeAll(async () => {
    server = await ldapServer(ldif);
  });
  afterAll(() => server.remove());

  const find = async (of: string, changes: object = {}) =>
    (await open(optionsOf(server.url, changes))).find(domain(of));

  test.each<[why: string, of: string, entry: Entry | undefined]>([
    ['knows a domain', 'example.org', { provider: 'ovh' }],
    ['knows a domain in any letter case', 'EXAMPLE.org', { provider: 'ovh' }],
    ['knows an internationalized domain by its A-labels', 'bücher.example', { provider: 'ovh' }],
    ['does not know a domain', 'unknown.example', undefined],
    ['does not know the domain above', 'sub.example.org', undefined],
    ['knows a domain never to be served', 'never.example', { provider: 'none' }],
    [
      'tells what differs',
      'changed.example',
      {
        provider: 'ovh',
        imap: 'imap.example.net',
        pop3: 'pop.%EMAILDOMAIN%',
        smtp: 'smtp.example.net',
        username: '%EMAILLOCALPART%',
        name: 'Changed',
      },
    ],
    ['shows the same one of several names', 'names.example', { provider: 'ovh', name: 'One' }],
  ])('%s', async (_, of, entry) => {
    expect(await find(of)).toEqual(entry);
  });

  test('is asked for no attribute when none is named, and the provider is the one of the options', async () => {
    expect(await find('changed.example', { attributes: {}, provider: 'other' })).toEqual({
      provider: 'other',
    });
  });

  test('may lack a provider when the options have one', async () => {
    expect(await find('bare.example', { provider: 'other' })).toEqual({ provider: 'other' });
    expect(await find('example.org', { provider: 'other' })).toEqual({ provider: 'ovh' });
  });

  test('may spell attributes in another letter case', async () => {
    expect(await find('example.org', { attributes: { provider: 'MAILPROVIDER' } })).toEqual({
      provider: 'ovh',
    });
  });

  test('is searched as deep as the options say', async () => {
    const one = { scope: 'one', base: 'ou=domains,dc=example' };
    expect(await find('example.org', one)).toEqual({ provider: 'ovh' });
    expect(await find('example.org', { ...one, base: 'dc=example' })).toBeUndefined();
    const base = { scope: 'base', base: 'uid=plain,ou=domains,dc=example' };
    expect(await find('example.org', base)).toEqual({ provider: 'ovh' });
  });

  test.each([
    ['several providers', 'providers.example', 'ldap holds a row whose provider has several values'],
    ['no provider', 'bare.example', 'ldap holds a row whose provider is missing'],
    ['a host that is none', 'host.example', 'ldap holds a row whose imap is not a host name'],
    ['three entries', 'twice.example', 'ldap holds more than one row for a domain'],
  ])('is wrong when it holds %s for a domain', async (_, of, message) => {
    expect(await failure(find(of))).toBe(message);
  });

  test('is wrong when there is no such base', async () => {
    const missing = find('example.org', { base: 'dc=private,dc=example' });
    expect(await failure(missing)).toBe('ldap rejects the query (NoSuchObjectError)');
  });

  test('shows to those with a password what it hides from others', async () => {
    expect(await find('hidden.example')).toBeUndefined();
    expect(await find('hidden.example', reader)).toEqual({ provider: 'ovh' });
  });

  test('refuses a wrong password, in words that may be logged', async () => {
    const wrong = find('hidden.example', { ...reader, password: 'wrong' });
    expect(await failure(wrong)).toBe('ldap rejects the credentials (InvalidCredentialsError)');
  });

  test('is connected to once by those who ask at the same time', async () => {
    for (const changes of [{ base: 'ou=domains,dc=example' }, reader]) {
      const { url, connections } = await counted(server.url);
      const store = await open(optionsOf(url, changes));
      const asking = Array.from({ length: 50 }, () => store.find(domain('example.org')));
      expect(await Promise.all(asking)).toEqual(asking.map(() => ({ provider: 'ovh' })));
      expect(connections()).toBe(1);
    }
  });

  test('goes on after an entry that is wrong', async () => {
    const store = await open(optionsOf(server.url));
    expect(await failure(Promise.resolve(store.find(domain('bare.example'))))).toContain(
      'whose provider is missing',
    );
    expect(await store.find(domain('example.org'))).toEqual({ provider: 'ovh' });
  });

  test('answers again after the store was closed', async () => {
    const store = await open(optionsOf(server.url));
    await store.find(domain('example.org'));
    await store.close?.();
    await store.close?.();
    expect(await store.find(domain('example.org'))).toEqual({ provider: 'ovh' });
  });

  describe('is asked by a stranger, and', () => {
    const descriptions = async (text: string): Promise<readonly unknown[]> => {
      const { searchEntries } = await client.search('dc=example', {
        filter: fillFilter(filter, text),
        attributes: ['description'],
      });
      return searchEntries.map((entry) => entry['description']);
    };
    let client: Client;
    beforeAll(() => {
      client = new Client({ url: server.url, timeout: 5000 });
    });
    afterAll(() => client.unbind());

    test.each([['*'], ['*)(objectClass=*']])('finds %j, which is there, and nothing else', async (text) => {
      expect(await descriptions(text)).toEqual([text]);
    });

    test.each([
      ['example.*'],
      ['example.org)(objectClass=*'],
      ['x)(|(objectClass=*)'],
      ['*))(|(objectClass=*'],
      ['\\2a'],
      ['example.org\0'],
      ['\\'],
      [''],
    ])('finds nothing by %j', async (text) => {
      expect(await descriptions(text)).toEqual([]);
    });

    test('finds by any string nothing but what it is', async () => {
      /** RFC 4518: letter case and white space do not tell strings apart. */
      const prepared = (text: string) => text.toLowerCase().replaceAll(/\s+/g, ' ').trim();
      const syntax = fc.constantFrom(
        '*',
        '(',
        ')',
        '\\',
        '\0',
        '=',
        '&',
        '|',
        '!',
        '2a',
        'objectClass',
        'example.org',
      );
      const hostile = fc.oneof(
        fc.array(syntax).map((parts) => parts.join('')),
        fc.string({ unit: 'binary' }),
      );
      await fc.assert(
        fc.asyncProperty(hostile, async (text) => {
          for (const found of await descriptions(text)) expect(prepared(`${found}`)).toBe(prepared(text));
        }),
        { numRuns: 300 },
      );
    });
  });

  describe('with TLS, of a process that trusts its certificate,', () => {
    const twice = '{"provider":"ovh"}\n{"provider":"ovh"}\n';

    test.each([
      ['by STARTTLS', () => optionsOf(server.url, { starttls: true })],
      ['by STARTTLS and a password', () => optionsOf(server.url, { starttls: true, ...reader })],
      ['by LDAPS', () => optionsOf(server.secureUrl)],
      ['by LDAPS and a password', () => optionsOf(server.secureUrl, reader)],
    ])('answers %s', async (_, options) => {
      expect(await inChild(askTwice(options(), 'example.org'), server.certificate)).toBe(twice);
    });

    test.each([
      ['STARTTLS', () => optionsOf(byName(server.url), { starttls: true, ...reader })],
      ['LDAPS', () => optionsOf(byName(server.secureUrl), reader)],
    ])('is not spoken to by %s under a name that the certificate lacks', async (_, options) => {
      expect(await inChild(askTwice(options(), 'example.org'), server.certificate)).toBe(
        'ldap fails at TLS (ERR_TLS_CERT_ALTNAME_INVALID)\n',
      );
    });
    const byName = (url: string): string => url.replace('127.0.0.1', 'localhost');

    test.each([
      ['STARTTLS', () => optionsOf(server.url, { starttls: true, ...reader })],
      ['LDAPS', () => optionsOf(server.secureUrl, reader)],
    ])('and of one that does not, is not spoken to by %s', async (_, options) => {
      expect(await inChild(askTwice(options(), 'example.org'))).toBe(
        'ldap fails at TLS (DEPTH_ZERO_SELF_SIGNED_CERT)\n',
      );
    });
  });
});

describe.skipIf(!slapdInstalled)(`${suite}, out of order`, () => {
  test('rejects before the cache gives up when it was killed, and works when it was started again', async () => {
    const server = await ldapServer(ldif);
    onTestFinished(() => server.remove());
    const store = await open(optionsOf(server.url, reader));
    const ask = async () => store.find(domain('hidden.example'));
    expect(await ask()).toEqual({ provider: 'ovh' });
    await server.stop();
    for (let times = 0; times < 2; times++) {
      const error = await failureBeforeCacheTimeout(ask);
      expect(await failure(Promise.reject(error))).toBe('ldap refuses the connection (ECONNREFUSED)');
    }
    await server.start();
    expect(await ask()).toEqual({ provider: 'ovh' });
  });

  test('answers at once when it was started again between two questions', async () => {
    const server = await ldapServer(ldif);
    onTestFinished(() => server.remove());
    const store = await open(optionsOf(server.url, reader));
    expect(await store.find(domain('hidden.example'))).toEqual({ provider: 'ovh' });
    await server.stop('SIGTERM');
    await server.start();
    expect(await store.find(domain('hidden.example'))).toEqual({ provider: 'ovh' });
  });

  test('may close a connection that nobody uses', async () => {
    const server = await ldapServer(ldif, 'idletimeout 1');
    onTestFinished(() => server.remove());
    const store = await open(optionsOf(server.url, reader));
    for (let times = 0; times < 2; times++) {
      expect(await store.find(domain('hidden.example'))).toEqual({ provider: 'ovh' });
      await new Promise((resolve) => setTimeout(resolve, 2500));
    }
    expect(await store.find(domain('hidden.example'))).toEqual({ provider: 'ovh' });
  }, 15_000);

  test('may close a connection by STARTTLS that nobody uses', async () => {
    const server = await ldapServer(ldif, 'idletimeout 1');
    onTestFinished(() => server.remove());
    const options = optionsOf(server.url, { starttls: true, ...reader });
    expect(await inChild(askTwice(options, 'hidden.example', 2500), server.certificate)).toBe(
      '{"provider":"ovh"}\n{"provider":"ovh"}\n',
    );
  }, 15_000);
});

describe('a server', () => {
  async function silentServer(): Promise<string> {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    return `127.0.0.1:${portOf(silent)}`;
  }

  test.each([
    ['ldap', {}],
    ['ldap', { starttls: true }],
    ['ldap', reader],
    ['ldaps', {}],
  ])('of %s that says nothing to %j is given up before the cache gives up', async (scheme, changes) => {
    const store = await open(optionsOf(`${scheme}://${await silentServer()}`, changes));
    const error = await failureBeforeCacheTimeout(() => store.find(domain('example.org')));
    expect(await failure(Promise.reject(error))).toBe('ldap does not answer in time');
  });

  test('that is not there is an error without its address', async () => {
    const store = await open(optionsOf('ldap://private.invalid'));
    const message = await failure(Promise.resolve(store.find(domain('example.org'))));
    expect(message).toMatch(
      /^(ldap cannot be reached \((ENOTFOUND|EAI_AGAIN)\)|ldap does not answer in time)$/,
    );
  });
});
