/**
 * Cache in front of a store: TTL, single-flight, stale-if-error; every answer was once given by the store.
 * Time does not pass unless a test moves the clock.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CacheRules,
  type CacheRuntime,
  cachedDirectory,
  cacheRules,
  timedOut,
} from '../../src/directory/cache.ts';
import type { Directory, Found } from '../../src/directory/directory.ts';
import { StoreError, type StoreFailure } from '../../src/directory/failure.ts';
import { type Domain, parseDomain } from '../../src/model/address.ts';
import { account } from '../support/account.ts';

function domain(text: string): Domain {
  const parsed = parseDomain(text);
  if (parsed.ok) return parsed.value;
  throw new Error(`${text} is no domain`);
}

const a = domain('a.example');
const b = domain('b.example');
const c = domain('c.example');
const d = domain('d.example');

const rules: CacheRules = {
  limit: 3,
  foundSeconds: 300,
  unknownSeconds: 60,
  staleSeconds: 3600,
  timeoutMilliseconds: 2000,
};
const found = account();

/** One pending look-up, which the test lets the store answer. */
interface Question {
  readonly domain: Domain;
  readonly answer: (found: Found) => void;
  readonly fail: (error: unknown) => void;
}

/** A cache, the store behind it, and the clock that both go by. */
function scene(changes: Partial<CacheRules> = {}, store?: Directory) {
  let now = 1_000_000;
  const timers = new Set<{ readonly at: number; readonly ring: () => void }>();
  const questions: Question[] = [];
  const complaints: StoreFailure[] = [];
  const answers: number[] = [];

  const runtime: CacheRuntime = {
    nowMilliseconds: () => now,
    timeout(milliseconds) {
      const { promise, reject } = Promise.withResolvers<never>();
      // The timer may fire when no request waits any more.
      promise.catch(() => {});
      const timer = { at: now + milliseconds, ring: () => reject(timedOut()) };
      timers.add(timer);
      return { expired: promise, cancel: () => void timers.delete(timer) };
    },
  };
  const told: Directory = {
    find(of) {
      const { promise, resolve, reject } = Promise.withResolvers<Found>();
      questions.push({ domain: of, answer: resolve, fail: reject });
      return promise;
    },
  };
  const cache = cachedDirectory(store ?? told, { ...rules, ...changes }, runtime, {
    failed: (failure) => void complaints.push(failure),
    answered: () => void answers.push(now),
  });

  const last = (): Question => {
    const question = questions.at(-1);
    if (question) return question;
    throw new Error('the store was not asked');
  };
  return {
    cache,
    questions,
    complaints,
    answers,
    timers,
    find: (of: Domain) => cache.find(of),
    pass(milliseconds: number): void {
      now += milliseconds;
      for (const timer of timers) if (timer.at <= now) timer.ring();
    },
    now: () => now,
    /** Asks, and has the store answer at once. */
    learn(of: Domain, answer: Found): Promise<Found> {
      const asked = Promise.resolve(cache.find(of));
      last().answer(answer);
      return asked;
    },
    /** Asks, and has the store fail at once. */
    failAt(of: Domain): Promise<Found> {
      const asked = Promise.resolve(cache.find(of));
      last().fail(new Error('no connection'));
      return asked;
    },
  };
}

