/** Whose mailboxes a domain has, told by its mail exchanger: which host counts, and which pattern it matches. */

import { describe, expect, test, vi } from 'vitest';
import { accountsByEntry } from '../../../../src/directory/entry.ts';
import { type MailExchanger, mxStore } from '../../../../src/directory/stores/portable/mx.ts';
import { type Domain, parseDomain } from '../../../../src/model/address.ts';
import { account } from '../../../support/account.ts';
import { storeDirectory } from '../../../support/store-directory.ts';

const hosts = {
  '*.mail.ovh.net': 'ovh.net',
  'mx.example.net': 'example.net',
  '*.example.net': 'others.example.net',
  '*.exchange.example.net': 'none',
  '*.backup.example': 'backup.example',
};

/** `10 mx1.mail.ovh.net`, as dig prints it. */
function exchanger(record: string): MailExchanger {
  const [priority, exchange = ''] = record.split(' ');
  return { exchange, priority: Number(priority) };
}

const providerOf = async (patterns: Readonly<Record<string, string>>, ...records: readonly string[]) => {
  const entry = await mxStore({ hosts: patterns }, async () => records.map(exchanger)).find(domain());
  return entry?.provider;
};

function domain(text = 'example.org'): Domain {
  const parsed = parseDomain(text);
  if (parsed.ok) return parsed.value;
  throw new Error(`${text} is no domain`);
}

describe('the mail exchanger that counts', () => {
  const own = '10 mx.example.org';
  test.each<[why: string, records: readonly string[], provider: string | undefined]>([
    ['is the only one', ['10 mx1.mail.ovh.net'], 'ovh.net'],
    ['is the one with the lowest preference', ['5 mx.example.net', '1 mx1.mail.ovh.net'], 'ovh.net'],
    ['is the one with the lowest, in any order', ['1 mx1.mail.ovh.net', '5 mx.example.net'], 'ovh.net'],
    ['is found by number, not by digits', ['100 mx.example.net', '20 mx1.mail.ovh.net'], 'ovh.net'],
    ['may have preference 0', ['1 mx.example.net', '0 mx1.mail.ovh.net'], 'ovh.net'],
    ['is the first by name of several', ['10 mx1.mail.ovh.net', '10 a.example.net'], 'others.example.net'],
    ['is the first by name in any order', ['10 a.example.net', '10 mx1.mail.ovh.net'], 'others.example.net'],
    ['is the first by name in any letter case', ['10 MX1.mail.ovh.net', '10 mx.example.net'], 'example.net'],
    ['is nobody’s when the customer runs it', [own], undefined],
    ['is no backup behind it', [own, '20 mx.backup.example'], undefined],
    ['is none of an empty list', [], undefined],
    ['is none by a null MX, as Node gives it (RFC 7505)', ['0 '], undefined],
    ['is none by a null MX, as a zone file has it', ['0 .'], undefined],
    ['is none by a null MX that breaks RFC 7505 §3', ['0 .', '10 mx1.mail.ovh.net'], undefined],
  ])('%s', async (_, records, provider) => {
    expect(await providerOf(hosts, ...records)).toBe(provider);
  });

  test('is none when the domain has no MX: where its A record points is no provider (RFC 5321 §5.1)', async () => {
    expect(await mxStore({ hosts }, async () => undefined).find(domain())).toBeUndefined();
  });

  test.each([
    [['10 MX.example.net.', '20 backup.example.net'], 'mx.example.net'],
    [['0 .'], undefined],
    [['10 <b>'], undefined],
    [[], undefined],
  ])('is told by its name, if it is one: %j', async (records, name) => {
    const { mailExchanger } = mxStore({ hosts }, async () => records.map(exchanger));
    expect(await mailExchanger?.(domain())).toBe(name);
  });

  test('is looked for at the domain that is asked about, once', async () => {
    const resolveMx = vi.fn(async () => [exchanger('10 mx1.mail.ovh.net')]);
    await mxStore({ hosts }, resolveMx).find(domain('bücher.example'));
    expect(resolveMx.mock.calls).toEqual([['xn--bcher-kva.example']]);
  });
});

