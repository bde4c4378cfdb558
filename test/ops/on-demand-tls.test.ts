/** For which names a certificate may be had. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Directory } from '../../src/directory/directory.ts';
import type { ConfigDocument } from '../../src/index.ts';
import { decideCertificate } from '../../src/ops/on-demand-tls.ts';
import { configOf } from '../support/world.ts';

const document: ConfigDocument = {
  url: 'https://facteur.example.net',
  names: ['autoconfig.mx.example.net'],
  domains: {
    'example.org': 'ovh.net',
    'bücher.example': 'ovh.net',
    '*.below.example': 'ovh.net',
    'none.example': 'none',
    '*': 'ovh.net',
  },
};
const config = configOf(document);

describe('a certificate is expected for', () => {
  test.each([
    ['the host of `url`', 'facteur.example.net'],
    ['a further name', 'autoconfig.mx.example.net'],
    ['autoconfig', 'autoconfig.example.org'],
    ['Autodiscover', 'autodiscover.example.org'],
    ['user agents of the future', 'ua-auto-config.example.org'],
    ['MTA-STS', 'mta-sts.example.org'],
    ['a name in capitals', 'AutoConfig.Example.ORG'],
    ['a name in A-labels', 'autoconfig.xn--bcher-kva.example'],
    ['a domain below a wildcard', 'autoconfig.deep.below.example'],
  ])('%s: %s', async (_, name) => {
    expect(await decideCertificate(name, config)).toBe('expected');
  });
});

describe('no certificate is to be had for', () => {
  test.each([
    ['nothing', ''],
    ['the machine itself', 'localhost'],
    ['an address of it', '127.0.0.1'],
    ['an IPv6 address', '[::1]'],
    ['a customer’s domain without a prefix', 'example.org'],
    ['another name of a customer', 'www.example.org'],
    ['a name that only ends like an own one', 'evil.facteur.example.net'],
    ['a prefix of a prefix', 'autoconfig.autoconfig.example.org'],
    ['a domain that nobody has named, even if everybody is answered', 'autoconfig.stranger.example'],
    ['a domain that is never served', 'autoconfig.none.example'],
    ['the domain of a wildcard itself', 'autoconfig.below.example'],
    ['a name with a port', 'autoconfig.example.org:443'],
    ['a name with a path', 'autoconfig.example.org/'],
    ['a name with white space', ' autoconfig.example.org'],
    ['two names', 'autoconfig.example.org,facteur.example.net'],
    ['an asterisk', '*.example.org'],
    ['a name with an underscore', '_dmarc.example.org'],
    ['a name that is too long', `autoconfig.${'a.'.repeat(130)}example.org`],
  ])('%s: %s', async (_, name) => {
    expect(await decideCertificate(name, config)).toBe('unexpected');
  });

  test('anything else, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.domain()), async (name) => {
        expect(await decideCertificate(name, config)).toBe('unexpected');
      }),
    );
  });
});

describe('the stores', () => {
  const answering = (found: Awaited<ReturnType<Directory['find']>>) =>
    config.withStores([{ find: () => Promise.resolve(found) }]);

  test('are asked about the domain behind the prefix', async () => {
    const asked: string[] = [];
    const store: Directory = { find: (domain) => void asked.push(domain) };
    expect(await decideCertificate('autoconfig.customer.example', config.withStores([store]))).toBe(
      'unexpected',
    );
    expect(asked).toEqual(['customer.example']);
  });

  test('have a domain certified that they know', async () => {
    const account = config.accountOf({ provider: 'ovh.net' });
    expect(await decideCertificate('mta-sts.customer.example', answering(account))).toBe('expected');
  });

  test('make it known when they are down', async () => {
    expect(await decideCertificate('autoconfig.customer.example', answering('unavailable'))).toBe(
      'unavailable',
    );
  });

  test('are not asked about what is an own name, or can be no name at all', async () => {
    const down = answering('unavailable');
    const names = ['facteur.example.net', 'example.org', 'localhost', '', 'autoconfig.example.org'];
    expect(await Promise.all(names.map((name) => decideCertificate(name, down)))).not.toContain(
      'unavailable',
    );
  });
});
