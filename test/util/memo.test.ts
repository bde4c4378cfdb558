/** Memoization, bounded maps and LRU maps. */

import { describe, expect, test, vi } from 'vitest';
import { boundedMap, lruMap, memoizeByObject } from '../../src/util/memo.ts';

describe('memoizeByObject', () => {
  test('builds the value of a key once', () => {
    const build = vi.fn((key: { readonly name: string }) => ({ of: key.name }));
    const built = memoizeByObject(build);
    const key = { name: 'example.net' };
    expect(build).not.toHaveBeenCalled();
    expect(built(key)).toEqual({ of: 'example.net' });
    expect(built(key)).toBe(built(key));
    expect(build).toHaveBeenCalledTimes(1);
  });

  test('distinguishes equal objects', () => {
    const built = memoizeByObject((key: { readonly name: string }) => ({ of: key.name }));
    expect(built({ name: 'example.net' })).not.toBe(built({ name: 'example.net' }));
  });

  test('builds again after a failure', () => {
    const build = vi
      .fn((_: object): object => ({}))
      .mockImplementationOnce(() => {
        throw new Error('not now');
      });
    const built = memoizeByObject(build);
    const key = {};
    expect(() => built(key)).toThrow('not now');
    expect(built(key)).toEqual({});
  });
});

describe('a bounded map', () => {
  const filled = (limit: number, ...keys: readonly string[]) => {
    const of = boundedMap<string>(limit);
    for (const key of keys) of.put(key, `of ${key}`);
    return of;
  };

  test('is empty at first', () => {
    expect(boundedMap<string>(3).get('a')).toBeUndefined();
  });

  test('gives back what was put under a key, and nothing under another', () => {
    const three = filled(3, 'a', 'b');
    expect([three.get('a'), three.get('b'), three.get('c')]).toEqual(['of a', 'of b', undefined]);
  });

  test('holds as many entries as its limit', () => {
    const three = filled(3, 'a', 'b', 'c');
    expect(['a', 'b', 'c'].map(three.get)).toEqual(['of a', 'of b', 'of c']);
  });

  test('evicts only the oldest entry for a new one', () => {
    const three = filled(3, 'a', 'b', 'c', 'd');
    expect(['a', 'b', 'c', 'd'].map(three.get)).toEqual([undefined, 'of b', 'of c', 'of d']);
  });

  test('never exceeds its limit', () => {
    const keys = Array.from({ length: 1000 }, (_, at) => String(at));
    const three = filled(3, ...keys);
    expect(keys.filter((key) => three.get(key) !== undefined)).toEqual(['997', '998', '999']);
  });

  test('is not fooled by the names of an object', () => {
    expect(['__proto__', 'constructor', 'toString'].map(filled(3).get)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('holds the newest thing under a key', () => {
    const three = filled(3, 'a', 'b');
    three.put('a', 'another');
    expect(three.get('a')).toBe('another');
  });

  // What is put under a key that is there already needs no room.
  test('evicts nothing when an entry is replaced', () => {
    const three = filled(3, 'a', 'b', 'c');
    three.put('c', 'another');
    expect(['a', 'b', 'c'].map(three.get)).toEqual(['of a', 'of b', 'another']);
  });
});

describe('an LRU map', () => {
  const filled = (limit: number, ...keys: readonly string[]) => {
    const of = lruMap<string, string>(limit);
    for (const key of keys) of.put(key, `of ${key}`);
    return of;
  };

  test('holds the newest entries up to its limit', () => {
    const three = filled(3, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
    expect(['f', 'g', 'h'].map(three.get)).toEqual(['of f', 'of g', 'of h']);
  });

  test('holds twice as many at most', () => {
    const keys = Array.from({ length: 1000 }, (_, at) => String(at));
    const three = filled(3);
    for (const key of keys) {
      three.put(key, key);
      expect(three.size()).toBeLessThanOrEqual(6);
      expect(keys.filter((one) => three.get(one) !== undefined).length).toBeLessThanOrEqual(6);
    }
  });

  test('keeps entries that are read, and evicts the others', () => {
    const three = filled(3, 'kept', 'lost');
    for (const key of 'abcdefghij') {
      three.put(key, key);
      expect(three.get('kept')).toBe('of kept');
    }
    expect(three.get('lost')).toBeUndefined();
  });

  test('returns the newest entry of a key, also while an older generation holds another', () => {
    const three = filled(3, 'a', 'b', 'c', 'd');
    three.put('a', 'another');
    for (const key of 'efg') three.put(key, key);
    expect(three.get('a')).toBe('another');
  });

  test('counts an entry once', () => {
    const three = filled(3, 'a', 'b', 'c', 'd');
    three.get('a');
    expect(three.size()).toBe(4);
  });

  test('forgets', () => {
    const three = filled(3, 'a', 'b', 'c', 'd');
    three.get('a');
    three.forget('a');
    expect([three.get('a'), three.size()]).toEqual([undefined, 3]);
  });

  test('may have the limit 0', () => {
    const none = filled(0, 'a');
    expect([none.get('a'), none.size()]).toEqual([undefined, 0]);
  });
});