describe('a pattern', () => {
  test.each<[why: string, pattern: string, exchange: string, matches: boolean]>([
    ['matches its own name', 'mx.example.net', 'mx.example.net', true],
    ['matches nothing below its name', 'mx.example.net', 'a.mx.example.net', false],
    ['matches nothing above its name', 'mx.example.net', 'example.net', false],
    ['with a star matches what is below', '*.mail.ovh.net', 'mx1.mail.ovh.net', true],
    ['with a star matches what is far below', '*.mail.ovh.net', 'a.b.c.mail.ovh.net', true],
    ['with a star does not match the name itself', '*.mail.ovh.net', 'mail.ovh.net', false],
    ['with a star does not match half a label', '*.mail.ovh.net', 'mx1.hotmail.ovh.net', false],
    ['with a star does not match a longer name', '*.mail.ovh.net', 'mx1.mail.ovh.net.example.org', false],
    ['may have a star before a top-level domain', '*.example', 'mx.backup.example', true],
    ['has no letter case', '*.Mail.OVH.net', 'mx1.mail.ovh.net', true],
    ['does not mind the letter case of DNS', '*.mail.ovh.net', 'MX1.Mail.OVH.Net', true],
    ['may have a final dot', '*.mail.ovh.net.', 'mx1.mail.ovh.net', true],
    ['does not mind the final dot of DNS', '*.mail.ovh.net', 'mx1.mail.ovh.net.', true],
    ['matches an exact name with a final dot', 'mx.example.net.', 'mx.example.net', true],
    ['is in A-labels', '*.bücher.example', 'mx.xn--bcher-kva.example', true],
    ['matches a host name with an underscore', '*.example.net', 'mx_1.example.net', true],
    ['is no regular expression', '*.mail.ovh.net', 'mx1.mailxovh.net', false],
  ])('%s', async (_, pattern, exchange, matches) => {
    expect(await providerOf({ [pattern]: 'yes' }, `10 ${exchange}`)).toBe(matches ? 'yes' : undefined);
  });

  test.each<[why: string, exchange: string, provider: string | undefined]>([
    ['an exact name before a star', 'mx.example.net', 'example.net'],
    ['the longer star before the shorter', 'mx.exchange.example.net', 'none'],
    ['the shorter star where the longer does not match', 'a.b.example.net', 'others.example.net'],
  ])('wins by being exact: %s', async (_, exchange, provider) => {
    const reversed = Object.fromEntries(Object.entries(hosts).reverse());
    expect(await providerOf(hosts, `10 ${exchange}`)).toBe(provider);
    expect(await providerOf(reversed, `10 ${exchange}`)).toBe(provider);
  });

  test.each([
    '*',
    '*.',
    '.',
    '*mail.ovh.net',
    'mx.*.ovh.net',
    '*.*.ovh.net',
    'mx1.mail.ovh.net:25',
    'mail ovh net',
    '192.0.2.1',
  ])('%j is none, and is named when the store is made', (pattern) => {
    expect(() => mxStore({ hosts: { [pattern]: 'ovh.net' } }, async () => undefined)).toThrow(`"${pattern}"`);
  });

  test('named like a part of every object is a host like any other', async () => {
    const store = mxStore({ hosts: { constructor: 'ovh.net' } }, async () => [exchanger('10 toString')]);
    expect(await store.find(domain())).toBeUndefined();
  });
});

describe('the store', () => {
  test('is called mx in the log', () => {
    expect(mxStore({ hosts }, async () => undefined).name).toBe('mx');
  });

  test('says the provider and nothing else', async () => {
    const store = mxStore({ hosts }, async () => [exchanger('10 mx1.mail.ovh.net')]);
    expect(await store.find(domain())).toEqual({ provider: 'ovh.net' });
  });

  test('fails when DNS fails, and does not take that for a domain without MX', async () => {
    const store = mxStore({ hosts }, () => Promise.reject(new Error('DNS does not answer: ETIMEOUT')));
    await expect(store.find(domain())).rejects.toThrow('ETIMEOUT');
  });

  test('rules out the domains of a host whose provider is none', async () => {
    const store = mxStore({ hosts }, async () => [exchanger('10 mx.exchange.example.net')]);
    const directory = storeDirectory(store, accountsByEntry(new Map()));
    expect(await directory.find(domain())).toBe('never');
  });

  test('leads to the account that the configuration describes', async () => {
    const described = account();
    const store = mxStore({ hosts }, async () => [exchanger('10 mx.example.net')]);
    const directory = storeDirectory(store, accountsByEntry(new Map([['example.net', described]])));
    expect(await directory.find(domain())).toBe(described);
  });
});
