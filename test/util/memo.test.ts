/** Memoization, bounded maps and LRU maps. */

import { describe, expect, test, vi } from 'vitest';
import { boundedMap, lruMap, memoizeByObject } from '../../src/util/memo.ts';

describe('once', () => {
  test('builds for a key when it is first asked, and gives the same thing ever after', () => {
    const build = vi.fn((key: { readonly name: string }) => ({ of: key.name }));
    const built = memoizeByObject(build);
    const key = { name: 'example.net' };
    expect(build).not.toHaveBeenCalled();
    expect(built(key)).toEqual({ of: 'example.net' });
    expect(built(key)).toBe(built(key));
    expect(build).toHaveBeenCalledTimes(1);
  });

  test('takes two keys that look alike for two', () => {
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

describe('a shelf', () => {
  const filled = (limit: number, ...keys: readonly string[]) => {
    const of = boundedMap<string>(limit);
    for (const key of keys) of.put(key, `of ${key}`);
    return of;
  };

  test('holds nothing at first', () => {
    expect(boundedMap<string>(3).get('a')).toBeUndefined();
  });

  test('gives back what was put under a key, and nothing under another', () => {
    const three = filled(3, 'a', 'b');
    expect([three.get('a'), three.get('b'), three.get('c')]).toEqual(['of a', 'of b', undefined]);
  });

  test('holds as many things as it is told', () => {
    const three = filled(3, 'a', 'b', 'c');
    expect(['a', 'b', 'c'].map(three.get)).toEqual(['of a', 'of b', 'of c']);
  });

  test('lets the oldest go for a new one, and no other', () => {
    const three = filled(3, 'a', 'b', 'c', 'd');
    expect(['a', 'b', 'c', 'd'].map(three.get)).toEqual([undefined, 'of b', 'of c', 'of d']);
  });

  test('never holds more than it is told, however many come', () => {
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
  test('lets nothing go when a thing is replaced', () => {
    const three = filled(3, 'a', 'b', 'c');
    three.put('c', 'another');
    expect(['a', 'b', 'c'].map(three.get)).toEqual(['of a', 'of b', 'another']);
  });
});

describe('a memory of what was asked for lately', () => {
  const filled = (limit: number, ...keys: readonly string[]) => {
    const of = lruMap<string, string>(limit);
    for (const key of keys) of.put(key, `of ${key}`);
    return of;
  };

  test('holds the last things that were put, as many as it is told', () => {
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

  test('keeps what is asked for, and lets go of what is not', () => {
    const three = filled(3, 'kept', 'lost');
    for (const key of 'abcdefghij') {
      three.put(key, key);
      expect(three.get('kept')).toBe('of kept');
    }
    expect(three.get('lost')).toBeUndefined();
  });

  test('holds the newest thing under a key, wherever an older one still stands', () => {
    const three = filled(3, 'a', 'b', 'c', 'd');
    three.put('a', 'another');
    for (const key of 'efg') three.put(key, key);
    expect(three.get('a')).toBe('another');
  });

  test('counts a thing once', () => {
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

  test('may be for nothing', () => {
    const none = filled(0, 'a');
    expect([none.get('a'), none.size()]).toEqual([undefined, 0]);
  });
});
