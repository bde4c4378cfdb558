/** Which domain a request is about: four rules in order, and domains that are ruled out. */

import { describe, expect, test, vi } from 'vitest';
import { configuredDomains } from '../../src/directory/configured-domains.ts';
import type { Directory, Rule } from '../../src/directory/directory.ts';
import { type Resolved, resolve, type Subject } from '../../src/directory/resolve.ts';
import type { Service } from '../../src/directory/service.ts';
import { parseHost } from '../../src/http/host.ts';
import { type Address, type Domain, parseAddress, parseDomain } from '../../src/model/address.ts';
import type { Refusal } from '../../src/model/refusal.ts';
import type { Result } from '../../src/model/result.ts';
import { account } from '../support/account.ts';

const customer = account({ id: 'customer.example' });
const other = account({ id: 'other.example' });
const fallback = account({ id: 'default.example' });

const atOnce = configuredDomains(
  new Map<string, Rule>([
    ['example.org', customer],
    ['hosted.example', other],
    ['*.school.example', other],
    ['none.example', 'never'],
  ]),
);
const later: Directory = { find: async (domain, address) => atOnce.find(domain, address) };

const service = (directory: Directory): Service => ({
  directory,
  origin: undefined,
  names: new Set([
    'localhost',
    '127.0.0.1',
    'facteur.example.net',
    'autoconfig.example.net',
    'autoconfig.hosted.example',
    'autoconfig.none.example',
  ]),
  defaultAccount: fallback,
  pacc: { smtp: true },
  soap: false,
  brand: {},
});

/** What a request says; `mx` where it may be an MX step. */
interface Asked {
  readonly host: string;
  readonly address?: string;
  readonly path?: string;
  readonly mx?: boolean;
  /** Whether it is the well-known path. */
  readonly www?: boolean;
}

function address(text: string): Address {
  const parsed = parseAddress(text);
  if (parsed.ok) return parsed.value;
  throw new Error(`${text} is no address`);
}

function domain(text: string): Domain {
  const parsed = parseDomain(text);
  if (parsed.ok) return parsed.value;
  throw new Error(`${text} is no domain`);
}

const subjectOf = ({ address: sent, path, mx = false, www }: Asked): Subject => ({
  address: sent === undefined ? undefined : address(sent),
  domain: path === undefined ? undefined : domain(path),
  mayBeMxStep: mx,
  mayBeWebSite: www,
});

const chosenFor = (asked: Asked, by: Service) => resolve(subjectOf(asked), parseHost(asked.host), by);

/** Who answers, in the order of `Chosen`: account, domain, the domain of the MX step, whether at an own name. */
type Answer = readonly [Resolved['account'], string | undefined, string | undefined, boolean];

const chosen = ([of, askedAbout, hostDomain, ownName]: Answer) => ({
  ok: true,
  value: { account: of, domain: askedAbout, hostDomain, ownName },
});

const notServed: Result<never> = { ok: false, refusal: { reason: 'domain-not-served' } };