/** Long enough for everything that waits for nothing but its turn. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

describe('a cached entry', () => {
  test.each<[what: string, answer: Found, seconds: number]>([
    ['an account', found, 300],
    ['a domain that is ruled out', 'never', 300],
    ['that nobody has heard of the domain', undefined, 60],
  ])('is remembered for its time and no longer: %s', async (_, answer, seconds) => {
    const { learn, find, pass, questions } = scene();
    expect(await learn(a, answer)).toBe(answer);
    pass(seconds * 1000 - 1);
    expect(find(a)).toBe(answer);
    expect(questions).toHaveLength(1);
    pass(1);
    expect(find(a)).toBeInstanceOf(Promise);
    expect(questions).toHaveLength(2);
  });

  test('is returned synchronously', async () => {
    const { learn, find } = scene();
    await learn(a, found);
    expect(find(a)).toBe(found);
    expect(find(a)).not.toBeInstanceOf(Promise);
  });

  test('is the same account object, for which documents are memoized', async () => {
    const { learn, find } = scene();
    expect(await learn(a, found)).toBe(found);
    expect(find(a)).toBe(found);
  });

  test('does not live longer because it is requested', async () => {
    const { learn, find, pass } = scene();
    await learn(a, found);
    pass(299_999);
    find(a);
    pass(1);
    expect(find(a)).toBeInstanceOf(Promise);
  });

  test('gets a new TTL after a new look-up', async () => {
    const { learn, find, pass } = scene();
    await learn(a, found);
    pass(300_000);
    const changed = account({ name: 'Another' });
    expect(await learn(a, changed)).toBe(changed);
    pass(299_999);
    expect(find(a)).toBe(changed);
  });

  test('is replaced when the domain is gone', async () => {
    const { learn, find, pass } = scene();
    await learn(a, found);
    pass(300_000);
    await learn(a, undefined);
    expect(find(a)).toBeUndefined();
    pass(60_000);
    expect(find(a)).toBeInstanceOf(Promise);
  });

  test('of one domain does not answer for another', async () => {
    const { learn, find, questions } = scene();
    await learn(a, found);
    expect(find(b)).toBeInstanceOf(Promise);
    expect(questions.map((question) => question.domain)).toEqual([a, b]);
  });
});

describe('the size limit', () => {
  test('is the configured number of domains', async () => {
    const { cache, learn, find } = scene();
    for (const of of [a, b, c]) await learn(of, found);
    expect([a, b, c].map(find)).toEqual([found, found, found]);
    expect(cache.figures().size).toBe(3);
  });

  const others = Array.from({ length: 6 }, (_, at) => domain(`a${at}.example`));

  test('evicts domains that were not requested lately', async () => {
    const { learn, find } = scene();
    for (const of of [a, ...others]) await learn(of, found);
    expect(others.slice(-3).map(find)).toEqual([found, found, found]);
    expect(find(a)).toBeInstanceOf(Promise);
  });

  test('does not evict a domain that is requested repeatedly', async () => {
    const { learn, find } = scene();
    await learn(a, found);
    for (const of of others) {
      await learn(of, found);
      expect(find(a)).toBe(found);
    }
  });

  test('does not evict a domain that was looked up again', async () => {
    const { learn, find, pass } = scene();
    for (const of of [a, b, c]) await learn(of, found);
    pass(300_000);
    for (const of of [a, d]) await learn(of, found);
    expect([a, d].map(find)).toEqual([found, found]);
    // They have expired, but replace the answers of a store that is down.
    expect(find(b)).toBeInstanceOf(Promise);
  });

  test('is exceeded twofold at most', async () => {
    const { cache, learn } = scene();
    for (let at = 0; at < 100; at++) {
      await learn(domain(`a${at}.example`), found);
      expect(cache.figures().size).toBeLessThanOrEqual(6);
    }
  });

  test('may be 0', async () => {
    const { cache, learn, find } = scene({ limit: 0 });
    expect(await learn(a, found)).toBe(found);
    expect(find(a)).toBeInstanceOf(Promise);
    expect(cache.figures().size).toBe(0);
  });

  test('does not count failed look-ups', async () => {
    const { cache, learn, failAt, find } = scene();
    for (const of of [a, b, c]) await learn(of, found);
    await failAt(d);
    expect([a, b, c].map(find)).toEqual([found, found, found]);
    expect(cache.figures().size).toBe(3);
  });
});

describe('a look-up', () => {
  test('is shared by all concurrent requests for a domain', async () => {
    const { find, questions } = scene();
    const all = Array.from({ length: 100 }, () => find(a));
    expect(questions).toHaveLength(1);
    questions[0]?.answer(found);
    expect(new Set(await Promise.all(all))).toEqual(new Set([found]));
    expect(questions).toHaveLength(1);
  });

  test('is one for each domain', () => {
    const { find, questions } = scene();
    for (const of of [a, b, a, b]) find(of);
    expect(questions.map((question) => question.domain)).toEqual([a, b]);
  });

  test('that fails, fails once for all requests that share it', async () => {
    const { find, questions, complaints } = scene();
    const all = Array.from({ length: 100 }, () => find(a));
    questions[0]?.fail(new Error('no connection'));
    expect(new Set(await Promise.all(all))).toEqual(new Set(['unavailable']));
    expect(complaints).toHaveLength(1);
  });

  test('leaves no timer behind, whatever its result', async () => {
    const { learn, failAt, find, pass, timers } = scene();
    await learn(a, found);
    await failAt(b);
    expect(timers.size).toBe(0);
    const slow = find(c);
    expect(timers.size).toBe(1);
    pass(2000);
    await slow;
    expect(timers.size).toBe(0);
  });

  // workerd drops I/O and timers with the request that began them, when its client hangs up: what others wait for
  // then never comes, and nothing removes it.
  test('that was cancelled together with its timer delays requests by the timeout at most', async () => {
    const { find, pass, timers, questions } = scene();
    find(a);
    timers.clear();
    let given: Found | 'nothing' = 'nothing';
    Promise.resolve(find(a)).then((answer) => {
      given = answer;
    });
    pass(2000);
    await turns();
    expect(given).toBe('unavailable');
    pass(1000);
    find(a);
    expect(questions).toHaveLength(2);
  });

  test('answered synchronously is cached too', async () => {
    const { find, questions } = scene({}, { find: () => found });
    expect(await find(a)).toBe(found);
    expect(find(a)).toBe(found);
    expect(questions).toHaveLength(0);
  });
});

describe('a store that is down', () => {
  /** The store has said this of the domain, and from now on says nothing. */
  const afterLearning = async (answer: Found, changes: Partial<CacheRules> = {}) => {
    const of = scene(changes);
    await of.learn(a, answer);
    return of;
  };

  test('does not matter while the entry is fresh', async () => {
    const { find, pass, questions } = await afterLearning(found);
    pass(299_999);
    expect(find(a)).toBe(found);
    expect(questions).toHaveLength(1);
  });

  test('is unavailable for a domain without an entry', async () => {
    expect(await scene().failAt(a)).toBe('unavailable');
  });

  test.each<[what: string, answer: Found, seconds: number]>([
    ['an account', found, 300],
    ['a domain that is ruled out', 'never', 300],
    ['that nobody has heard of the domain', undefined, 60],
  ])('has its last word repeated until that is too old: %s', async (_, answer, seconds) => {
    const { failAt, pass } = await afterLearning(answer);
    pass(seconds * 1000);
    expect(await failAt(a)).toBe(answer);
    pass(3_600_000 - 1000);
    expect(await failAt(a)).toBe(answer);
    pass(1001);
    expect(await failAt(a)).toBe('unavailable');
  });

  test('is replaced by a stale entry between retries, but not beyond the limit', async () => {
    const { failAt, find, pass } = await afterLearning(found);
    pass(3_900_000 - 500);
    expect(await failAt(a)).toBe(found);
    pass(499);
    expect(find(a)).toBe(found);
    pass(2);
    expect(await failAt(a)).toBe('unavailable');
  });

  test('is retried once a second per domain, with a stale entry in between', async () => {
    const { failAt, find, pass, questions } = await afterLearning(found);
    pass(300_000);
    await failAt(a);
    expect(find(a)).toBe(found);
    pass(999);
    expect(find(a)).toBe(found);
    expect(questions).toHaveLength(2);
    pass(1);
    expect(find(a)).toBeInstanceOf(Promise);
    expect(questions).toHaveLength(3);
  });

  test('does not extend the life of a stale entry that is returned', async () => {
    const { failAt, pass } = await afterLearning(found);
    pass(300_000);
    for (let minute = 0; minute < 60; minute++) {
      pass(60_000);
      expect(await failAt(a)).toBe(found);
    }
    pass(60_000);
    expect(await failAt(a)).toBe('unavailable');
  });

  test('is retried once a second for a domain without an entry', async () => {
    const { failAt, find, pass, questions } = scene();
    await failAt(a);
    expect(find(a)).toBe('unavailable');
    pass(999);
    expect(find(a)).toBe('unavailable');
    expect(questions).toHaveLength(1);
    pass(1);
    expect(find(a)).toBeInstanceOf(Promise);
    expect(questions).toHaveLength(2);
  });

  test('is down for one domain only when one row is invalid', async () => {
    const { failAt, learn } = scene();
    expect(await failAt(a)).toBe('unavailable');
    expect(await learn(b, found)).toBe(found);
  });

  test('may return it as a value', async () => {
    const { learn, pass, complaints } = await afterLearning(found);
    expect(await learn(b, 'unavailable')).toBe('unavailable');
    pass(300_000);
    expect(await learn(a, 'unavailable')).toBe(found);
    expect(complaints).toHaveLength(2);
  });

  test('may throw before it makes a promise', async () => {
    const failure = { word: 'query-refused' } as const;
    const { find, complaints, timers } = scene(
      {},
      {
        find: () => {
          throw new StoreError('shelf', failure);
        },
      },
    );
    expect(await find(a)).toBe('unavailable');
    expect(complaints).toEqual([failure]);
    expect(timers.size).toBe(0);
  });

  test('is reported with its own failure', async () => {
    const { find, questions, complaints } = scene();
    const asked = find(a);
    questions[0]?.fail(new StoreError('shelf', { word: 'refused' }));
    await asked;
    expect(complaints).toEqual([{ word: 'refused' }]);
  });

  test('is asked again at once when it is up, and its answer is used', async () => {
    const { failAt, learn, find, pass } = await afterLearning(found);
    pass(300_000);
    await failAt(a);
    pass(1000);
    const changed = account({ name: 'Another' });
    expect(await learn(a, changed)).toBe(changed);
    pass(299_999);
    expect(find(a)).toBe(changed);
  });

  test('that was never up is used as soon as it is', async () => {
    const { failAt, learn, find, pass } = scene();
    await failAt(a);
    pass(1000);
    expect(await learn(a, found)).toBe(found);
    expect(find(a)).toBe(found);
  });
});

