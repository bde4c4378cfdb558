/** Entries of a directory, and the account that each results in. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountsByEntry, type Entry, type EntryDocument, entrySchema } from '../../src/directory/entry.ts';
import type { Account, Server } from '../../src/model/account.ts';
import { account, imap, pop3, smtp } from '../support/account.ts';

const provider = account({
  incoming: [imap(993, 'tls'), imap(143, 'starttls'), pop3()],
  outgoing: [smtp(465, 'tls'), smtp(587, 'starttls')],
  manual: [
    { ...imap(), port: 143, security: 'none' },
    { ...pop3(), port: 110, security: 'none' },
    { ...smtp(), port: 25, security: 'none' },
  ],
  documentation: [{ url: 'https://example.net/help', title: { en: 'Help' } }],
  instructions: { en: ['Type it.'] },
});
const other = account({ id: 'other.example', name: 'Other' });
const accounts = () =>
  accountsByEntry(
    new Map([
      ['example.net', provider],
      ['other.example', other],
    ]),
  );

/** @throws when the entry means nothing */
function meant(entry: Entry): Account {
  const found = accounts()(entry);
  if (found) return found;
  throw new Error(`nothing is called ${entry.provider}`);
}

const serversOf = ({ incoming, outgoing, manual }: Account): readonly Server[] => [
  ...incoming,
  ...outgoing,
  ...manual,
];

describe('an entry is written', () => {
  test.each<[why: string, written: EntryDocument, entry: Entry]>([
    ['as its provider alone', 'ovh.net', { provider: 'ovh.net' }],
    ['as an object with nothing but a provider', { provider: 'ovh.net' }, { provider: 'ovh.net' }],
    [
      'with hosts, in lower case',
      { provider: 'ovh.net', imap: 'IMAP.Example.ORG.' },
      { provider: 'ovh.net', imap: 'imap.example.org' },
    ],
    [
      'with hosts, in A-labels',
      { provider: 'ovh.net', pop3: 'bücher.example' },
      { provider: 'ovh.net', pop3: 'xn--bcher-kva.example' },
    ],
    [
      'with the domain in a host',
      { provider: 'ovh.net', smtp: 'mail.%EMAILDOMAIN%' },
      { provider: 'ovh.net', smtp: 'mail.%EMAILDOMAIN%' },
    ],
    [
      'with a user name',
      { provider: 'ovh.net', username: '%EMAILLOCALPART%' },
      { provider: 'ovh.net', username: '%EMAILLOCALPART%' },
    ],
    [
      'with names, trimmed',
      { provider: 'ovh.net', name: ' Post ', shortName: 'P ' },
      { provider: 'ovh.net', name: 'Post', shortName: 'P' },
    ],
  ])('%s', (_, written, entry) => {
    expect(entrySchema.parse(written)).toEqual(entry);
  });

  test.each<[why: string, written: unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['no provider', { imap: 'imap.example.org' }],
    ['an empty provider', ''],
    ['an empty provider in an object', { provider: '' }],
    ['a word that is not known', { provider: 'ovh.net', imapHost: 'imap.example.org' }],
    ['a host that is none', { provider: 'ovh.net', imap: 'imap example org' }],
    ['a host with a port', { provider: 'ovh.net', imap: 'imap.example.org:993' }],
    ['the address in a host', { provider: 'ovh.net', smtp: '%EMAILADDRESS%' }],
    ['a user name that a client would read as a number', { provider: 'ovh.net', username: '00123' }],
    ['a control character in a name', { provider: 'ovh.net', name: 'Po\u0000st' }],
    ['a placeholder in a name', { provider: 'ovh.net', name: 'Post for %EMAILADDRESS%' }],
    ['a name of 61 characters', { provider: 'ovh.net', name: 'x'.repeat(61) }],
    ['a short name of 21 characters', { provider: 'ovh.net', shortName: 'x'.repeat(21) }],
    ['a list', ['ovh.net']],
  ])('and never with %s', (_, written) => {
    expect(entrySchema.safeParse(written).success).toBe(false);
  });
});

