/** IP addresses in the forms of sockets and proxies, and the network of each. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isInNetworks, networkOf, parseIp } from '../../src/util/ip.ts';

describe('an address', () => {
  test.each([
    ['IPv4', '192.0.2.1', '192.0.2.1'],
    ['IPv4 with white space', ' 192.0.2.1\t', '192.0.2.1'],
    ['IPv4 with a port, as Azure writes it', '192.0.2.1:50123', '192.0.2.1'],
    ['IPv6', '2001:db8::1', '2001:db8::1'],
    ['IPv6 in capitals and in full', '2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['IPv6 in brackets', '[2001:db8::1]', '2001:db8::1'],
    ['IPv6 in brackets with a port', '[2001:db8::1]:443', '2001:db8::1'],
    ['IPv6 with a zone', 'fe80::1%eth0', 'fe80::1'],
    ['IPv4 that came by an IPv6 socket', '::ffff:192.0.2.1', '192.0.2.1'],
    ['the same in hexadecimal', '::ffff:c000:201', '192.0.2.1'],
    ['nobody’s', '::', '::'],
  ])('may be %s: %j', (_, text, ip) => {
    expect(parseIp(text)).toBe(ip);
  });

  test.each(
    [
      ['', 'unknown', '_hidden', 'unix:', 'example.org', '192.0.2', '192.0.2.1.1', '192.0.2.256', '0x7f.1'],
      [
        '192.0.2.01',
        '192.0.2.1/24',
        '2001:db8',
        ':::',
        '1::2::3',
        '[192.0.2.1',
        '2001:db8::1]',
        '::1\u0000',
        '٣',
      ],
    ].flat(),
  )('is not %j', (text) => {
    expect(parseIp(text)).toBe(undefined);
  });

  test('is written in one way only', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const ip = parseIp(text);
        expect(ip).toBeDefined();
        expect(parseIp(`${ip}`)).toBe(ip);
      }),
    );
  });

  test('is never made of anything else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseIp(text) ?? '0.0.0.0').toMatch(/^[\da-f:.]+$/);
      }),
    );
  });
});

describe('the network', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
  ])('of %s is %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });

  const group = fc.integer({ min: 0, max: 0xffff }).map((number) => number.toString(16));
  const half = fc.array(group, { minLength: 4, maxLength: 4 });
  const networkIn = (...halves: readonly (readonly string[])[]): string =>
    networkOf(parseIp(halves.flat().join(':')) ?? 'none');

  test('of two IPv6 addresses is the same if their first halves are, and only then', () => {
    fc.assert(
      fc.property(half, half, half, half, (first, second, one, other) => {
        expect(networkIn(first, one)).toBe(networkIn(first, other));
        const isOne = first.join() === second.join();
        expect(networkIn(first, one) === networkIn(second, other)).toBe(isOne);
      }),
    );
  });
});

test.each<[string, readonly string[], boolean]>([
  ['10.1.2.3', ['10.0.0.0/8'], true],
  ['11.1.2.3', ['10.0.0.0/8'], false],
  ['192.0.2.129', ['192.0.2.0/25'], false],
  ['192.0.2.127', ['192.0.2.0/25'], true],
  ['192.0.2.1', ['192.0.2.1'], true],
  ['192.0.2.1', ['0.0.0.0/0'], true],
  ['2001:db8::1', ['0.0.0.0/0'], false],
  ['2001:db8::1', ['2001:db8::/32'], true],
  ['2001:db9::1', ['2001:db8::/32'], false],
  ['2001:db8::1', ['2001:DB8:0:0::0:1'], true],
  ['::1', ['10.0.0.0/8', '::/0'], true],
  ['10.0.0.1', [], false],
])('%s is in %j: %s', (ip, networks, isIn) => {
  expect(isInNetworks(ip, networks)).toBe(isIn);
});
