/** The sentences of warnings about autoconfig files. */

import { expect, test } from 'vitest';
import { describeWarning } from '../../../src/providers/ispdb/warning.ts';

test('text from a file in a warning fits into one line of a terminal', () => {
  const words = describeWarning({
    kind: 'host-unfit',
    host: `a\n\u001b[2J\u009b${'x'.repeat(500)}`,
    path: 'x',
  });
  expect(words).not.toMatch(/\p{Cc}/u);
  expect(words.length).toBeLessThan(150);
});

test.each([
  ['%EMAILADDRESS', 'did you mean %EMAILADDRESS%?'],
  ['%USERNAME%', 'shown on the page only'],
])('a user name that clients cannot fill is a loss: %s', (username, words) => {
  const sentence = describeWarning({ kind: 'username-not-fillable', username, path: 'x' });
  expect(sentence).toContain(`clients cannot fill in "${username}"`);
  expect(sentence).toContain(words);
});