describe.each<[when: string, directory: Directory]>([
  ['at once', atOnce],
  ['later', later],
])('with a directory that answers %s', (_, directory) => {
  const ask = (asked: Asked) => chosenFor(asked, service(directory));

  describe('1. the domain of the address that was sent, when it is served', () => {
    const jo = 'jo@example.org';

    test.each<[why: string, asked: Asked, answer: Answer]>([
      [
        'at its own autoconfig host',
        { host: 'autoconfig.example.org', address: jo },
        [customer, 'example.org', undefined, false],
      ],
      [
        'at the domain itself',
        { host: 'example.org', address: jo },
        [customer, 'example.org', undefined, false],
      ],
      [
        'at an own name',
        { host: 'facteur.example.net', address: jo },
        [customer, 'example.org', undefined, true],
      ],
      [
        'on the machine itself',
        { host: 'localhost:8080', address: jo },
        [customer, 'example.org', undefined, true],
      ],
      [
        'at a host nobody knows',
        { host: 'proxy.internal', address: jo },
        [customer, 'example.org', undefined, false],
      ],
      ['at an IP address', { host: '192.0.2.1', address: jo }, [customer, 'example.org', undefined, false]],
      ['without a Host', { host: '', address: jo }, [customer, 'example.org', undefined, false]],
      [
        'whether or not this may be an MX step',
        { host: 'autoconfig.example.org', address: jo, mx: true },
        [customer, 'example.org', undefined, false],
      ],
      [
        'at an own name made of a mail exchanger’s, which is told besides',
        { host: 'autoconfig.example.net', address: jo, mx: true },
        [customer, 'example.org', 'example.net', true],
      ],
      [
        'not the domain of the Host',
        { host: 'autoconfig.hosted.example', address: jo },
        [customer, 'example.org', 'hosted.example', true],
      ],
      [
        'not the domain in the path',
        { host: 'facteur.example.net', address: jo, path: 'hosted.example' },
        [customer, 'example.org', undefined, true],
      ],
      [
        'though the domain of the Host is ruled out',
        { host: 'autodiscover.none.example', address: jo },
        [customer, 'example.org', undefined, false],
      ],
      [
        'though the domain in the path is ruled out',
        { host: 'facteur.example.net', address: jo, path: 'none.example' },
        [customer, 'example.org', undefined, true],
      ],
      [
        'by a wildcard',
        { host: 'facteur.example.net', address: 'jo@a.school.example' },
        [other, 'a.school.example', undefined, true],
      ],
    ])('%s', async (_, asked, answer) => {
      expect(await ask(asked)).toEqual(chosen(answer));
    });
  });

  describe('2. without an address, the domain that the path or the Host names, when it is served', () => {
    test.each<[why: string, asked: Asked, answer: Answer]>([
      [
        'the Host behind autoconfig.',
        { host: 'autoconfig.example.org' },
        [customer, 'example.org', undefined, false],
      ],
      [
        'the Host behind autodiscover.',
        { host: 'autodiscover.example.org' },
        [customer, 'example.org', undefined, false],
      ],
      [
        'the Host itself, as for /.well-known/',
        { host: 'example.org' },
        [customer, 'example.org', undefined, false],
      ],
      [
        'the Host with a port, in any letter case',
        { host: 'AutoConfig.Example.ORG:443' },
        [customer, 'example.org', undefined, false],
      ],
      [
        'the Host under a wildcard',
        { host: 'autoconfig.a.school.example' },
        [other, 'a.school.example', undefined, false],
      ],
      [
        'the Host though it is an own name',
        { host: 'autoconfig.hosted.example' },
        [other, 'hosted.example', undefined, true],
      ],
      [
        'the path at an own name',
        { host: 'facteur.example.net', path: 'example.org' },
        [customer, 'example.org', undefined, true],
      ],
      [
        'the path at a host nobody knows',
        { host: 'proxy.internal', path: 'example.org' },
        [customer, 'example.org', undefined, false],
      ],
      [
        'the path, not the Host',
        { host: 'autoconfig.hosted.example', path: 'example.org' },
        [customer, 'example.org', undefined, true],
      ],
    ])('%s', async (_, asked, answer) => {
      expect(await ask(asked)).toEqual(chosen(answer));
    });

    test.each<[why: string, asked: Asked, answer: Answer]>([
      [
        'the Host, whose provider is told besides',
        { host: 'autoconfig.example.org', address: 'jo@alias.example', mx: true },
        [customer, 'alias.example', 'example.org', false],
      ],
      [
        'the path, which is told besides',
        { host: 'facteur.example.net', address: 'jo@alias.example', path: 'example.org', mx: true },
        [customer, 'alias.example', 'example.org', true],
      ],
    ])('on an MX step, with an address whose domain is not served: %s', async (_, asked, answer) => {
      expect(await ask(asked)).toEqual(chosen(answer));
    });
  });

  describe('3. without an address, at an own name, the default provider', () => {
    test.each<[why: string, asked: Asked, answer: Answer]>([
      ['at the name of the service', { host: 'facteur.example.net' }, [fallback, undefined, undefined, true]],
      ['on the machine itself, by name', { host: 'localhost:8080' }, [fallback, undefined, undefined, true]],
      ['on the machine itself, by address', { host: '127.0.0.1' }, [fallback, undefined, undefined, true]],
      [
        'whether or not this may be an MX step',
        { host: 'facteur.example.net', mx: true },
        [fallback, undefined, undefined, true],
      ],
      [
        'at a name made of a mail exchanger’s, which is told besides',
        { host: 'autoconfig.example.net', mx: true },
        [fallback, undefined, 'example.net', true],
      ],
      [
        'and on an MX step with an address whose domain is not served',
        { host: 'autoconfig.example.net', address: 'jo@alias.example', mx: true },
        [fallback, 'alias.example', 'example.net', true],
      ],
    ])('%s', async (_, asked, answer) => {
      expect(await ask(asked)).toEqual(chosen(answer));
    });

    test.each<[host: string]>([['facteur.example.net'], ['autoconfig.example.net'], ['localhost']])(
      'unless there is none: %s',
      async (host) => {
        const none: Service = { ...service(directory), defaultAccount: undefined };
        expect(await chosenFor({ host }, none)).toEqual(notServed);
        expect(await chosenFor({ host, address: 'jo@alias.example', mx: true }, none)).toEqual(notServed);
      },
    );
  });

  describe('4. otherwise no domain', () => {
    test.each<[why: string, asked: Asked]>([
      ['a Host that is neither served nor an own name', { host: 'autoconfig.alias.example' }],
      ['a Host below an own name', { host: 'autoconfig.facteur.example.net' }],
      ['a Host that only ends like a domain that is served', { host: 'autoconfig.badexample.org' }],
      ['a Host below a domain that is served', { host: 'mail.example.org' }],
      ['the domain of a wildcard itself', { host: 'autoconfig.school.example' }],
      ['an IP address that is not an own name', { host: '192.0.2.1' }],
      ['no Host', { host: '' }],
      [
        'a path that names a domain that is not served, even at an own name',
        { host: 'facteur.example.net', path: 'alias.example' },
      ],
      [
        'such a path on what may be an MX step',
        { host: 'autoconfig.example.net', path: 'alias.example', mx: true },
      ],
      [
        'such a path and such an address',
        { host: 'autoconfig.example.net', path: 'alias.example', address: 'jo@alias.example', mx: true },
      ],
      ['such a path at a Host that is served', { host: 'autoconfig.example.org', path: 'alias.example' }],
      [
        'an address whose domain is not served, at an own name',
        { host: 'facteur.example.net', address: 'jo@alias.example' },
      ],
      [
        'such an address, at a Host that is served',
        { host: 'autodiscover.example.org', address: 'jo@alias.example' },
      ],
      [
        'such an address, at an own name of an MX step, where there is no MX step',
        { host: 'autoconfig.example.net', address: 'jo@alias.example' },
      ],
      [
        'such an address on an MX step, at an own name that was not made of a mail exchanger’s',
        { host: 'facteur.example.net', address: 'jo@alias.example', mx: true },
      ],
      [
        'such an address on an MX step, on the machine itself',
        { host: 'localhost', address: 'jo@alias.example', mx: true },
      ],
      [
        'such an address on an MX step, at a Host nobody knows',
        { host: 'autoconfig.alias.example', address: 'jo@alias.example', mx: true },
      ],
    ])('%s', async (_, asked) => {
      expect(await ask(asked)).toEqual(notServed);
    });
  });

  describe('a domain that is ruled out ends the search', () => {
    test.each<[why: string, asked: Asked]>([
      ['in an address at an own name', { host: 'facteur.example.net', address: 'jo@none.example' }],
      [
        'in an address on an MX step',
        { host: 'autoconfig.example.net', address: 'jo@none.example', mx: true },
      ],
      [
        'in an address at a Host that is served',
        { host: 'autoconfig.example.org', address: 'jo@none.example', mx: true },
      ],
      [
        'in an address with a path that is served',
        { host: 'facteur.example.net', address: 'jo@none.example', path: 'example.org', mx: true },
      ],
      ['in the Host', { host: 'autoconfig.none.example' }],
      [
        'in the Host on an MX step with another address',
        { host: 'autoconfig.none.example', address: 'jo@alias.example', mx: true },
      ],
      ['in the Host itself', { host: 'none.example' }],
      ['in the path at an own name', { host: 'facteur.example.net', path: 'none.example' }],
      ['in the path at a Host that is served', { host: 'autoconfig.example.org', path: 'none.example' }],
    ])('%s', async (_, asked) => {
      expect(await ask(asked)).toEqual(notServed);
    });
  });

  test('no refusal reveals other customers: all are the same', async () => {
    const refusals: (Refusal | undefined)[] = [];
    for (const asked of [
      { host: 'autoconfig.none.example' },
      { host: 'autoconfig.alias.example' },
      { host: 'facteur.example.net', address: 'jo@alias.example' },
    ]) {
      const result = await ask(asked);
      refusals.push(result.ok ? undefined : result.refusal);
    }
    expect(new Set(refusals.map((refusal) => JSON.stringify(refusal))).size).toBe(1);
  });
});

