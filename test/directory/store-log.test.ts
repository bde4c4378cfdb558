/** Which lines a store leaves in the log: when it goes down and comes back, and none for each look-up. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoreFailure } from '../../src/directory/failure.ts';
import { type StoreEvent, storeLog } from '../../src/directory/store-log.ts';

const refused: StoreFailure = { word: 'refused', code: 'ECONNREFUSED' };
const credentials: StoreFailure = { word: 'credentials', code: '28P01' };
const twice: StoreFailure = { word: 'two-entries' };
const unreadable: StoreFailure = { word: 'row-refused', flaw: 'host-malformed', column: 'imap' };
const minute = 60_000;

/** The log of a store, and the clock that it goes by. */
function scene(hasTimers = true) {
  let now = 0;
  let timers: { readonly at: number; readonly ring: () => void }[] = [];
  const lines: (StoreEvent & { readonly at: number; readonly store: string })[] = [];
  let name = 'shelf';
  const log = storeLog(() => name, {
    nowMilliseconds: () => now,
    later: (milliseconds, ring) => {
      if (hasTimers) timers.push({ at: now + milliseconds, ring });
    },
    log: (store, event) => void lines.push({ ...event, store, at: now }),
  });
  return {
    ...log,
    lines,
    said: () => lines.map(({ event, failures }) => [event, failures]),
    timers: () => timers.length,
    rename: (to: string) => {
      name = to;
    },
    pass(milliseconds: number): void {
      now += milliseconds;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      for (const { ring } of due) ring();
    },
  };
}

describe('a store that goes down', () => {
  test('is logged at once, with its name, the word and the sentence', () => {
    const { failed, lines } = scene();
    failed(credentials);
    expect(lines).toEqual([
      {
        event: 'a store is down',
        store: 'shelf',
        word: 'credentials',
        reason: 'shelf rejects the credentials (28P01)',
        failures: 1,
        at: 0,
      },
    ]);
  });

  test('is counted once a minute, with the last word', () => {
    const { failed, pass, said, lines } = scene();
    for (let second = 0; second < 150; second++) {
      failed(second < 100 ? refused : credentials);
      pass(1000);
    }
    expect(said()).toEqual([
      ['a store is down', 1],
      ['a store fails', 60],
      ['a store fails', 60],
    ]);
    expect(lines.at(-1)).toMatchObject({ word: 'credentials' });
  });

  test('is counted without another failure, where there are timers', () => {
    const { failed, pass, said, timers } = scene();
    for (const _ of [1, 2, 3]) failed(refused);
    expect(timers()).toBe(1);
    pass(minute);
    expect(said()).toEqual([
      ['a store is down', 1],
      ['a store fails', 2],
    ]);
    expect(timers()).toBe(0);
  });

  test('is counted with the next failure, where there are none', () => {
    const { failed, pass, said } = scene(false);
    for (const _ of [1, 2, 3]) failed(refused);
    pass(10 * minute);
    expect(said()).toHaveLength(1);
    failed(refused);
    expect(said().at(-1)).toEqual(['a store fails', 3]);
  });

  test('is logged when it is back, with how long it was down and what no line has counted yet', () => {
    const { failed, answered, pass, lines } = scene();
    failed(refused);
    failed(refused);
    pass(30_000);
    answered();
    answered();
    expect(lines.slice(1)).toEqual([
      { event: 'a store is back', store: 'shelf', failures: 1, downSeconds: 30, at: 30_000 },
    ]);
  });

  test('again and again is logged once a minute, and counted', () => {
    const { failed, answered, pass, said } = scene();
    for (let second = 0; second < 60; second++) {
      failed(refused);
      answered();
      pass(1000);
    }
    pass(1000);
    expect(said()).toEqual([
      ['a store is down', 1],
      ['a store is back', 0],
      ['a store fails', 59],
    ]);
  });

  test('just after it was back, and stays down, is logged within a minute', () => {
    const { failed, answered, pass, said } = scene();
    failed(refused);
    answered();
    failed(refused);
    pass(minute);
    answered();
    expect(said()).toEqual([
      ['a store is down', 1],
      ['a store is back', 0],
      ['a store is down', 1],
      ['a store is back', 0],
    ]);
  });

  test('is called by the name that the configuration in use gives it', () => {
    const { failed, answered, rename, lines } = scene();
    failed(refused);
    rename('shelf-2');
    answered();
    expect(lines.map(({ store }) => store)).toEqual(['shelf', 'shelf-2']);
  });
});

describe('an entry that cannot be used', () => {
  test('is logged with its sentence, and does not make a store that is down', () => {
    const { failed, answered, lines } = scene();
    failed(unreadable);
    answered();
    expect(lines).toEqual([
      {
        event: 'a store has no usable entry for a domain',
        store: 'shelf',
        word: 'row-refused',
        reason: 'shelf holds a row whose imap is not a host name',
        failures: 1,
        at: 0,
      },
    ]);
  });

  test('is logged once a minute for each word, however many there are', () => {
    const { failed, pass, said } = scene();
    for (let second = 0; second < 61; second++) {
      for (const failure of [unreadable, twice]) for (let at = 0; at < 100; at++) failed(failure);
      pass(1000);
    }
    expect(said()).toHaveLength(4);
  });
});

test('whatever happens, there are at most three lines a minute about the store, and each failure is counted once', () => {
  const step = fc.oneof(
    fc.constantFrom('refused' as const, 'answered' as const, 'row' as const),
    fc.integer({ min: 1, max: 90_000 }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const { failed, answered, pass, lines } = scene();
      let failures = 0;
      for (const one of steps) {
        if (typeof one === 'number') pass(one);
        else if (one === 'answered') answered();
        else {
          failures++;
          failed(one === 'row' ? twice : refused);
        }
      }
      for (const _ of [1, 2]) pass(minute);
      expect(lines.reduce((sum, line) => sum + line.failures, 0)).toBe(failures);
      for (const { at } of lines) {
        const near = lines.filter((line) => line.at >= at && line.at < at + minute);
        expect(near.filter(({ event }) => /down|fails/.test(event)).length).toBeLessThanOrEqual(1);
        expect(near.filter(({ event }) => event === 'a store is back').length).toBeLessThanOrEqual(2);
      }
    }),
  );
});
