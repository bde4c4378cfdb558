/** Whole answers, word for word, the same in Node and in workerd. `npm run golden` renews them on purpose. */

import { describe, expect, test } from 'vitest';
import { askGolden, goldenCases, headFile, headOf, recordCases } from './golden/cases.ts';
import { recordsOf } from './support/records.ts';
import { bodyOf, send } from './support/world.ts';

const files = import.meta.glob<string>('./golden/*/*', { query: '?raw', import: 'default', eager: true });

describe('golden answers', () => {
  test.each(goldenCases.map((golden) => [golden.file, golden] as const))('%s', async (file, golden) => {
    const answer = await send(golden.world, golden.url, askGolden(golden));
    expect(headOf(answer)).toBe(files[`./golden/${headFile(file)}`]);
    expect(await bodyOf(answer)).toBe(files[`./golden/${file}`]);
  });

  test.each(recordCases.map((golden) => [golden.file, golden] as const))('%s', async (file, golden) => {
    expect(await recordsOf(golden)).toBe(files[`./golden/${file}`]);
  });

  test('there is no golden file without a case', () => {
    expect(Object.keys(files).toSorted()).toEqual(
      [...goldenCases.flatMap(({ file }) => [file, headFile(file)]), ...recordCases.map(({ file }) => file)]
        .map((file) => `./golden/${file}`)
        .toSorted(),
    );
  });
});

/** Shared caches may store only answers that are the same for every request about a domain. */
describe('cache-control of the golden answers', () => {
  const publicFiles = [
    /^autoconfig\//,
    /^autodiscover\/ovh-get\.xml$/,
    /^mta-sts\//,
    /^pacc\//,
    /^setup\/ovh-(en|fr)\.html$/,
  ];

  test.each(goldenCases.map(({ file }) => file))('%s', (file) => {
    const isPublic = publicFiles.some((pattern) => pattern.test(file));
    const [, caching] = /^cache-control: (.*)$/m.exec(files[`./golden/${headFile(file)}`] ?? '') ?? [];
    // `private` where the domain has rules for addresses.
    expect(isPublic ? ['public, max-age=3600'] : ['no-store', 'private, no-store']).toContain(caching);
  });
});
