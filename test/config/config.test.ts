/** The operator's document: the resulting configuration, and the error for each invalid document. */

import { describe, expect, test } from 'vitest';
import type { Rule } from '../../src/directory/directory.ts';
import { type ConfigDocument, defaultDocument, type ProviderDocument, readConfig } from '../../src/index.ts';
import type { Account } from '../../src/model/account.ts';
import { parseDomain } from '../../src/model/address.ts';
import { configOf } from '../support/world.ts';

const provider = {
  name: 'Example Mail',
  shortName: 'Example',
  incoming: ['imaps://imap.example.net'],
  outgoing: ['smtps://smtp.example.net'],
} as const satisfies ProviderDocument;

/** A document that describes one provider: the usual one, but for these changes. */
const describing = (changes: Readonly<Record<string, unknown>>) => ({
  providers: { 'example.net': { ...provider, ...changes } },
});
const here = 'providers.example.net';

const imap = { protocol: 'imap', host: 'imap.example.net', port: 993, security: 'tls' } as const;

/** What is complained of, as path and message. */
function complaints(document: unknown): readonly (readonly [path: string, message: string])[] {
  const config = readConfig(document);
  return config.ok ? [] : config.refusal.map(({ path, message }) => [path, message]);
}

/** The account of the provider that such a document describes. */
function accountOf(document: unknown): Account {
  const config = readConfig(document);
  if (config.ok && config.value.defaultAccount) return config.value.defaultAccount;
  throw new Error(`no account: ${JSON.stringify(complaints(document))}`);
}

/** What a document says of a domain: the id of its provider, `never`, or nothing. */
async function ruleFor(name: string, document: ConfigDocument): Promise<string | undefined> {
  const domain = parseDomain(name);
  if (!domain.ok) throw new Error(`${name} is no domain`);
  const found: Rule | 'unavailable' | undefined = await configOf(document).directory.find(domain.value);
  return typeof found === 'object' ? found.id : found;
}

describe('without a document', () => {
  const config = configOf(defaultDocument);

  test('every domain is served with OVH’s settings', async () => {
    expect(await ruleFor('example.org', defaultDocument)).toBe('ovh.net');
    expect(await ruleFor('a.b.c.example', defaultDocument)).toBe('ovh.net');
    expect(config.defaultAccount?.id).toBe('ovh.net');
    expect(config.summary).toBe('everybody (OVH)');
  });

  test('there is no https address to redirect to, and no own name but the machine itself', () => {
    expect(config.origin).toBeUndefined();
    expect([...config.names]).toEqual(['localhost', '127.0.0.1', '[::1]']);
  });

  test('proxies on the machine itself are believed, and errors are logged', () => {
    expect(config.proxies).toEqual(['127.0.0.0/8', '::1/128']);
    expect(config.log).toBe('errors');
  });
});

describe('no document is', () => {
  test.each<[what: string, document: unknown]>([
    ['nothing', undefined],
    ['an empty file', null],
    ['a text', 'ovh.net'],
    ['a number', 1],
    ['a list', [defaultDocument]],
  ])('%s', (_, document) => {
    expect(complaints(document)).toEqual([['', expect.stringMatching(/object/)]]);
  });

  test('one that serves no domain', () => {
    expect(complaints({})).toEqual([['domains', expect.stringContaining('no domain would be served')]]);
  });

  test.each<[what: string, document: ConfigDocument]>([
    [
      'two providers, of which none is the default',
      { providers: { 'a.example': provider, 'b.example': provider } },
    ],
    ['a domain that is never served, and nothing else', { domains: { 'example.org': 'none' } }],
  ])('one that would serve nobody though it says something: %s', (_, document) => {
    expect(complaints(document)).toEqual([['domains', expect.stringContaining('no domain would be served')]]);
  });
});

describe('a key that is not known is complained of where it stands', () => {
  test.each<[where: string, document: unknown, path: string]>([
    ['at the top', { ...defaultDocument, domain: {} }, 'domain'],
    ['in a provider', describing({ imap: 'x' }), `${here}.imap`],
    ['in a server', describing({ incoming: [{ ...imap, ssl: true }] }), `${here}.incoming.0.ssl`],
    ['in a server for people', describing({ manual: [{ ...imap, tls: true }] }), `${here}.manual.0.tls`],
    [
      'in a documentation link',
      describing({ documentation: [{ url: 'https://x.example', title: {}, lang: 'en' }] }),
      `${here}.documentation.0.lang`,
    ],
    [
      'in a domain',
      { domains: { 'example.org': { provider: 'ovh.net', port: 993 } } },
      'domains.example.org.port',
    ],
    ['called __proto__', JSON.parse('{"provider":"ovh.net","__proto__":{}}'), '__proto__'],
  ])('%s', (_, document, path) => {
    expect(complaints(document)).toEqual([[path, expect.stringContaining('not known')]]);
  });
});

