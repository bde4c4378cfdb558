/** Admission control: which requests are admitted during overload. */

import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { admissionControl } from '../../../../src/runtime/node/limits/admission.ts';

const gate = admissionControl(
  { perSecond: 0, burst: 1 },
  { networkOf: () => undefined },
  () => true,
  () => 0,
);

function messageFor(url: string): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  message.url = url;
  return message;
}

describe('under overload', () => {
  test.each(['/healthz', '/HEALTHZ', '/healthz?x=y', 'http://facteur.example.net/healthz'])(
    '%s is admitted, so that a busy server is not taken for a dead one',
    (url) => {
      expect(gate.admit(messageFor(url))).toBeUndefined();
    },
  );

  test.each(['/', '/healthz/', '/healthzz', '/x?/healthz', 'http://facteur.example.net/x/healthz'])(
    '%s is rejected',
    (url) => {
      expect(gate.admit(messageFor(url))).toBe('overloaded');
    },
  );
});

describe('look-ups by address', () => {
  const limits = { perSecond: 0, burst: 1, addressesPerSecond: 1, addressesBurst: 3 };
  const limited = (network: string | undefined, now: () => number, rules = limits) =>
    admissionControl(rules, { networkOf: () => network }, () => false, now);
  const take = (control: ReturnType<typeof limited>, count: number) =>
    Array.from({ length: count }, () => control.takeLookUp(messageFor('/')));

  test('have a budget of their own for each network, which fills up again', () => {
    let now = 0;
    const control = limited('192.0.2.1', () => now);
    expect(take(control, 4)).toEqual([true, true, true, false]);
    now = 1000;
    expect(take(control, 2)).toEqual([true, false]);
  });

  test.each([
    ['a client whose network is unknown', undefined, limits],
    ['a limit of 0', '192.0.2.1', { ...limits, addressesPerSecond: 0 }],
  ])('are not limited for %s', (_, network, rules) => {
    expect(
      take(
        limited(network, () => 0, rules),
        9,
      ),
    ).not.toContain(false);
  });
});