describe('a store that is slow', () => {
  test('counts as down after the timeout', async () => {
    const { find, pass, complaints } = scene();
    let given: Found | 'nothing' = 'nothing';
    Promise.resolve(find(a)).then((answer) => {
      given = answer;
    });
    pass(1999);
    await turns();
    expect(given).toBe('nothing');
    pass(1);
    await turns();
    expect(given).toBe('unavailable');
    expect(complaints).toEqual([{ word: 'timeout' }]);
  });

  test('is replaced by a stale entry, like one that is down', async () => {
    const { learn, find, pass } = scene();
    await learn(a, found);
    pass(300_000);
    const asked = find(a);
    pass(2000);
    expect(await asked).toBe(found);
    expect(find(a)).toBe(found);
  });

  test('is asked again by requests after the timeout', async () => {
    const { find, pass, questions } = scene();
    const slow = find(a);
    pass(2000);
    await slow;
    pass(1000);
    const asked = find(a);
    expect(questions).toHaveLength(2);
    questions[1]?.answer(found);
    expect(await asked).toBe(found);
  });

  test('does no harm by failing later still', async () => {
    const { find, pass, questions, complaints } = scene();
    const slow = find(a);
    pass(2000);
    await slow;
    questions[0]?.fail(new Error('no connection'));
    await turns();
    expect(complaints).toHaveLength(1);
  });

  // Otherwise a store that always takes three seconds would never be heard at all.
  test('still fills the cache with a late answer', async () => {
    const { find, pass, questions } = scene();
    const slow = find(a);
    pass(2000);
    expect(await slow).toBe('unavailable');
    pass(1000);
    questions[0]?.answer(found);
    await turns();
    expect(find(a)).toBe(found);
  });

  test('is up again after a late answer: a domain without an entry is looked up without a pause', async () => {
    const { learn, find, pass, questions } = scene();
    const slow = find(a);
    pass(2000);
    await slow;
    questions[0]?.answer(found);
    await turns();
    for (let at = 0; at < 6; at++) await learn(domain(`a${at}.example`), found);
    expect(find(a)).toBeInstanceOf(Promise);
  });

  test('never overwrites a newer answer with an older one', async () => {
    const { find, pass, questions } = scene();
    const slow = find(a);
    pass(2000);
    await slow;
    pass(1000);
    const asked = find(a);
    const newer = account({ name: 'Newer' });
    questions[1]?.answer(newer);
    await asked;
    questions[0]?.answer(account({ name: 'Older' }));
    await turns();
    expect(find(a)).toBe(newer);
  });
});

