/** Rate limit of a single connection. */

import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { IncomingMessage } from '../../../../src/runtime/node/http-module.ts';
import {
  type ConnectionVerdict,
  connectionRates,
} from '../../../../src/runtime/node/limits/connection-rate.ts';

function world(limits = { perSecond: 50, burst: 200 }, applies = true) {
  const state = { now: 0 };
  const verdictOn = connectionRates(
    limits,
    () => applies,
    () => state.now,
  );
  const connection = (): ((count: number) => ConnectionVerdict[]) => {
    const socket = new Socket();
    return (count) => Array.from({ length: count }, () => verdictOn(new IncomingMessage(socket)));
  };
  return { state, connection };
}

const count = (all: readonly ConnectionVerdict[], of: ConnectionVerdict): number =>
  all.filter((one) => one === of).length;

test('a connection has a quarter of its network’s burst, and a fifth of its rate', () => {
  const { state, connection } = world();
  const ask = connection();
  expect(count(ask(100), 'admitted')).toBe(50);
  state.now = 1000;
  expect(count(ask(50), 'admitted')).toBe(10);
});

test('another connection is not affected', () => {
  const { connection } = world();
  connection()(1000);
  expect(connection()(1)).toEqual(['admitted']);
});

test('the connection ends after 60 rejections', () => {
  const { connection } = world();
  const verdicts = connection()(111);
  expect([count(verdicts, 'rejected'), verdicts.at(-1)]).toEqual([60, 'ended']);
});

test('rejections are forgotten after a pause', () => {
  const { state, connection } = world();
  const ask = connection();
  ask(110);
  state.now = 60_000;
  expect(ask(51).at(-1)).toBe('rejected');
});

test.each([
  ['a network with a low limit', { perSecond: 1, burst: 3 }, true, 3],
  ['no limit of requests', { perSecond: 0, burst: 1 }, true, 500],
  ['a proxy, whose connection carries many clients', { perSecond: 50, burst: 200 }, false, 500],
])('%s', (_, limits, applies, admitted) => {
  expect(count(world(limits, applies).connection()(500), 'admitted')).toBe(admitted);
});
