/** The cost of an answer is charged to the client's network. */

import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { costs, rsaSignatureCost } from '../../../../src/model/cost.ts';
import { admissionControl } from '../../../../src/runtime/node/limits/admission.ts';

const message = new IncomingMessage(new Socket());

/** @returns the number of requests left to a network after one request of that cost */
function leftAfter(cost: number, burst: number): number {
  const gate = admissionControl(
    { perSecond: 1, burst },
    { networkOf: () => '192.0.2.7' },
    () => false,
    () => 0,
  );
  gate.admit(message);
  gate.charge(message, cost);
  let left = 0;
  while (gate.admit(message) === undefined) left++;
  return left;
}

test.each([
  [0, 1],
  [5, 1],
  [5.1, 2],
  [18, 4],
  [65, 13],
  [366, 74],
])('an answer that costs %d ordinary ones is paid for like %i requests', (cost, requests) => {
  expect(leftAfter(cost, 100)).toBe(100 - requests);
});

test('a network that owes something is admitted no more, and its other requests are turned away', () => {
  const gate = admissionControl(
    { perSecond: 1, burst: 5 },
    { networkOf: () => '192.0.2.7' },
    () => false,
    () => 0,
  );
  expect([gate.admit(message), gate.readmit(message)]).toEqual([undefined, undefined]);
  gate.charge(message, 1000);
  expect([gate.admit(message), gate.readmit(message)]).toEqual(['rate-limited', 'rate-limited']);
});

test('without a limit, or for an unknown client, nothing is charged', () => {
  const unlimited = admissionControl(
    { perSecond: 0, burst: 1 },
    { networkOf: () => '192.0.2.7' },
    () => false,
    () => 0,
  );
  const unknown = admissionControl(
    { perSecond: 1, burst: 1 },
    { networkOf: () => undefined },
    () => false,
    () => 0,
  );
  for (const gate of [unlimited, unknown]) {
    gate.charge(message, 1000);
    expect([gate.admit(message), gate.readmit(message)]).toEqual([undefined, undefined]);
  }
});

test('an RSA signature costs by the cube of the key’s length', () => {
  expect(rsaSignatureCost(2048)).toBe(costs.rsa2048Signature);
  expect(rsaSignatureCost(4096)).toBe(8 * costs.rsa2048Signature);
});
