/** Connection limits: of all listeners together, and of each network how many and how often. */

import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { connectionLimits } from '../../../../src/runtime/node/limits/connections.ts';

const rules = { connections: 1000, connectionsPerNetwork: 5, perSecond: 10, burst: 5 };

class Connection extends EventEmitter {
  readonly remoteAddress: string;
  constructor(remoteAddress: string) {
    super();
    this.remoteAddress = remoteAddress;
  }
}

function world(limits: Partial<typeof rules> = {}) {
  const state = { now: 0 };
  const admitted = connectionLimits(
    { ...rules, ...limits },
    () => ({ networkOfPeer: (ip) => (ip === 'proxy' ? undefined : ip) }),
    () => state.now,
  );
  /** Opens connections, and closes those that were admitted. */
  const openAndClose = (count: number, from: string): number => {
    const open = Array.from({ length: count }, () => new Connection(from)).filter(admitted.admit);
    for (const one of open) one.emit('close');
    return open.length;
  };
  return { state, admitted, openAndClose };
}

describe('a network', () => {
  test('has so many connections at a time', () => {
    const { admitted } = world({ burst: 100 });
    expect(Array.from({ length: 7 }, () => admitted.admit(new Connection('a'))).filter(Boolean)).toHaveLength(
      5,
    );
    expect(admitted.admit(new Connection('b'))).toBe(true);
  });

  test('opens so many a second', () => {
    const { state, openAndClose } = world();
    const opened = [openAndClose(1, 'a'), openAndClose(1, 'a'), openAndClose(9, 'a'), openAndClose(9, 'a')];
    expect(opened).toEqual([1, 1, 3, 0]);
    state.now = 200;
    expect(openAndClose(9, 'a')).toBe(2);
    expect(openAndClose(9, 'b')).toBe(5);
  });

  test('opens none for a while after one that was misused', () => {
    const { state, admitted, openAndClose } = world();
    admitted.charge({ remoteAddress: 'a' }, 'flood');
    expect([openAndClose(1, 'a'), openAndClose(1, 'b')]).toEqual([0, 1]);
    state.now = 4500;
    expect(openAndClose(1, 'a')).toBe(0);
    state.now = 4700;
    expect(openAndClose(1, 'a')).toBe(1);
  });

  test('is let in again after ten seconds, whatever it did', () => {
    const { state, admitted, openAndClose } = world();
    for (let times = 0; times < 1000; times++) admitted.charge({ remoteAddress: 'a' }, 'flood');
    state.now = 10_200;
    expect(openAndClose(1, 'a')).toBe(1);
  });

  test('is not a trusted proxy, which opens as many as there are', () => {
    const { admitted, openAndClose } = world();
    admitted.charge({ remoteAddress: 'proxy' }, 'flood');
    expect(openAndClose(900, 'proxy')).toBe(900);
  });

  test('may open connections as often as it likes without a limit of requests', () => {
    const { openAndClose } = world({ perSecond: 0 });
    expect(Array.from({ length: 100 }, () => openAndClose(1, 'a'))).not.toContain(0);
  });
});

test('all networks together have so many at a time', () => {
  const { admitted } = world({ connections: 2 });
  const [first, ...others] = ['a', 'b', 'c'].map((network) => new Connection(network));
  expect([first, ...others].map((one) => one && admitted.admit(one))).toEqual([true, true, false]);
  first?.emit('close');
  expect(admitted.admit(new Connection('c'))).toBe(true);
});
