/** The registry of stores: every store has options, and an opener in each runtime that has it. */

import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  type NodeStoreName,
  type StoreName,
  storeOptions,
  type WorkerStoreName,
} from '../../src/directory/stores/options.ts';
import type { Store } from '../../src/directory/stores/store.ts';
import { openBy, type StoreOpeners } from '../../src/runtime/open-stores.ts';

const storeNamed = (name: string): Store => ({ name, find: () => undefined });

const openers: StoreOpeners<'sqlite' | 'kv'> = {
  sqlite: ({ file }) => storeNamed(`sqlite ${file}`),
  kv: ({ binding }) => storeNamed(`kv ${binding}`),
};
const open = openBy(openers, 'in the test');

describe('the types of the registry', () => {
  test('every store belongs to a runtime', () => {
    expectTypeOf<NodeStoreName | WorkerStoreName>().toEqualTypeOf<StoreName>();
  });

  test('a table that lacks an opener does not compile', () => {
    expectTypeOf<Omit<StoreOpeners<NodeStoreName>, 'sqlite'>>().not.toExtend<StoreOpeners<NodeStoreName>>();
    expectTypeOf<Omit<StoreOpeners<WorkerStoreName>, 'kv'>>().not.toExtend<StoreOpeners<WorkerStoreName>>();
  });

  test('an opener of a store without options does not compile', () => {
    expectTypeOf<'redis'>().not.toExtend<StoreName>();
    expectTypeOf<'sqlite'>().toExtend<StoreName>();
  });
});

describe('openBy', () => {
  test('gives the options of a store to its opener', async () => {
    expect((await open({ sqlite: { file: 'a.db' } })).name).toBe('sqlite a.db');
    expect((await open({ kv: { binding: 'DOMAINS' } })).name).toBe('kv DOMAINS');
  });

  test.each(Object.keys(storeOptions).filter((name) => !(name in openers)))(
    'throws for %s, which this runtime does not have',
    (name) => {
      expect(() => open({ [name]: {} })).toThrow(`there is no ${name} in the test`);
    },
  );
});
