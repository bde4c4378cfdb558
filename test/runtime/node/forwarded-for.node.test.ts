/** The client's address behind trusted proxies; the client cannot choose it. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clientAddress } from '../../../src/runtime/node/forwarded-for.ts';

const trusted = new Set(['127.0.0.1', '10.0.0.1', '10.0.0.2', '::1']);
const isTrusted = (ip: string): boolean => trusted.has(ip);

describe('a client', () => {
  test.each([
    ['speaks for itself', '192.0.2.7', '', '192.0.2.7'],
    ['that is no proxy is not believed', '192.0.2.7', '198.51.100.1', '192.0.2.7'],
    ['is behind one proxy', '127.0.0.1', '192.0.2.7', '192.0.2.7'],
    ['claims another address', '127.0.0.1', '198.51.100.1, 192.0.2.7', '192.0.2.7'],
    ['is behind two proxies', '127.0.0.1', '192.0.2.7, 10.0.0.1', '192.0.2.7'],
    [
      'is behind three proxies and claims another address',
      '10.0.0.2',
      '127.0.0.1,192.0.2.7, 10.0.0.1,127.0.0.1',
      '192.0.2.7',
    ],
    ['comes with a port', '127.0.0.1', '192.0.2.7:5123', '192.0.2.7'],
    ['comes by IPv6', '::1', '2001:DB8::7', '2001:db8::7'],
    ['cannot hide behind nonsense', '127.0.0.1', 'unknown, <>, 192.0.2.7', '192.0.2.7'],
  ])('%s', (_, peer, forwardedFor, client) => {
    expect(clientAddress(peer, forwardedFor, isTrusted)).toBe(client);
  });

  test.each([
    ['a proxy says nothing', ''],
    ['a proxy says nonsense', '192.0.2.7, unknown'],
    ['a proxy says an empty word', '192.0.2.7,'],
    ['there are only proxies', '10.0.0.1, 10.0.0.2'],
  ])('is not known when %s', (_, forwardedFor) => {
    expect(clientAddress('127.0.0.1', forwardedFor, isTrusted)).toBe(undefined);
  });

  test('that is not trusted can never choose its own address', () => {
    const hops = fc.array(fc.constantFrom(...trusted), { minLength: 1, maxLength: 4 });
    const claim = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom(...trusted), fc.string()))
        .map((all) => all.join(', ')),
    );
    const address = fc.ipV4().filter((ip) => !trusted.has(ip));
    fc.assert(
      fc.property(address, claim, hops, (client, claimed, [last = '', ...before]) => {
        // Each proxy writes who has spoken to it at the end of what it was given.
        const seen = [...(claimed === '' ? [] : [claimed]), client, ...before].join(', ');
        expect(clientAddress(last, seen, isTrusted)).toBe(client);
        expect(clientAddress(client, claimed, isTrusted)).toBe(client);
      }),
    );
  });
});
