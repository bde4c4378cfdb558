/** When requests may be sent here. */

import { describe, expect, test } from 'vitest';
import { cachedDirectory, cacheRules } from '../../src/directory/cache.ts';
import type { Directory } from '../../src/directory/directory.ts';
import { StoreError, type StoreFailure } from '../../src/directory/failure.ts';
import { checkReadiness, type ReadinessStore } from '../../src/ops/readiness.ts';

const answering: ReadinessStore = {
  name: 'answering',
  cache: { find: () => Promise.resolve(undefined), failure: () => undefined },
};

/** A store that can be switched off, behind a memory of its own, with a clock that can be set. */
function world(failure: StoreFailure = { word: 'refused', code: 'ECONNREFUSED' }) {
  const state = { now: 0, down: false, asked: 0 };
  const store: Directory = {
    find: async () => {
      state.asked++;
      if (state.down) throw new StoreError('shelf', failure);
      return undefined;
    },
  };
  const cache = cachedDirectory(store, cacheRules, {
    nowMilliseconds: () => state.now,
    timeout: () => ({ expired: new Promise<never>(() => {}), cancel: () => {} }),
  });
  return { state, store: { name: 'shelf-2', cache } };
}

describe('a service is ready', () => {
  test('without stores', async () => {
    expect(await checkReadiness([], false)).toMatchObject({ state: 'ready' });
  });

  test('with stores that answer', async () => {
    expect(await checkReadiness([answering, world().store], false)).toMatchObject({ state: 'ready' });
  });

  test('while the cache answers for a store that has answered before', async () => {
    const { state, store } = world();
    await checkReadiness([store], false);
    state.down = true;
    state.now = (cacheRules.unknownSeconds + cacheRules.staleSeconds / 2) * 1000;
    expect(await checkReadiness([store], false)).toMatchObject({ state: 'ready' });
  });

  test('again when a store is back, without other requests', async () => {
    const { state, store } = world();
    state.down = true;
    expect(await checkReadiness([store], false)).toMatchObject({ state: 'store-unavailable' });
    state.down = false;
    state.now += 2000;
    expect(await checkReadiness([store], false)).toMatchObject({ state: 'ready' });
  });
});

describe('a service is not ready', () => {
  test('when a store has never answered', async () => {
    const { state, store } = world();
    state.down = true;
    expect(await checkReadiness([answering, store], false)).toMatchObject({ state: 'store-unavailable' });
  });

  test('when the cached entries are too old', async () => {
    const { state, store } = world();
    await checkReadiness([store], false);
    state.down = true;
    state.now = (cacheRules.unknownSeconds + cacheRules.staleSeconds + 1) * 1000;
    expect(await checkReadiness([store], false)).toMatchObject({ state: 'store-unavailable' });
  });

  test('while it shuts down', async () => {
    expect(await checkReadiness([answering], true)).toMatchObject({ state: 'shutting-down' });
  });
});

describe('a store that is down is named with the word and the sentence of the log', () => {
  const refused = 'shelf-2: refused: shelf-2 refuses the connection (ECONNREFUSED)';

  test('without stale entries', async () => {
    const { state, store } = world();
    state.down = true;
    expect(await checkReadiness([answering, store], false)).toEqual({
      state: 'store-unavailable',
      down: [refused],
    });
  });

  test('while the cache returns stale entries', async () => {
    const { state, store } = world();
    await checkReadiness([store], false);
    state.down = true;
    state.now = (cacheRules.unknownSeconds + 1) * 1000;
    expect(await checkReadiness([store], false)).toEqual({ state: 'ready', down: [refused] });
  });

  test('and no more once it has answered', async () => {
    const { state, store } = world();
    state.down = true;
    await checkReadiness([store], false);
    state.down = false;
    state.now += 2000;
    expect(await checkReadiness([store], false)).toEqual({ state: 'ready', down: [] });
  });

  test('and not for one broken row', async () => {
    const { state, store } = world({ word: 'two-entries' });
    await checkReadiness([store], false);
    state.down = true;
    state.now = (cacheRules.unknownSeconds + 1) * 1000;
    expect(await checkReadiness([store], false)).toEqual({ state: 'ready', down: [] });
  });
});

test('a store is asked at most once a minute, however often readiness is requested', async () => {
  const { state, store } = world();
  for (let second = 0; second < 180; second++) {
    state.now = second * 1000;
    await checkReadiness([store], false);
  }
  expect(state.asked).toBe(3);
});