describe('the figures', () => {
  test('are 0 at first', () => {
    expect(scene().cache.figures()).toEqual({
      hits: 0,
      misses: 0,
      stale: 0,
      failures: 0,
      refused: 0,
      size: 0,
    });
  });

  test('count hits, misses, stale answers and failures', async () => {
    const { cache, learn, failAt, find, pass } = scene();
    await learn(a, found);
    await learn(b, undefined);
    find(a);
    find(a);
    find(b);
    expect(cache.figures()).toEqual({ hits: 3, misses: 2, stale: 0, failures: 0, refused: 0, size: 2 });
    pass(300_000);
    await failAt(a);
    expect(cache.figures()).toEqual({ hits: 3, misses: 3, stale: 1, failures: 1, refused: 0, size: 2 });
    await failAt(c);
    expect(cache.figures()).toEqual({ hits: 3, misses: 4, stale: 1, failures: 2, refused: 0, size: 2 });
  });

  test('count a store that is too slow as failed, once', async () => {
    const { cache, find, pass, questions } = scene();
    const slow = find(a);
    pass(2000);
    await slow;
    questions[0]?.fail(new Error('no connection'));
    await turns();
    expect(cache.figures()).toMatchObject({ misses: 1, failures: 1 });
  });

  test('count every request that waited for one look-up', async () => {
    const { cache, find, questions } = scene();
    const all = [find(a), find(a), find(a)];
    questions[0]?.answer(found);
    await Promise.all(all);
    expect(cache.figures()).toMatchObject({ hits: 0, misses: 3 });
  });

  test('are a copy: callers cannot change them', async () => {
    const { cache, learn } = scene();
    const before = cache.figures();
    await learn(a, found);
    expect(before).toEqual({ hits: 0, misses: 0, stale: 0, failures: 0, refused: 0, size: 0 });
  });

  test('count every stale answer: to all requests that shared a look-up, and in the pause after it', async () => {
    const { cache, learn, find, pass, questions } = scene();
    await learn(a, found);
    pass(300_000);
    const all = [find(a), find(a)];
    questions[1]?.fail(new Error('no connection'));
    await Promise.all(all);
    find(a);
    expect(cache.figures()).toMatchObject({ hits: 0, misses: 3, stale: 3, failures: 1 });
  });

  test('count no unavailable answer as stale', async () => {
    const { cache, failAt, find } = scene();
    await failAt(a);
    find(a);
    expect(cache.figures()).toMatchObject({ hits: 0, misses: 1, stale: 0, failures: 1 });
  });
});

