/** Whole answers, word for word, the same in Node and in workerd. `npm run golden` renews them on purpose. */

import { describe, expect, test } from 'vitest';
import { askGolden, goldenCases, recordCases } from './golden/cases.ts';
import { recordsOf } from './support/records.ts';
import { bodyOf, send } from './support/world.ts';

const files = import.meta.glob<string>('./golden/*/*', { query: '?raw', import: 'default', eager: true });

describe('golden answers', () => {
  test.each(goldenCases.map((golden) => [golden.file, golden] as const))('%s', async (file, golden) => {
    const answer = await send(golden.world, golden.url, askGolden(golden));
    expect(await bodyOf(answer)).toBe(files[`./golden/${file}`]);
  });

  test.each(recordCases.map((golden) => [golden.file, golden] as const))('%s', async (file, golden) => {
    expect(await recordsOf(golden)).toBe(files[`./golden/${file}`]);
  });

  test('there is no golden file without a case', () => {
    expect(Object.keys(files).toSorted()).toEqual(
      [...goldenCases, ...recordCases].map(({ file }) => `./golden/${file}`).toSorted(),
    );
  });
});