describe('the directory', () => {
  test('that answers at once is not waited for', () => {
    expect(chosenFor({ host: 'autoconfig.example.org' }, service(atOnce))).not.toBeInstanceOf(Promise);
  });

  test.each<[why: string, asked: Asked, domains: readonly string[]]>([
    [
      'the address alone when its domain is served',
      { host: 'autoconfig.hosted.example', address: 'jo@example.org', mx: true },
      ['example.org'],
    ],
    [
      'the address alone where there is no MX step',
      { host: 'autodiscover.hosted.example', address: 'jo@alias.example' },
      ['alias.example'],
    ],
    [
      'the Host after the address on an MX step',
      { host: 'autoconfig.hosted.example', address: 'jo@alias.example', mx: true },
      ['alias.example', 'hosted.example'],
    ],
    ['the Host when there is no address', { host: 'autoconfig.hosted.example' }, ['hosted.example']],
    [
      'the path in place of the Host',
      { host: 'autoconfig.hosted.example', path: 'example.org' },
      ['example.org'],
    ],
    ['nothing when there is nothing to ask about', { host: 'localhost' }, []],
  ])('is asked about %s', (_, asked, domains) => {
    const find = vi.fn(atOnce.find);
    chosenFor(asked, service({ find }));
    expect(find.mock.calls.map(([domain]) => domain)).toEqual(domains);
  });

  test.each<[why: string, asked: Asked]>([
    ['the address', { host: 'facteur.example.net', address: 'jo@example.org' }],
    ['the Host', { host: 'autoconfig.example.org' }],
  ])('that is down when it is asked about %s makes no wrong answer, but none', (_, asked) => {
    expect(chosenFor(asked, service({ find: () => 'unavailable' }))).toMatchObject({
      ok: false,
      refusal: { reason: 'directory-unavailable' },
    });
  });

  test('that fails is not kept silent about', async () => {
    const failing: Directory = { find: () => Promise.reject(new Error('the disk is gone')) };
    await expect(chosenFor({ host: 'autoconfig.example.org' }, service(failing))).rejects.toThrow(
      'the disk is gone',
    );
  });
});