test('the rules that ship let the strictest client, which waits three seconds, have its answer', () => {
  expect(cacheRules.timeoutMilliseconds).toBeLessThan(3000);
});

describe('whatever is asked, fails and passes in whatever order', () => {
  type Step =
    | { readonly do: 'ask'; readonly domain: Domain }
    | { readonly do: 'answer'; readonly which: number; readonly what: 'account' | 'never' | 'unknown' }
    | { readonly do: 'fail'; readonly which: number }
    | { readonly do: 'pass'; readonly milliseconds: number };

  const which = fc.nat({ max: 5 });
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('ask'), domain: fc.constantFrom(a, b, c) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('answer'),
        which,
        what: fc.constantFrom('account', 'never', 'unknown'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('fail'), which }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('pass'),
        milliseconds: fc.constantFrom(1, 500, 1000, 2000, 3000, 5000, 10_000, 15_000, 30_000),
      }),
    },
  );
  // Short times, so that every limit lies within a few steps of another.
  const short = {
    limit: 2,
    foundSeconds: 10,
    unknownSeconds: 5,
    staleSeconds: 15,
    timeoutMilliseconds: 2000,
  };
  const oldestMilliseconds = (answer: Found) =>
    ((answer === undefined ? short.unknownSeconds : short.foundSeconds) + short.staleSeconds) * 1000;

  interface Said {
    readonly domain: Domain;
    readonly answer: Found;
    readonly at: number;
  }

  /** Takes the steps, and tells of every answer what the store had said by then. */
  async function play(
    steps: readonly Step[],
    hear: (given: Said, said: readonly Said[], failed: ReadonlySet<Domain>) => void,
  ): Promise<{ readonly asked: number; readonly given: number }> {
    const { cache, find, pass, now, questions } = scene(short);
    const said: Said[] = [];
    const failed = new Set<Domain>();
    const answered = new Set<Question>();
    const askedAt = new Map<Question, number>();
    let asked = 0;
    let given = 0;
    let broken: unknown;
    const heard = (of: Domain, answer: Found): void => {
      given++;
      try {
        hear({ domain: of, answer, at: now() }, said, failed);
      } catch (error) {
        broken ??= error;
      }
    };
    const open = (): readonly Question[] => questions.filter((question) => !answered.has(question));

    const take = (one: Step): void => {
      if (one.do === 'ask') {
        asked++;
        const answer = find(one.domain);
        if (answer instanceof Promise) answer.then((value) => heard(one.domain, value));
        else heard(one.domain, answer);
        for (const question of questions) if (!askedAt.has(question)) askedAt.set(question, now());
        return;
      }
      if (one.do === 'pass') {
        pass(one.milliseconds);
        for (const question of open()) {
          if (now() - (askedAt.get(question) ?? 0) >= short.timeoutMilliseconds) failed.add(question.domain);
        }
        return;
      }
      const waiting = open();
      const question = waiting[one.which % Math.max(1, waiting.length)];
      if (!question) return;
      answered.add(question);
      if (one.do === 'fail') {
        failed.add(question.domain);
        question.fail(new Error('no connection'));
        return;
      }
      const answers = { account: account(), never: 'never', unknown: undefined } as const;
      said.push({ domain: question.domain, answer: answers[one.what], at: now() });
      question.answer(answers[one.what]);
    };

    for (const one of steps) {
      take(one);
      await turns();
      expect(cache.figures().size).toBeLessThanOrEqual(2 * short.limit);
      const inTime = open().filter(
        (question) => now() - (askedAt.get(question) ?? 0) < short.timeoutMilliseconds,
      );
      expect(new Set(inTime.map((question) => question.domain)).size).toBe(inTime.length);
    }
    take({ do: 'pass', milliseconds: short.timeoutMilliseconds });
    await turns();
    if (broken !== undefined) throw broken;
    return { asked, given };
  }

  const always = (hear: Parameters<typeof play>[1]) =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { asked, given } = await play(steps, hear);
        expect(given).toBe(asked);
      }),
      { numRuns: 500 },
    );

  test('no answer is of another domain, or too old', async () => {
    await always(({ domain: of, answer, at }, said) => {
      if (answer === 'unavailable') return;
      const sources = said.filter((one) => one.domain === of && one.answer === answer);
      expect(sources.some((source) => at - source.at <= oldestMilliseconds(answer))).toBe(true);
    });
  });

  test('no answer is unavailable when the store has not failed', async () => {
    await always(({ domain: of, answer }, _, failed) => {
      if (answer === 'unavailable') expect([...failed]).toContain(of);
    });
  });
});
