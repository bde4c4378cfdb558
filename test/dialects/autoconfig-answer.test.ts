/** Autoconfig: which accounts have an answer, and that the answer kept from the last request is not given to another. */

import { describe, expect, test } from 'vitest';
import { autoconfig } from '../../src/dialects/autoconfig.ts';
import { noSubject } from '../../src/dialects/dialect.ts';
import type { Answer } from '../../src/http/response.ts';
import type { Account } from '../../src/model/account.ts';
import { account, smtp } from '../support/account.ts';
import { domain } from '../support/records.ts';
import { configOf, documents, now } from '../support/world.ts';

const service = configOf(documents.example);

interface Asked {
  readonly domain?: string;
  readonly hostDomain?: string;
}

const write = (to: Account, asked: Asked = {}) =>
  autoconfig.write(
    noSubject,
    {
      account: to,
      domain: asked.domain === undefined ? undefined : domain(asked.domain),
      hostDomain: asked.hostDomain === undefined ? undefined : domain(asked.hostDomain),
      ownName: false,
    },
    () => now,
    service,
  );

async function answerTo(to: Account, asked: Asked): Promise<Answer> {
  const written = await write(to, asked);
  if (written.ok) return written.value;
  throw new Error(written.refusal.reason);
}

describe('an account has an answer', () => {
  test.each<[servers: string, changes: Partial<Account>, answered: boolean]>([
    ['incoming and outgoing servers', {}, true],
    ['incoming servers only', { outgoing: [] }, false],
    ['outgoing servers only', { incoming: [] }, false],
    ['no servers', { incoming: [], outgoing: [] }, false],
    ['no incoming servers and several outgoing ones', { incoming: [], outgoing: [smtp(), smtp(587)] }, false],
  ])('with %s: %s', async (_, changes, answered) => {
    const written = await write(account(changes));
    expect(written.ok || written.refusal.reason).toBe(answered || 'nothing-to-offer');
  });
});

describe('two requests about one account that differ', () => {
  const domainsIn = ({ body }: Answer) =>
    [...String(body).matchAll(/<domain>(.*)<\/domain>/g)].map(([, name]) => name);

  test.each<[by: string, first: Asked, second: Asked, firstDomains: string[], secondDomains: string[]]>([
    ['in the domain', { domain: 'a.example' }, { domain: 'b.example' }, ['a.example'], ['b.example']],
    [
      'in the domain, the host being the same',
      { domain: 'a.example', hostDomain: 'host.example' },
      { domain: 'b.example', hostDomain: 'host.example' },
      ['a.example', 'host.example'],
      ['b.example', 'host.example'],
    ],
    [
      'in the domain of the host',
      { domain: 'a.example', hostDomain: 'host.example' },
      { domain: 'a.example', hostDomain: 'other.example' },
      ['a.example', 'host.example'],
      ['a.example', 'other.example'],
    ],
    [
      'in that only one has a domain of the host',
      { domain: 'a.example' },
      { domain: 'a.example', hostDomain: 'host.example' },
      ['a.example'],
      ['a.example', 'host.example'],
    ],
    [
      'in the domain of the host, without a domain',
      { hostDomain: 'host.example' },
      { hostDomain: 'other.example' },
      ['host.example'],
      ['other.example'],
    ],
  ])('%s have an answer each', async (_, first, second, firstDomains, secondDomains) => {
    const shared = account();
    const answers = [await answerTo(shared, first), await answerTo(shared, second)];
    expect(answers.map(domainsIn)).toEqual([firstDomains, secondDomains]);
    expect(answers[0]?.headers['etag']).not.toBe(answers[1]?.headers['etag']);
    // In the other order as well.
    const again = [await answerTo(shared, second), await answerTo(shared, first)];
    expect(again.map(domainsIn)).toEqual([secondDomains, firstDomains]);
  });
});
