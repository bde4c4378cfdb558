/** Advice that several give is said once; records are never lost for having the same words. */

import { expect, test } from 'vitest';
import type { Advice, Finding, Report } from '../../../src/check/report.ts';
import { gathered } from '../../../src/check/reporters/grouped-advice.ts';

const report = (advice: readonly Advice[], truth: readonly Omit<Finding, 'severity' | 'what'>[]): Report => ({
  subject: 'example.org',
  domain: 'example.org',
  address: 'jo@example.org',
  milliseconds: 1,
  clients: advice.map((one, at) => ({
    client: { id: `c${at}`, name: `Client ${at}` },
    verdict: 'fails',
    why: '',
    steps: [],
    advice: [one],
    milliseconds: 1,
  })),
  truth: truth.map((one) => ({ severity: 'wrong', what: '', ...one })),
});

test('the same words with other records are another piece', () => {
  const all = gathered(
    report(
      [],
      [
        { about: 'one', advice: 'Add it.', records: ['a'] },
        { about: 'two', advice: 'Add it.', records: ['b'] },
        { about: 'three', advice: 'Add it.', records: ['b'] },
      ],
    ),
  );
  expect(all).toEqual([
    { advice: { text: 'Add it.', records: ['a'] }, names: ['one'] },
    { advice: { text: 'Add it.', records: ['b'] }, names: ['two', 'three'] },
  ]);
});

test('records that have been said are not said again', () => {
  const all = gathered(
    report(
      [{ text: 'Publish them.', records: ['a', 'b'] }],
      [{ about: 'one', advice: 'Add it.', records: ['b'] }],
    ),
  );
  expect(all).toEqual([
    { advice: { text: 'Publish them.', records: ['a', 'b'] }, names: ['Client 0', 'one'] },
  ]);
});

test('records that come with more take the place of those alone', () => {
  const all = gathered(
    report(
      [{ text: 'Point it.', records: ['a'] }],
      [{ about: 'one', advice: 'Point it.', records: ['; delete: b', 'a'] }],
    ),
  );
  expect(all).toEqual([
    { advice: { text: 'Point it.', records: ['; delete: b', 'a'] }, names: ['Client 0', 'one'] },
  ]);
});

test('what is well has nothing to change', () => {
  expect(gathered(report([], [{ about: 'one', records: ['a'] }]))).toEqual([]);
});
