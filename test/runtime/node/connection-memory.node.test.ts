/** How many connections there is memory for. */

import { expect, test } from 'vitest';
import { connectionsInMemory, tooLittleMemory } from '../../../src/runtime/node/connection-memory.ts';

const mebibyte = 2 ** 20;

test.each([
  ['the systemd unit, plain http', 10_000, 512, 'http', 10_000],
  ['the systemd unit, TLS', 10_000, 512, 'https', 3294],
  ['Compose, plain http', 10_000, 256, 'http', 5737],
  ['a machine with 4 GiB, TLS', 10_000, 4096, 'https', 10_000],
  ['fewer than fit', 100, 512, 'https', 100],
  ['little memory: a tenth of it', 10_000, 64, 'https', 67],
  ['almost none: one connection', 10_000, 0.5, 'https', 1],
] as const)('%s', (_, asked, mebibytes, scheme, fitting) => {
  expect(connectionsInMemory(asked, mebibytes * mebibyte, scheme)).toBe(fitting);
});

test('the warning names the key, the memory and what is left', () => {
  expect(tooLittleMemory(10_000, 3294, 512 * mebibyte)).toBe(
    'limits.connections is 10000, but this process may use 512 MiB of memory: 3294 connections are accepted at a time.',
  );
});