describe('an entry means', () => {
  test('its provider, the very same object, when nothing differs', () => {
    expect(meant({ provider: 'example.net' })).toBe(provider);
  });

  test.each(['Example.NET', 'example.net.'])('its provider in any spelling: %s', (id) => {
    expect(meant({ provider: id })).toBe(provider);
  });

  test.each(['example.org', '', 'none', 'constructor', '__proto__', 'not a domain'])(
    'nothing when no provider is called %j',
    (id) => {
      expect(accounts()({ provider: id })).toBeUndefined();
      expect(accounts()({ provider: id, name: 'Another' })).toBeUndefined();
    },
  );

  test.each(['imap', 'pop3', 'smtp'] as const)(
    'another host for %s, shown ones too, and for no other protocol',
    (protocol) => {
      const changed = serversOf(meant({ provider: 'example.net', [protocol]: 'mail.example.org' }));
      const before = serversOf(provider);
      expect(changed.map(({ host }) => host)).toEqual(
        before.map((server) => (server.protocol === protocol ? 'mail.example.org' : server.host)),
      );
      expect(changed.filter(({ host }) => host === 'mail.example.org').length).toBeGreaterThanOrEqual(2);
    },
  );

  test('another user name at every server', () => {
    const changed = serversOf(meant({ provider: 'example.net', username: '%EMAILLOCALPART%' }));
    expect(new Set(changed.map(({ username }) => username))).toEqual(new Set(['%EMAILLOCALPART%']));
  });

  // A hoster's short name beside a reseller's name would give the hoster away.
  test.each<[changes: Partial<Entry>, names: Pick<Account, 'name' | 'shortName'>]>([
    [{ name: 'Another' }, { name: 'Another', shortName: 'Another' }],
    [{ shortName: 'An' }, { name: provider.name, shortName: 'An' }],
    [
      { name: 'Another', shortName: 'An' },
      { name: 'Another', shortName: 'An' },
    ],
    [{ name: 'Another one for members' }, { name: 'Another one for members', shortName: 'Another one for' }],
    [
      { name: 'Überlandleitungsgesellschaft' },
      { name: 'Überlandleitungsgesellschaft', shortName: 'Überlandleitungsgese' },
    ],
  ])('another name and nothing else: %j', (changes, names) => {
    expect(meant({ provider: 'example.net', ...changes })).toEqual({ ...provider, ...names });
  });

  test('all its changes at once', () => {
    const changed = meant({
      provider: 'example.net',
      imap: 'imap.example.org',
      pop3: 'pop.example.org',
      smtp: 'smtp.example.org',
      username: 'jo',
      name: 'Another',
      shortName: 'An',
    });
    expect(changed).toMatchObject({ name: 'Another', shortName: 'An' });
    expect(serversOf(changed).map(({ host, username }) => `${username}@${host}`)).toEqual(
      serversOf(provider).map(({ protocol }) => `jo@${protocol === 'pop3' ? 'pop' : protocol}.example.org`),
    );
  });

  test('the ports, encryption and documentation of its provider, whatever differs', () => {
    const { id, documentation, instructions, ...rest } = meant({
      provider: 'example.net',
      imap: 'mail.example.org',
    });
    expect({ id, documentation, instructions }).toEqual({
      id: provider.id,
      documentation: provider.documentation,
      instructions: provider.instructions,
    });
    expect(
      [...rest.incoming, ...rest.outgoing, ...rest.manual].map(({ port, security }) => [port, security]),
    ).toEqual(serversOf(provider).map(({ port, security }) => [port, security]));
  });

  test('nothing new for its provider', () => {
    const before = structuredClone(provider);
    meant({ provider: 'example.net', imap: 'mail.example.org', username: 'jo', name: 'Another' });
    expect(provider).toEqual(before);
  });

  test('its own changes and no other entry’s, however many there are', () => {
    const accountOf = accounts();
    const host = fc.constantFrom('a.example', 'b.example', undefined);
    const entry: fc.Arbitrary<Entry> = fc.record({
      provider: fc.constantFrom('example.net', 'other.example'),
      imap: host,
      pop3: host,
      smtp: host,
      username: fc.constantFrom('jo', 'al', undefined),
      name: fc.constantFrom('Example Mail', 'Another', undefined),
    });
    fc.assert(
      fc.property(entry, (one) => {
        const base = one.provider === 'example.net' ? provider : other;
        const found = accountOf(one);
        expect(found?.id).toBe(base.id);
        expect(found?.name).toBe(one.name ?? base.name);
        for (const server of found ? serversOf(found) : []) {
          const before = serversOf(base).find(({ protocol }) => protocol === server.protocol);
          expect(server.host).toBe(one[server.protocol] ?? before?.host);
          expect(server.username).toBe(one.username ?? before?.username);
        }
      }),
    );
  });
});

describe('the account of an entry', () => {
  const entry: Entry = { provider: 'example.net', imap: 'mail.example.org', name: 'Another' };

  test('is the same object each time, for documents are kept by it', () => {
    const accountOf = accounts();
    expect(accountOf({ ...entry })).toBe(accountOf({ ...entry }));
  });

  test('is another one for another provider, another host, another name', () => {
    const accountOf = accounts();
    const all = [
      entry,
      { ...entry, provider: 'other.example' },
      { ...entry, imap: 'mail.example.com' },
      { ...entry, name: 'Yet another' },
      { provider: 'example.net', imap: 'mail.example.org' },
      { provider: 'example.net', smtp: 'mail.example.org' },
    ];
    expect(new Set(all.map(accountOf)).size).toBe(all.length);
  });

  // The key is the entry as JSON, in which order and spelling differ, and an undefined change counts as one.
  test.each<[why: string, a: Entry, b: Entry]>([
    [
      'in whichever order it is written',
      entry,
      { name: 'Another', imap: 'mail.example.org', provider: 'example.net' },
    ],
    ['in whichever spelling of its provider', entry, { ...entry, provider: 'Example.net' }],
    [
      'with nothing changed, as its provider',
      { provider: 'example.net' },
      { provider: 'example.net', imap: undefined },
    ],
  ])('is the same object %s', (_, a, b) => {
    const accountOf = accounts();
    expect(accountOf(b)).toBe(accountOf(a));
  });

  test('is kept while it is among the 500 that were asked for last, and forgotten after 1,000 others', () => {
    const accountOf = accounts();
    const numbered = (at: number): Entry => ({ provider: 'example.net', imap: `mail${at}.example.org` });
    const first = accountOf(numbered(0));
    for (let at = 1; at < 500; at++) accountOf(numbered(at));
    expect(accountOf(numbered(0))).toBe(first);
    for (let at = 1; at <= 1000; at++) accountOf(numbered(at));
    expect(accountOf(numbered(0))).not.toBe(first);
    expect(accountOf(numbered(0))).toEqual(first);
  });

  test('of a provider without changes takes no room', () => {
    const accountOf = accounts();
    const first = accountOf(entry);
    for (let at = 0; at < 20_000; at++) accountOf({ provider: 'example.net' });
    expect(accountOf(entry)).toBe(first);
  });
});
