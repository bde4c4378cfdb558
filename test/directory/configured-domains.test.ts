/** The directory of the configuration: the most exact rule about a domain wins. */

import { describe, expect, test } from 'vitest';
import { addressRules } from '../../src/directory/address-rules.ts';
import { configuredDomains } from '../../src/directory/configured-domains.ts';
import type { Rule } from '../../src/directory/directory.ts';
import { type Domain, parseAddress, parseDomain } from '../../src/model/address.ts';
import { account } from '../support/account.ts';
import { expectGrowth } from '../support/growth.ts';

const [exact, below, deeper, everybody] = ['exact', 'below', 'deeper', 'everybody'].map((id) =>
  account({ id: `${id}.example` }),
);

/** Everything is ruled about: one domain, what is below it, what is further below, and the rest. */
const rules = new Map<string, Rule | undefined>([
  ['example.org', exact],
  ['mail.example.org', exact],
  ['*.example.org', below],
  ['*.school.example.org', deeper],
  ['never.example.org', 'never'],
  ['*.never.example', 'never'],
  ['xn--bcher-kva.example', exact],
  ['*', everybody],
]);

/** The rules of these patterns alone. */
function directoryOf(...patterns: readonly string[]) {
  const chosen = new Map<string, Rule>();
  for (const pattern of patterns) {
    const rule = rules.get(pattern);
    if (rule === undefined) throw new Error(`there is no rule about ${pattern}`);
    chosen.set(pattern, rule);
  }
  return configuredDomains(chosen);
}

function domain(text: string): Domain {
  const parsed = parseDomain(text);
  if (parsed.ok) return parsed.value;
  throw new Error(`${text} is no domain`);
}

describe('of all rules, a domain is under', () => {
  const directory = directoryOf(...rules.keys());

  test.each<[why: string, asked: string, rule: Rule | undefined]>([
    ['its own', 'example.org', exact],
    ['its own, though a wildcard covers it', 'mail.example.org', exact],
    ['its own, though the wildcard would serve it', 'never.example.org', 'never'],
    ['the wildcard above it', 'other.example.org', below],
    ['the wildcard further above it', 'a.b.other.example.org', below],
    ['the nearest wildcard above it', 'a.school.example.org', deeper],
    ['the nearest wildcard, however many labels below', 'c.b.a.school.example.org', deeper],
    ['the wildcard above the domain of the nearest wildcard', 'school.example.org', below],
    ['the wildcard above a domain that is ruled about itself', 'a.mail.example.org', below],
    ['a wildcard that rules it out', 'a.never.example', 'never'],
    ['that of everybody when it only ends alike', 'badexample.org', everybody],
    ['that of everybody when it is above a wildcard', 'never.example', everybody],
    ['that of everybody when nothing else is said', 'example.com', everybody],
    ['that of everybody when it has one label', 'localhost', everybody],
    ['its own, in A-labels', 'bücher.example', exact],
  ])('%s', (_, asked, rule) => {
    expect(directory.find(domain(asked))).toBe(rule);
  });
});

describe('without a rule for everybody', () => {
  test.each<[why: string, patterns: readonly string[], asked: string]>([
    ['another domain', ['example.org'], 'example.com'],
    ['a domain below one that has a rule', ['example.org'], 'mail.example.org'],
    ['a domain above one that has a rule', ['example.org'], 'org'],
    ['the domain of a wildcard itself', ['*.example.org'], 'example.org'],
    ['a domain that only ends like that of a wildcard', ['*.example.org'], 'badexample.org'],
    ['any domain, when there is no rule at all', [], 'example.org'],
  ])('nothing is known of %s', (_, patterns, asked) => {
    expect(directoryOf(...patterns).find(domain(asked))).toBeUndefined();
  });
});

describe('of all rules, an address is under', () => {
  const boss = account({ id: 'boss.example' });
  const shared = account({ id: 'shared.example' });
  const alsoShared = account({ id: 'also.example' });
  const anybody = account({ id: 'anybody.example' });
  const addresses = addressRules();
  for (const [pattern, rule] of [
    ['boss@example.org', boss],
    ['*-shared@example.org', shared],
    ['info-*@Bücher.example', alsoShared],
    ['*-shared*@example.org', alsoShared],
    ['boss-shared@example.org', 'never'],
    ['a.b*@example.org', boss],
  ] as const) {
    if (!addresses.add(pattern, rule)) throw new Error(`${pattern} is no rule`);
  }
  const rest = new Map<string, Rule>([
    ['example.org', 'never'],
    ['*', anybody],
  ]);
  const directory = configuredDomains(rest, addresses);
  const find = (text: string) => {
    const address = parseAddress(text);
    if (address.ok) return directory.find(address.value.domain, address.value);
    throw new Error(`${text} is no address`);
  };

  test.each<[why: string, asked: string, rule: Rule | undefined]>([
    ['its own', 'boss@example.org', boss],
    ['its own, in any letter case', 'Boss@Example.ORG', boss],
    ['its own, though a pattern fits it', 'boss-shared@example.org', 'never'],
    ['the pattern that fits it', 'sales-shared@example.org', shared],
    ['the pattern that fits it, in any letter case', 'SALES-Shared@example.org', shared],
    ['the first pattern that fits it', 'x-shared@example.org', shared],
    ['the next pattern when the first does not fit', 'x-shared-y@example.org', alsoShared],
    ['a pattern whose domain is in A-labels', 'info-x@xn--bcher-kva.example', alsoShared],
    ['a pattern whose star stands for nothing', '-shared@example.org', shared],
    ['a pattern whose dot is a dot', 'a.bc@example.org', boss],
    ['that of its domain when the dot of a pattern is none', 'axbc@example.org', 'never'],
    ['that of everybody when a pattern fits a part of it', 'xinfo-x@bücher.example', anybody],
    ['that of everybody when the pattern is another domain’s', 'sales-shared@example.com', anybody],
    ['that of its domain when nothing fits', 'jo@example.org', 'never'],
  ])('%s', (_, asked, rule) => {
    expect(find(asked)).toBe(rule);
  });

  test('none of these, when only its domain is known', () => {
    expect(directory.find(domain('example.org'))).toBe('never');
  });

  test.each([['boss'], ['@example.org'], ['*@*.example.org'], ['*'], ['']])(
    'never %j, which is no pattern',
    (pattern) => {
      expect(addressRules().add(pattern, 'never')).toBe(false);
    },
  );
});

test('a domain that is called like something of JavaScript’s is a domain', () => {
  expect(directoryOf('example.org').find(domain('constructor'))).toBeUndefined();
});

test('a look-up takes no longer for a hundred thousand rules', async () => {
  const directoryOfMany = (size: number) => {
    const many = new Map<string, Rule>();
    for (let at = 0; at < size; at++) many.set(`customer${at}.example`, 'never');
    return configuredDomains(many);
  };
  const unknown = Array.from({ length: 5000 }, (_, at) => domain(`a.b.c.d.e.f.other${at}.example`));
  const findAll = (directory: ReturnType<typeof directoryOfMany>): void => {
    for (const one of unknown) directory.find(one);
  };
  // A look-up that reads all rules would take a thousand times as long.
  await expectGrowth(directoryOfMany, findAll, { from: 100, to: 100_000, atMost: 10 });
  expect(directoryOfMany(100_000).find(domain('customer99999.example'))).toBe('never');
});
