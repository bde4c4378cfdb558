/** When requests may be sent here. */

import { describe, expect, test } from 'vitest';
import { cachedDirectory, cacheRules } from '../../src/directory/cache.ts';
import type { Directory } from '../../src/directory/directory.ts';
import { checkReadiness } from '../../src/ops/readiness.ts';

const answering: Directory = { find: () => Promise.resolve(undefined) };

/** A store that can be switched off, behind a memory of its own, with a clock that can be set. */
function world() {
  const state = { now: 0, down: false, asked: 0 };
  const store: Directory = {
    find: async () => {
      state.asked++;
      if (state.down) throw new Error('no connection');
      return undefined;
    },
  };
  const cache = cachedDirectory(store, cacheRules, {
    nowMilliseconds: () => state.now,
    timeout: () => ({ expired: new Promise<never>(() => {}), cancel: () => {} }),
    complain: () => {},
  });
  return { state, cache };
}

describe('a service is ready', () => {
  test('without stores', async () => {
    expect(await checkReadiness([], false)).toBe('ready');
  });

  test('with stores that answer', async () => {
    expect(await checkReadiness([answering, world().cache], false)).toBe('ready');
  });

  test('while the memory stands in for a store that has answered before', async () => {
    const { state, cache } = world();
    await checkReadiness([cache], false);
    state.down = true;
    state.now = (cacheRules.unknownSeconds + cacheRules.staleSeconds / 2) * 1000;
    expect(await checkReadiness([cache], false)).toBe('ready');
  });

  test('again when a store has come back, with nobody asking anything else', async () => {
    const { state, cache } = world();
    state.down = true;
    expect(await checkReadiness([cache], false)).toBe('store-unavailable');
    state.down = false;
    state.now += 2000;
    expect(await checkReadiness([cache], false)).toBe('ready');
  });
});

describe('a service is not ready', () => {
  test('when a store has never answered', async () => {
    const { state, cache } = world();
    state.down = true;
    expect(await checkReadiness([answering, cache], false)).toBe('store-unavailable');
  });

  test('when the memory has become too old', async () => {
    const { state, cache } = world();
    await checkReadiness([cache], false);
    state.down = true;
    state.now = (cacheRules.unknownSeconds + cacheRules.staleSeconds + 1) * 1000;
    expect(await checkReadiness([cache], false)).toBe('store-unavailable');
  });

  test('while it shuts down', async () => {
    expect(await checkReadiness([answering], true)).toBe('shutting-down');
  });
});

test('a store is asked once a minute, however often somebody wants to know', async () => {
  const { state, cache } = world();
  for (let second = 0; second < 180; second++) {
    state.now = second * 1000;
    await checkReadiness([cache], false);
  }
  expect(state.asked).toBe(3);
});
