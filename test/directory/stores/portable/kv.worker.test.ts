/** Domains in Workers KV, as workerd has it. */

import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { openKv } from '../../../../src/directory/stores/portable/kv.ts';
import { describePatterned, domainOf, secret } from '../../../support/wildcard-cases.ts';

declare global {
  namespace Cloudflare {
    interface Env {
      readonly DOMAINS_KV: KVNamespace;
    }
  }
}

const namespace = env.DOMAINS_KV;

beforeEach(async () => {
  const { keys } = await namespace.list();
  await Promise.all(keys.map(({ name }) => namespace.delete(name)));
});

describePatterned(async (contents) => {
  const entries = Object.entries(contents);
  await Promise.all(
    entries.map(([name, entry]) =>
      namespace.put(name, typeof entry === 'string' ? entry : JSON.stringify(entry)),
    ),
  );
  return openKv(namespace);
});

describe('a value', () => {
  test.each<[why: string, value: string, entry: unknown]>([
    ['may be a provider’s id', 'example.net', { provider: 'example.net' }],
    ['may end in a line break, as files do', 'example.net\n', { provider: 'example.net' }],
    [
      'may be an entry',
      '{"provider":"example.net","imap":"a.example"}',
      { provider: 'example.net', imap: 'a.example' },
    ],
    ['may be an id in quotes', '"example.net"', { provider: 'example.net' }],
    [
      'may have keys that a newer version knows',
      '{"provider":"example.net","later":1}',
      { provider: 'example.net' },
    ],
    ['may be an entry on many lines', '\n{\n"provider": "none"\n}\n', { provider: 'none' }],
  ])('%s', async (_, value, entry) => {
    await namespace.put('example.org', value);
    expect(await openKv(namespace).find(domainOf('example.org'))).toEqual(entry);
  });

  test.each<[why: string, value: string, sentence: string]>([
    ['it is empty', '', 'holds a row whose provider is missing'],
    ['it is blank', ' \n', 'holds a row whose provider is missing'],
    ['it is no JSON', `{"provider": "${secret}`, 'holds an entry that is not JSON'],
    ['it names no provider', '{}', 'holds a row whose provider is missing'],
    ['it is a list', `["${secret}"]`, 'holds an entry that is neither the name of a provider nor an object'],
    [
      'a host is none',
      `{"provider": "example.net", "imap": "${secret} x"}`,
      'holds a row whose imap is not a host name',
    ],
  ])('is an error that tells the store and nobody’s name when %s', async (_, value, sentence) => {
    await namespace.put(`${secret}.example`, value);
    const found = openKv(namespace).find(domainOf(`${secret}.example`));
    await expect(found).rejects.toThrow(`kv ${sentence}`);
    await expect(found).rejects.not.toThrow(secret);
  });
});

test.each(['null', ' null\n'])(
  'the value %j is a domain that is unknown, whatever pattern covers it',
  async (value) => {
    await namespace.put('*.example.org', 'example.net');
    await namespace.put('sold.example.org', value);
    expect(await openKv(namespace).find(domainOf('sold.example.org'))).toBeUndefined();
  },
);

test('a domain that stands there by name costs one read, any other two', async () => {
  const get = vi.spyOn(namespace, 'get');
  await namespace.put('example.org', 'example.net');
  await openKv(namespace).find(domainOf('example.org'));
  expect(get.mock.calls).toEqual([['example.org']]);
  await openKv(namespace).find(domainOf('a.example.org'));
  expect(get.mock.calls.slice(1)).toEqual([['a.example.org'], [['*.example.org', '*.org', '*']]]);
  get.mockRestore();
});
