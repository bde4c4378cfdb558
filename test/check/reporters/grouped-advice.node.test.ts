/** Equal advice is shown once; advice with the same text but other records is kept. */

import { expect, test } from 'vitest';
import type { Advice, Finding, Report } from '../../../src/check/report.ts';
import { groupAdvice } from '../../../src/check/reporters/grouped-advice.ts';

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

test('the same text with other records is separate advice', () => {
  const all = groupAdvice(
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

test('records that are already advised are not repeated', () => {
  const all = groupAdvice(
    report(
      [{ text: 'Publish them.', records: ['a', 'b'] }],
      [{ about: 'one', advice: 'Add it.', records: ['b'] }],
    ),
  );
  expect(all).toEqual([
    { advice: { text: 'Publish them.', records: ['a', 'b'] }, names: ['Client 0', 'one'] },
  ]);
});

test('advice with more records replaces advice with fewer', () => {
  const all = groupAdvice(
    report(
      [{ text: 'Point it.', records: ['a'] }],
      [{ about: 'one', advice: 'Point it.', records: ['; delete: b', 'a'] }],
    ),
  );
  expect(all).toEqual([
    { advice: { text: 'Point it.', records: ['; delete: b', 'a'] }, names: ['Client 0', 'one'] },
  ]);
});

test('a finding without advice gives no advice', () => {
  expect(groupAdvice(report([], [{ about: 'one', records: ['a'] }]))).toEqual([]);
});
