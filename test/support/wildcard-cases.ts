/** Tests for every store whose keys are domains and wildcard patterns. Each store's own test calls it. */

import { describe, expect, test } from 'vitest';
import type { EntryDocument } from '../../src/directory/entry.ts';
import type { Store } from '../../src/directory/stores/store.ts';
import { type Domain, parseDomain } from '../../src/model/address.ts';

/** What is in a store, by domain or pattern. */
export type Contents = Readonly<Record<string, EntryDocument>>;

export function domainOf(text: string): Domain {
  const domain = parseDomain(text);
  if (domain.ok) return domain.value;
  throw new Error(`${text} is not a domain`);
}

/** @param storeOf makes a store that holds this and nothing else */
export function describePatterned(storeOf: (contents: Contents) => Promise<Store>): void {
  const contents: Contents = {
    'example.org': 'exact',
    '*.example.org': 'below-example',
    'deep.sub.example.org': 'deep',
    '*.sub.example.org': 'below-sub',
    '*.org': 'below-org',
    'never.example.org': 'none',
  };

  describe('among domains and patterns', () => {
    test.each<[why: string, domain: string, provider: string | undefined]>([
      ['a domain finds its own entry', 'example.org', 'exact'],
      ['a domain finds its own entry before a pattern', 'deep.sub.example.org', 'deep'],
      ['a domain below finds the pattern', 'a.example.org', 'below-example'],
      ['a domain far below finds the pattern', 'a.b.c.example.org', 'below-example'],
      ['the nearest pattern counts', 'a.sub.example.org', 'below-sub'],
      ['the nearest pattern counts from far below', 'a.b.sub.example.org', 'below-sub'],
      ['a pattern does not cover the domain it names', 'sub.example.org', 'below-example'],
      ['a pattern covers whole labels', 'myexample.org', 'below-org'],
      ['a domain that is never served is known', 'never.example.org', 'none'],
      ['another domain finds nothing', 'example.net', undefined],
      ['a top-level domain is not covered by its pattern', 'org', undefined],
      [
        'a domain of 123 labels finds the pattern',
        `${'a.'.repeat(125)}example.org`.slice(-253),
        'below-example',
      ],
      ['a domain of 127 labels finds nothing', `${'a.'.repeat(126)}a`, undefined],
    ])('%s', async (_, domain, provider) => {
      const store = await storeOf(contents);
      expect(await store.find(domainOf(domain))).toEqual(provider && { provider });
    });

    test('names in their own script are found too', async () => {
      const store = await storeOf({
        'bücher.example': 'exact',
        '*.bücher.example': 'below',
        '*.рф': 'below-rf',
        '*': 'everybody',
      });
      const providers = ['bücher.example', 'a.bücher.example', 'b.рф', 'ä.example'].map(
        async (domain) => (await store.find(domainOf(domain)))?.provider,
      );
      expect(await Promise.all(providers)).toEqual(['exact', 'below', 'below-rf', 'everybody']);
    });

    test('* matches every domain, after all other patterns', async () => {
      const store = await storeOf({ ...contents, '*': 'everybody' });
      const providers = ['example.net', 'org', 'a.org', `${'a.'.repeat(126)}a`].map(
        async (domain) => (await store.find(domainOf(domain)))?.provider,
      );
      expect(await Promise.all(providers)).toEqual(['everybody', 'everybody', 'below-org', 'everybody']);
    });
  });

  test('an entry comes back with all that it changes', async () => {
    const entry = {
      provider: 'example.net',
      imap: 'mail.%EMAILDOMAIN%',
      pop3: 'pop.example.org',
      smtp: 'smtp.example.org',
      username: '%EMAILLOCALPART%',
      name: 'Bücher & "Söhne" \'; DROP TABLE domains; --',
      shortName: '用例',
    };
    const store = await storeOf({ 'example.org': entry });
    expect(await store.find(domainOf('example.org'))).toEqual(entry);
  });

  test('an empty store finds nothing', async () => {
    expect(await (await storeOf({})).find(domainOf('example.org'))).toBeUndefined();
  });
}

/** What must not be told by an error: it goes to the log. */
export const secret = 'secret-customer';
