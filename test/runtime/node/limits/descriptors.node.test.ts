/** How many connections there are file descriptors for. */

import { expect, test } from 'vitest';
import {
  connectionsThatFit,
  descriptors,
  fewerConnections,
  openFilesIn,
} from '../../../../src/runtime/node/limits/descriptors.ts';

test.each([
  ['as many as were asked for', 10_000, 65_536, 10_000],
  ['all but a reserve', 10_000, 4096, 4096 - 24 - 128],
  ['half of the few there are', 10_000, 64, 20],
  ['fewer than asked for only when they do not fit', 10, 64, 10],
  ['one at least', 10_000, 24, 1],
])('%s', (_, asked, limit, fitting) => {
  expect(connectionsThatFit(asked, { limit, inUse: 24 })).toBe(fitting);
});

test('the limit is the soft one, in lines of proc(5)', () => {
  const lines =
    'Max processes             94208  94208  processes\nMax open files            1024   4096   files\n';
  expect(openFilesIn(lines)).toBe(1024);
  expect(
    openFilesIn('Max open files            unlimited            unlimited            files'),
  ).toBeUndefined();
});

test('this process has more than it uses, or a system that does not tell', () => {
  const mine = descriptors();
  expect(mine === undefined || mine.inUse < mine.limit).toBe(true);
});

test('what is said names the key, the limit and what is left', () => {
  expect(fewerConnections(10_000, 20, { limit: 64, inUse: 24 })).toBe(
    'limits.connections is 10000, but the system allows this process 64 open files (ulimit -n): 20 connections are accepted at a time.',
  );
});