describe('url', () => {
  test.each<[why: string, url: string, origin: string, name: string]>([
    [
      'is an https address',
      'https://facteur.example.net',
      'https://facteur.example.net',
      'facteur.example.net',
    ],
    [
      'may end in a slash',
      'https://facteur.example.net/',
      'https://facteur.example.net',
      'facteur.example.net',
    ],
    [
      'may have a port, which is no part of the own name',
      'https://facteur.example.net:8443',
      'https://facteur.example.net:8443',
      'facteur.example.net',
    ],
    [
      'has no letter case',
      'HTTPS://Facteur.Example.NET',
      'https://facteur.example.net',
      'facteur.example.net',
    ],
    ['is in A-labels', 'https://bücher.example', 'https://xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ])('%s', (_, url, origin, name) => {
    const config = configOf({ provider: 'ovh.net', url });
    expect(config.origin).toBe(origin);
    expect(config.names.has(name)).toBe(true);
  });

  test.each<[why: string, url: unknown]>([
    ['http', 'http://facteur.example.net'],
    ['another scheme', 'ftp://facteur.example.net'],
    ['a path', 'https://facteur.example.net/mail'],
    ['a host name alone', 'facteur.example.net'],
    ['no host', 'https://'],
    ['words', 'not a url'],
    ['nothing', ''],
    ['a number', 443],
  ])('is not %s', (_, url) => {
    expect(complaints({ provider: 'ovh.net', url })).toEqual([['url', expect.any(String)]]);
  });

  // An origin has none of these: left out in silence, they would be missed.
  test.each<[why: string, url: string]>([
    ['a query', 'https://facteur.example.net?x=y'],
    ['a fragment', 'https://facteur.example.net/#x'],
    ['a user name and a password', 'https://jo:secret@facteur.example.net'],
  ])('does not have %s', (_, url) => {
    expect(complaints({ provider: 'ovh.net', url })).toEqual([['url', expect.any(String)]]);
  });
});

describe('names', () => {
  test.each<[why: string, written: string, name: string]>([
    ['have no letter case', 'AutoConfig.Example.NET', 'autoconfig.example.net'],
    ['have no final dot', 'autoconfig.example.net.', 'autoconfig.example.net'],
    ['have no port', 'autoconfig.example.net:8080', 'autoconfig.example.net'],
    ['may be IP addresses', '192.0.2.1', '192.0.2.1'],
    ['may be IPv6 addresses', '[2001:DB8::1]', '[2001:db8::1]'],
    ['may have one label', 'facteur', 'facteur'],
  ])('%s', (_, written, name) => {
    expect(configOf({ provider: 'ovh.net', names: [written] }).names.has(name)).toBe(true);
  });

  // A client's Host is in A-labels, so no request ever matches a U-label here.
  test('are in A-labels, as a Host is', () => {
    const config = configOf({ provider: 'ovh.net', names: ['autoconfig.bücher.example'] });
    expect(config.names.has('autoconfig.xn--bcher-kva.example')).toBe(true);
  });

  test.each<[why: string, written: unknown]>([
    ['URLs', 'https://facteur.example.net/'],
    ['paths', 'facteur.example.net/mail'],
    ['addresses', 'jo@example.net'],
    ['words', 'my host'],
    ['empty', ''],
    ['numbers', 1],
  ])('are not %s', (_, written) => {
    expect(complaints({ provider: 'ovh.net', names: ['facteur.example.net', written] })).toEqual([
      ['names.1', expect.any(String)],
    ]);
  });
});

describe('proxies', () => {
  test('are addresses or networks, of either version', () => {
    const proxies = ['192.0.2.1', '10.0.0.0/8', '2001:db8::1', 'fe80::/10'];
    expect(configOf({ provider: 'ovh.net', proxies }).proxies).toEqual(proxies);
  });

  test('may be none at all', () => {
    expect(configOf({ provider: 'ovh.net', proxies: [] }).proxies).toEqual([]);
  });

  test.each<[why: string, proxy: string]>([
    ['names', 'proxy.example.net'],
    ['networks with more bits than there are', '10.0.0.0/33'],
    ['IPv6 networks with more bits than there are', 'fe80::/129'],
    ['networks of no bits that are told', '10.0.0.0/'],
    ['addresses with a number too large', '10.0.0.256'],
    ['addresses with a port', '192.0.2.1:80'],
    ['everybody, in a word', '*'],
  ])('are not %s', (_, proxy) => {
    expect(complaints({ provider: 'ovh.net', proxies: ['10.0.0.0/8', proxy] })).toEqual([
      ['proxies.1', expect.any(String)],
    ]);
  });
});

describe('the names of a provider', () => {
  test.each<[why: string, changes: Readonly<Record<string, unknown>>, name: string, shortName: string]>([
    ['are those that people read', { name: 'Büchér & Söhne', shortName: 'B & S' }, 'Büchér & Söhne', 'B & S'],
    [
      'may have 60 and 20 characters',
      { name: 'x'.repeat(60), shortName: 'y'.repeat(20) },
      'x'.repeat(60),
      'y'.repeat(20),
    ],
    ['lose white space around them', { name: ' Example ', shortName: '\tEx\n' }, 'Example', 'Ex'],
    [
      'are the same when the short one is left out',
      { name: 'Twenty letters, just', shortName: undefined },
      'Twenty letters, just',
      'Twenty letters, just',
    ],
    ['may hold percent signs', { name: '100 % Mail' }, '100 % Mail', 'Example'],
  ])('%s', (_, changes, name, shortName) => {
    expect(accountOf(describing(changes))).toMatchObject({ name, shortName });
  });

  test.each<[why: string, changes: Readonly<Record<string, unknown>>, key: string]>([
    ['61 characters', { name: 'x'.repeat(61) }, 'name'],
    ['21 characters, when it is the short one', { shortName: 'x'.repeat(21) }, 'shortName'],
    ['21 characters and no short one beside it', { name: 'x'.repeat(21), shortName: undefined }, 'shortName'],
    ['no characters', { name: '' }, 'name'],
    ['white space alone', { name: ' \t' }, 'name'],
    ['a line feed', { name: 'Example\nMail' }, 'name'],
    ['a NUL', { name: 'Example\0' }, 'name'],
    ['a C1 control', { shortName: 'Ex\x85ample' }, 'shortName'],
    ['a lone surrogate', { name: 'Example \ud83d' }, 'name'],
    ['a noncharacter', { name: 'Example \uffff' }, 'name'],
    ['a placeholder', { name: 'Mail of %EMAILDOMAIN%' }, 'name'],
    ['a placeholder of ours', { shortName: '%REALNAME%' }, 'shortName'],
  ])('do not have %s', (_, changes, key) => {
    expect(complaints(describing(changes))).toEqual([[`${here}.${key}`, expect.any(String)]]);
  });

  test('are needed', () => {
    expect(complaints(describing({ name: undefined, shortName: undefined }))).toEqual([
      [`${here}.name`, expect.stringContaining('missing')],
    ]);
  });
});

describe('a server', () => {
  test('is a URL, or the same in full', () => {
    const full = { protocol: 'imap', host: 'imap.example.net', security: 'starttls' };
    const short = accountOf(describing({ incoming: ['imap+starttls://imap.example.net'] }));
    expect(accountOf(describing({ incoming: [full] }))).toEqual(short);
    expect(short.incoming).toEqual([
      {
        protocol: 'imap',
        host: 'imap.example.net',
        port: 143,
        security: 'starttls',
        authentication: ['password'],
        username: '%EMAILADDRESS%',
      },
    ]);
  });

  test.each<[url: string, protocol: string, security: string, port: number]>([
    ['imaps://x.example', 'imap', 'tls', 993],
    ['imap+starttls://x.example', 'imap', 'starttls', 143],
    ['imaps://x.example:1993', 'imap', 'tls', 1993],
    ['pop3s://x.example', 'pop3', 'tls', 995],
    ['pop3+starttls://x.example', 'pop3', 'starttls', 110],
    ['POP3S://X.Example/', 'pop3', 'tls', 995],
  ])('%s receives by %s with %s on port %i', (url, protocol, security, port) => {
    expect(accountOf(describing({ incoming: [url] })).incoming).toMatchObject([
      { protocol, host: 'x.example', security, port },
    ]);
  });

  test.each<[url: string, security: string, port: number]>([
    ['smtps://x.example', 'tls', 465],
    ['smtp+starttls://x.example', 'starttls', 587],
    ['smtp+starttls://x.example:2587', 'starttls', 2587],
  ])('%s sends with %s on port %i', (url, security, port) => {
    expect(accountOf(describing({ outgoing: [url] })).outgoing).toMatchObject([
      { protocol: 'smtp', host: 'x.example', security, port },
    ]);
  });

  test.each<[why: string, server: unknown, path: string]>([
    ['words', 'imap.example.net', ''],
    ['a URL of the web', 'https://imap.example.net', ''],
    ['a URL with a path', 'imaps://imap.example.net/INBOX', ''],
    ['a URL with a user', 'imaps://jo@imap.example.net', ''],
    ['a URL of what only sends', 'smtps://smtp.example.net', ''],
    ['a URL of a host that is none', 'imaps://my_host.example', '.host'],
    ['a URL of a port that is none', 'imaps://imap.example.net:65536', '.port'],
    ['a number', 993, ''],
    ['one that only sends', { ...imap, protocol: 'smtp' }, '.protocol'],
    ['a protocol nobody knows', { ...imap, protocol: 'imap4' }, '.protocol'],
    ['a security nobody knows', { ...imap, security: 'ssl' }, '.security'],
    ['one without a host', { protocol: 'imap', security: 'tls' }, '.host'],
    ['one without security', { protocol: 'imap', host: 'imap.example.net' }, '.security'],
    ['one on port 0', { ...imap, port: 0 }, '.port'],
    ['one on port 65536', { ...imap, port: 65536 }, '.port'],
    ['one on a negative port', { ...imap, port: -993 }, '.port'],
    ['one on half a port', { ...imap, port: 993.5 }, '.port'],
    ['one on a port in quotation marks', { ...imap, port: '993' }, '.port'],
    ['one at an IP address', { ...imap, host: '192.0.2.1' }, '.host'],
    ['one at a host with a port', { ...imap, host: 'imap.example.net:993' }, '.host'],
    ['one at a host with an underscore', { ...imap, host: 'my_host.example' }, '.host'],
    ['one at a host with the local part in it', { ...imap, host: '%EMAILLOCALPART%.example.net' }, '.host'],
    ['one without a way to authenticate', { ...imap, authentication: [] }, '.authentication.0'],
    ['one with a way nobody knows', { ...imap, authentication: ['password', 'ntlm'] }, '.authentication.1'],
    ['one with a way that is no list', { ...imap, authentication: 'password' }, '.authentication'],
  ])('is not %s', (_, server, path) => {
    expect(complaints(describing({ incoming: [server] }))).toEqual([
      [`${here}.incoming.0${path}`, expect.any(String)],
    ]);
  });

  test.each<[port: number]>([[1], [65535]])('may stand on port %i', (port) => {
    expect(accountOf(describing({ incoming: [{ ...imap, port }] })).incoming).toMatchObject([{ port }]);
  });

  test.each<[why: string, host: string, kept: string]>([
    ['in lower case and without its final dot', 'IMAP.Example.NET.', 'imap.example.net'],
    ['in A-labels', 'imap.bücher.example', 'imap.xn--bcher-kva.example'],
    ['with the domain that was asked about in it', 'mail.%EMAILDOMAIN%', 'mail.%EMAILDOMAIN%'],
    ['as the domain that was asked about', '%EMAILDOMAIN%', '%EMAILDOMAIN%'],
  ])('has its host %s', (_, host, kept) => {
    expect(accountOf(describing({ incoming: [{ ...imap, host }] })).incoming).toMatchObject([{ host: kept }]);
  });

  // Clients look up what they are sent, letter by letter.
  test.each<[why: string, host: string, kept: string]>([
    ['in lower case', 'Mail.%EMAILDOMAIN%', 'mail.%EMAILDOMAIN%'],
    ['without its final dot', 'mail.%EMAILDOMAIN%.', 'mail.%EMAILDOMAIN%'],
    ['in A-labels', 'bücher.%EMAILDOMAIN%', 'xn--bcher-kva.%EMAILDOMAIN%'],
  ])('has its host %s, too, when the domain that was asked about is in it', (_, host, kept) => {
    expect(accountOf(describing({ incoming: [{ ...imap, host }] })).incoming).toMatchObject([{ host: kept }]);
  });
});

describe('a server without encryption', () => {
  const plain = { protocol: 'imap', host: 'imap.example.net', port: 143, security: 'none' };

  test.each<[how: string, changes: Readonly<Record<string, unknown>>, path: string]>([
    ['as a URL, to receive', { incoming: ['imap://imap.example.net'] }, 'incoming.0'],
    ['in full, to receive', { incoming: [plain] }, 'incoming.0'],
    [
      'beside an encrypted one',
      { incoming: ['imaps://imap.example.net', 'pop3://pop.example.net'] },
      'incoming.1',
    ],
    ['to send', { outgoing: ['smtp://smtp.example.net'] }, 'outgoing.0'],
  ])('is complained of where clients would be sent to it: %s', (_, changes, path) => {
    expect(complaints(describing(changes))).toEqual([
      [`${here}.${path}`, expect.stringContaining('not encrypted')],
    ]);
  });

  test('is shown to people', () => {
    const account = accountOf(describing({ manual: ['imap://imap.example.net', plain] }));
    expect(account.manual).toMatchObject([
      { protocol: 'imap', port: 143, security: 'none' },
      { protocol: 'imap', port: 143, security: 'none' },
    ]);
  });

  test('is shown to people alone when it stands among the others on purpose', () => {
    const account = accountOf(describing({ incoming: [imap, { ...plain, insecure: true }] }));
    expect(account.incoming).toMatchObject([{ port: 993, security: 'tls' }]);
    expect(account.manual).toMatchObject([{ port: 143, security: 'none' }]);
  });
});

test.each<[why: string, changes: Readonly<Record<string, unknown>>]>([
  ['receive', { incoming: [] }],
  ['receive, though it is said how to send', { incoming: undefined }],
  ['send', { outgoing: [] }],
  ['do either', { incoming: undefined, outgoing: undefined }],
])('a provider needs a server to %s', (_, changes) => {
  expect(complaints(describing(changes))).toEqual([[here, expect.stringContaining('needs a server')]]);
});

describe('a user name', () => {
  test.each<[why: string, username: string, kept: string]>([
    ['is the whole address', '%EMAILADDRESS%', '%EMAILADDRESS%'],
    ['may be the local part', '%EMAILLOCALPART%', '%EMAILLOCALPART%'],
    ['may be a literal', 'shared', 'shared'],
    ['may begin with digits', '2fast', '2fast'],
    ['loses white space around it', ' shared ', 'shared'],
    [
      'is the whole address when it is put together of its parts',
      '%EMAILLOCALPART%@%EMAILDOMAIN%',
      '%EMAILADDRESS%',
    ],
    ['may have the whole address in it', 'x+%EMAILLOCALPART%@%EMAILDOMAIN%', 'x+%EMAILADDRESS%'],
    [
      'may be the local part at another domain',
      '%EMAILLOCALPART%@example.net',
      '%EMAILLOCALPART%@example.net',
    ],
  ])('%s', (_, username, kept) => {
    expect(accountOf(describing({ incoming: [{ ...imap, username }] })).incoming).toMatchObject([
      { username: kept },
    ]);
  });

  test('is the whole address when nothing is said', () => {
    expect(accountOf(describing({})).incoming).toMatchObject([{ username: '%EMAILADDRESS%' }]);
  });

  test.each<[why: string, username: unknown]>([
    ['empty', ''],
    ['white space', '  '],
    ['digits alone, of which Thunderbird makes a number', '00123'],
    ['digits and dots, of which Thunderbird makes a number', '12.50'],
    ['a number', 123],
    ['two words', 'jo doe'],
    ['words on two lines', 'jo\ndoe'],
    ['a text with a NUL', 'jo\0'],
    ['longer than an address', 'x'.repeat(255)],
  ])('is not %s', (_, username) => {
    expect(complaints(describing({ incoming: [{ ...imap, username }] }))).toEqual([
      [`${here}.incoming.0.username`, expect.any(String)],
    ]);
  });

  // Thunderbird's JXON asks isFinite, and compares with true and false, before it takes a value for a text.
  test.each<[why: string, username: string]>([
    ['a number in another form', '1e5'],
    ['a hexadecimal number', '0x1F'],
    ['a negative number', '-5'],
    ['a truth value', 'true'],
  ])('is not %s, of which Thunderbird makes something else', (_, username) => {
    expect(complaints(describing({ incoming: [{ ...imap, username }] }))).toEqual([
      [`${here}.incoming.0.username`, expect.any(String)],
    ]);
  });
});

// XML cannot carry these, and a server or a link is sent to every client.
test.each<[what: string, changes: Readonly<Record<string, unknown>>, path: string]>([
  ['a noncharacter in a user name', { incoming: [{ ...imap, username: 'jo\ufffe' }] }, 'incoming.0.username'],
  [
    'a control character in a link',
    { documentation: [{ url: 'https://x.example/\x01', title: {} }] },
    'documentation.0.url',
  ],
])('%s is complained of', (_, changes, path) => {
  expect(complaints(describing(changes))).toEqual([[`${here}.${path}`, expect.any(String)]]);
});

describe('what people are told', () => {
  test.each<[why: string, changes: Readonly<Record<string, unknown>>, path: string]>([
    [
      'has links to the web only',
      { documentation: [{ url: 'ftp://x.example', title: {} }] },
      'documentation.0.url',
    ],
    ['has links that are links', { documentation: [{ url: 'x.example', title: {} }] }, 'documentation.0.url'],
    [
      'has links without scripts',
      { documentation: [{ url: 'javascript:alert(1)', title: {} }] },
      'documentation.0.url',
    ],
    [
      'has titles by language',
      { documentation: [{ url: 'https://x.example', title: { english_: 'x' } }] },
      'documentation.0.title.english_',
    ],
    ['has sentences by language', { instructions: { english_: ['x'] } }, 'instructions.english_'],
    ['is a list of sentences', { instructions: { en: 'x' } }, 'instructions.en'],
    [
      'is made of sentences of at most 500 characters',
      { instructions: { en: ['x'.repeat(501)] } },
      'instructions.en.0',
    ],
    ['has no placeholders', { instructions: { en: ['Dear %REALNAME%'] } }, 'instructions.en.0'],
  ])('%s', (_, changes, path) => {
    expect(complaints(describing(changes))).toEqual([[`${here}.${path}`, expect.any(String)]]);
  });

  test('stays as it was written', () => {
    const documentation = [{ url: 'https://x.example/?a=b&c', title: { en: 'Help', 'pt-BR': 'Ajuda' } }];
    const instructions = { en: ['Type <this> & that.'], fr: [] };
    expect(accountOf(describing({ documentation, instructions }))).toMatchObject({
      documentation,
      instructions,
    });
  });
});

describe('servers are told', () => {
  test('IMAP before POP3, and implicit TLS before STARTTLS, however they are written', () => {
    const incoming = [
      'pop3+starttls://a.example',
      'pop3s://b.example',
      'imap+starttls://c.example',
      'imaps://d.example',
    ];
    const outgoing = ['smtp+starttls://e.example', 'smtps://f.example'];
    const account = accountOf(describing({ incoming, outgoing }));
    expect(account.incoming.map(({ host }) => host)).toEqual([
      'd.example',
      'c.example',
      'b.example',
      'a.example',
    ]);
    expect(account.outgoing.map(({ host }) => host)).toEqual(['f.example', 'e.example']);
  });

  test('otherwise in the order of the document', () => {
    const incoming = ['imaps://b.example', 'imaps://a.example', 'imaps://c.example'];
    expect(accountOf(describing({ incoming })).incoming.map(({ host }) => host)).toEqual([
      'b.example',
      'a.example',
      'c.example',
    ]);
  });
});

describe('a provider that is named', () => {
  test('may be one that ships and is not described', async () => {
    expect(await ruleFor('example.org', { domains: { 'example.org': 'ovh.net' } })).toBe('ovh.net');
    expect(configOf({ provider: 'ovh.net' }).defaultAccount?.name).toBe('OVH');
  });

  test('is the one of the document where both have the name', () => {
    const own = { providers: { 'ovh.net': provider }, domains: { 'example.org': 'ovh.net' } };
    expect(configOf(own).defaultAccount?.name).toBe('Example Mail');
  });

  test.each<[where: string, document: ConfigDocument, path: string]>([
    ['as the default', { provider: 'hov.example', domains: { '*': 'ovh.net' } }, 'provider'],
    ['for a domain', { domains: { 'example.org': 'hov.example' } }, 'domains.example.org'],
    ['for everybody', { domains: { '*': 'hov.example' } }, 'domains.*'],
    ['with what differs', { domains: { 'example.org': { provider: 'hov.example' } } }, 'domains.example.org'],
    [
      'for an address',
      { provider: 'ovh.net', addresses: { 'jo@example.org': 'hov.example' } },
      'addresses.jo@example.org',
    ],
  ])('and is not known is told which are: %s', (_, document, path) => {
    const found = complaints({ ...document, providers: { 'example.net': provider } });
    expect(found).toEqual([[path, expect.stringMatching(/"hov\.example".*ovh\.net.*example\.net/)]]);
  });

  test('and is misspelt is told the right spelling', () => {
    expect(complaints({ domains: { 'example.org': 'ohv.net' } })).toEqual([
      ['domains.example.org', expect.stringContaining('did you mean "ovh.net"?')],
    ]);
  });

  test('is not complained of when its description is: one mistake, one complaint', () => {
    const document = {
      providers: { 'example.net': { ...provider, name: '' } },
      domains: { '*': 'example.net' },
    };
    expect(complaints(document).map(([path]) => path)).toEqual([`${here}.name`]);
  });

  test.each<[why: string, id: string, kept: string]>([
    ['has no letter case', 'Example.NET', 'example.net'],
    ['has no final dot', 'example.net.', 'example.net'],
    ['is in A-labels', 'bücher.example', 'xn--bcher-kva.example'],
  ])('by its id, which %s', async (_, id, kept) => {
    const document = { provider: id, providers: { [id]: provider } };
    expect(configOf(document).defaultAccount?.id).toBe(kept);
    expect(await ruleFor('x.example', { ...document, domains: { 'x.example': kept } })).toBe(kept);
  });

  test.each<[why: string, id: string, kept: string]>([
    ['has no letter case', 'Example.NET', 'example.net'],
    ['is in A-labels', 'bücher.example', 'xn--bcher-kva.example'],
  ])('by its id, wherever it is named, which %s', async (_, id, kept) => {
    expect(await ruleFor('x.example', { providers: { [id]: provider }, domains: { 'x.example': id } })).toBe(
      kept,
    );
  });

  test.each<[why: string, id: string]>([
    ['with an underscore', 'my_mail.example'],
    ['that is an IP address', '192.0.2.1'],
    ['that is empty', ''],
  ])('has no id %s', (_, id) => {
    expect(complaints({ providers: { [id]: provider } })).toEqual([
      [`providers.${id}`, expect.stringContaining('is not a domain name')],
    ]);
  });

  test('does not stand twice in two spellings', () => {
    const document = {
      provider: 'example.net',
      providers: { 'example.net': provider, 'Example.NET': provider },
    };
    expect(complaints(document)).toEqual([['providers.Example.NET', expect.stringContaining('twice')]]);
  });
});

describe('domains', () => {
  const twoProviders = { 'example.net': provider, 'other.example': { ...provider, name: 'Other' } };

  test.each<[why: string, pattern: string, asked: string, rule: string | undefined]>([
    ['have no letter case', 'Example.ORG', 'example.org', 'ovh.net'],
    ['have no final dot', 'example.org.', 'example.org', 'ovh.net'],
    ['are in A-labels', 'bücher.example', 'xn--bcher-kva.example', 'ovh.net'],
    ['may be given in A-labels', 'xn--bcher-kva.example', 'bücher.example', 'ovh.net'],
    ['may be all below one', '*.example.org', 'mail.example.org', 'ovh.net'],
    ['have no letter case below one, either', '*.Example.ORG', 'mail.example.org', 'ovh.net'],
    ['are in A-labels below one, too', '*.bücher.example', 'mail.xn--bcher-kva.example', 'ovh.net'],
    ['below one are not that one', '*.example.org', 'example.org', undefined],
    ['may be everybody’s', '*', 'example.org', 'ovh.net'],
    ['are no others', 'example.org', 'example.com', undefined],
  ])('%s', async (_, pattern, asked, rule) => {
    expect(await ruleFor(asked, { domains: { [pattern]: 'ovh.net' } })).toBe(rule);
  });

  test.each<[pattern: string]>([
    ['my_mail.example'],
    ['example..org'],
    ['192.0.2.1'],
    ['jo@example.org'],
    ['https://example.org'],
    ['*.'],
    ['**'],
    ['*example.org'],
    ['*.*.example.org'],
    ['example.*'],
    ['a.*.example'],
    [''],
  ])('are complained of when they are none: %j', (pattern) => {
    expect(complaints({ domains: { [pattern]: 'ovh.net' } })).toContainEqual([
      `domains.${pattern}`,
      expect.stringContaining('is not a domain, '),
    ]);
  });

  test.each<[why: string, first: string, second: string, name: string]>([
    ['letter case', 'example.org', 'Example.ORG', 'example.org'],
    ['a final dot', 'example.org', 'example.org.', 'example.org'],
    ['A-labels', 'bücher.example', 'xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['letter case below a domain', '*.example.org', '*.EXAMPLE.org', '*.example.org'],
  ])('stand once, whatever their spelling: %s', (_, first, second, name) => {
    expect(complaints({ domains: { [first]: 'ovh.net', [second]: 'none' } })).toEqual([
      [`domains.${second}`, expect.stringContaining(name)],
    ]);
  });

  test('that are none’s are never served, though everybody is', async () => {
    const document = { domains: { '*': 'ovh.net', 'example.org': 'none', '*.example.com': 'none' } };
    expect(await ruleFor('example.org', document)).toBe('never');
    expect(await ruleFor('mail.example.com', document)).toBe('never');
    expect(await ruleFor('example.com', document)).toBe('ovh.net');
  });

  test('may differ from their provider', async () => {
    const domain = parseDomain('example.org');
    const document = {
      providers: twoProviders,
      domains: { 'example.org': { provider: 'other.example', imap: 'IMAP.Example.ORG', name: 'Our mail' } },
    };
    const found = domain.ok && (await configOf(document).directory.find(domain.value));
    expect(found).toMatchObject({
      id: 'other.example',
      name: 'Our mail',
      incoming: [{ host: 'imap.example.org' }],
      outgoing: [{ host: 'smtp.example.net' }],
    });
  });

  test.each<[why: string, entry: unknown, path: string]>([
    ['a provider', { imap: 'imap.example.org' }, '.provider'],
    ['hosts that are some', { provider: 'ovh.net', imap: 'my_host.example' }, '.imap'],
    ['a user name that is one', { provider: 'ovh.net', username: '00123' }, '.username'],
    ['a name that is short enough', { provider: 'ovh.net', shortName: 'x'.repeat(21) }, '.shortName'],
    ['words', 1, ''],
  ])('that differ need %s', (_, entry, path) => {
    expect(complaints({ domains: { 'example.org': entry } })).toEqual([
      [`domains.example.org${path}`, expect.any(String)],
    ]);
  });
});

describe('the default provider', () => {
  const two = { 'a.example': provider, 'b.example': provider };

  test.each<[why: string, document: ConfigDocument, id: string | undefined]>([
    ['is the one that is named', { provider: 'b.example', providers: two }, 'b.example'],
    ['is the one that is named, in any letter case', { provider: 'B.Example', providers: two }, 'b.example'],
    [
      'is the one that is named, though domains have another',
      { provider: 'b.example', providers: two, domains: { '*': 'a.example' } },
      'b.example',
    ],
    ['may be one that ships', { provider: 'ovh.net', providers: two }, 'ovh.net'],
    ['is the only one that is described', { providers: { 'a.example': provider } }, 'a.example'],
    [
      'is the only one that is described, though domains have another',
      { providers: { 'a.example': provider }, domains: { '*': 'ovh.net' } },
      'a.example',
    ],
    [
      'is the only one that domains have, when none is described',
      { domains: { 'x.example': 'ovh.net', 'y.example': 'none' } },
      'ovh.net',
    ],
    [
      'is nobody when domains have two',
      { providers: two, domains: { 'x.example': 'a.example', 'y.example': 'b.example' } },
      undefined,
    ],
  ])('%s', (_, document, id) => {
    expect(configOf(document).defaultAccount?.id).toBe(id);
  });

  test('is the only one that is described, in any letter case', () => {
    expect(configOf({ providers: { 'Example.NET': provider } }).defaultAccount?.id).toBe('example.net');
  });
});

describe('everything that is wrong is said at once', () => {
  const document = {
    url: 'http://facteur.example.net',
    names: ['my host'],
    provider: 'nobody.example',
    providers: {
      'example.net': { ...provider, shortName: 'x'.repeat(21), incoming: [{ ...imap, port: 0 }, 'x'] },
    },
    domains: { 'my_mail.example': 'ovh.net', 'example.org': 'nobody.example' },
    bogus: true,
  };

  test('each with its path', () => {
    const paths = complaints(document).map(([path]) => path);
    expect(paths.toSorted()).toEqual(
      [
        'bogus',
        'domains.example.org',
        'domains.my_mail.example',
        'names.0',
        'provider',
        `${here}.incoming.0.port`,
        `${here}.incoming.1`,
        `${here}.shortName`,
        'url',
      ].toSorted(),
    );
  });

  test('each with its path key by key, for keys hold dots', () => {
    const config = readConfig(describing({ incoming: [imap, 'x'] }));
    expect(config.ok ? [] : config.refusal.map(({ keys }) => keys)).toEqual([
      ['providers', 'example.net', 'incoming', 1],
    ]);
  });

  test('each in words', () => {
    for (const [, message] of complaints(document)) expect(message).toMatch(/[a-z]{2,} [a-z]{2,}/);
  });
});

describe('the summary', () => {
  const domains = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 'ovh.net']));

  test.each<[why: string, document: ConfigDocument, summary: string]>([
    ['names a domain', { domains: domains('example.org') }, 'example.org'],
    [
      'names three domains',
      { domains: domains('a.example', '*.b.example', 'c.example') },
      'a.example, *.b.example, c.example',
    ],
    [
      'counts more than three',
      { domains: domains('a.example', 'b.example', 'c.example', 'd.example') },
      '4 domains',
    ],
    ['says whose settings everybody is given', { domains: domains('*') }, 'everybody (OVH)'],
    ['says both', { domains: domains('example.org', '*') }, 'example.org, everybody (OVH)'],
    [
      'leaves out whoever is never served',
      { domains: { ...domains('a.example'), 'b.example': 'none', '*': 'none' } },
      'a.example',
    ],
    ['has domains in A-labels', { domains: domains('Bücher.example') }, 'xn--bcher-kva.example'],
  ])('%s', (_, document, summary) => {
    expect(configOf(document).summary).toBe(summary);
  });

  // Part of the message "facteur answers on http://… for …".
  test('says something when there is only a default provider', () => {
    expect(configOf({ provider: 'ovh.net' }).summary).not.toBe('');
  });
});