describe('several addresses', () => {
  const asked = (...texts: readonly string[]): Subject => {
    const [first, ...others] = texts.map(address);
    return { address: first, others, domain: undefined, mayBeMxStep: false };
  };

  test.each<[why: string, addresses: readonly string[], ids: readonly string[]]>([
    ['of one domain', ['jo@example.org', 'al@example.org'], ['customer.example', 'customer.example']],
    [
      'of domains with the same account',
      ['jo@hosted.example', 'al@a.school.example'],
      ['other.example', 'other.example'],
    ],
    [
      'of domains with two accounts',
      ['jo@example.org', 'al@hosted.example', 'jo@hosted.example'],
      ['customer.example', 'other.example', 'other.example'],
    ],
  ])('%s have each its own settings', async (_, addresses, ids) => {
    for (const directory of [atOnce, later]) {
      const host = parseHost('facteur.example.net');
      const result = await resolve(asked(...addresses), host, service(directory));
      const { account, others = [] } = result.ok ? result.value : { account: undefined };
      expect([account?.id, ...others.map((other) => other.account.id)]).toEqual(ids);
      expect(others.map((other) => other.address.text)).toEqual(addresses.slice(1));
    }
  });

  test.each<[why: string, addresses: readonly string[], position: number]>([
    ['is not served', ['jo@example.org', 'al@example.org', 'a@unknown.example'], 3],
    ['is never served', ['jo@example.org', 'al@none.example', 'al@example.org'], 2],
    ['is not served, the first', ['a@unknown.example', 'jo@example.org'], 1],
    ['is never served, the first', ['al@none.example', 'jo@example.org'], 1],
  ])('of which one %s are refused with its position', async (_, addresses, position) => {
    for (const directory of [atOnce, later]) {
      const result = await resolve(
        asked(...addresses),
        parseHost('unrelated.example.com'),
        service(directory),
      );
      expect(result).toMatchObject({
        refusal: { reason: 'address-not-served', position, count: addresses.length },
      });
    }
  });

  test('are not answered while one of them cannot be looked up', async () => {
    const directory: Directory = {
      find: (domain) => (domain === 'hosted.example' ? 'unavailable' : atOnce.find(domain, undefined)),
    };
    const result = await resolve(
      asked('jo@example.org', 'al@hosted.example'),
      parseHost('facteur.example.net'),
      service(directory),
    );
    expect(result).toMatchObject({ refusal: { reason: 'directory-unavailable' } });
  });
});