describe('a complaint about a value says what would be right', () => {
  test.each<[what: string, changes: Readonly<Record<string, unknown>>, path: string, message: string]>([
    [
      'a text that is too short',
      { directories: [{ sqlite: { file: '' } }] },
      'directories.0.sqlite.file',
      'Too small: expected string to have >=1 characters',
    ],
    [
      'a text that is too long',
      describing({ name: 'x'.repeat(61) }),
      `${here}.name`,
      'Too big: expected string to have <=60 characters',
    ],
    ['a number that is too small', { dns: { ttl: 59 } }, 'dns.ttl', 'Too small: expected number to be >=60'],
    [
      'a number that is too big',
      { limits: { memoryPercent: 101 } },
      'limits.memoryPercent',
      'Too big: expected number to be <=100',
    ],
    ['a number with a fraction', { dns: { ttl: 60.5 } }, 'dns.ttl', 'must be an int'],
    ['another type', { soap: 'yes' }, 'soap', 'must be a boolean'],
    ['an address', { dns: { addresses: ['1.2.3'] } }, 'dns.addresses.0', 'Invalid IPv4 address'],
    [
      'a URL',
      { directories: [{ mx: { hosts: {}, resolver: 'dns' } }] },
      'directories.0.mx.resolver',
      'Invalid URL',
    ],
    [
      'an unknown word',
      describing({ incoming: [{ ...imap, security: 'starttsl' }] }),
      `${here}.incoming.0.security`,
      'must be one of "tls", "starttls", "none"; did you mean "starttls"?',
    ],
    ['a value that is missing', { tls: [{ key: 'key.pem' }] }, 'tls.0.certificate', 'is missing: string'],
  ])('%s', (_, changes, path, message) => {
    expect(complaints({ provider: 'ovh.net', ...changes })).toContainEqual([path, message]);
  });
});
