/** Comments and documents name only TypeScript files that exist. */

import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { filesIn, isTypeScript, read } from '../support/source-files.ts';

/** Source files of clients, which comments cite. */
const filesOfClients: ReadonlySet<string> = new Set(['readConfig.ts']);

const folders = ['src', 'templates', 'bench', 'test', 'build', 'deploy', 'docs'];
const files = [...readdirSync('.'), ...folders.flatMap(filesIn)];
const exists = (name: string): boolean => files.some((file) => file === name || file.endsWith(`/${name}`));

/** A path or a name that ends in `.ts`; patterns such as `*.test.ts` and `<store>.ts` are none. */
const fileName = /(?<![\w.*<>{}/-])(?:\.{0,2}\/)?((?:[\w.-]+\/)*\w[\w-]*(?:\.[\w-]+)*\.ts)\b/g;
const comment = /^\s*(?:\/?\*|\/\/).*|\s\/\/ .*|\/\*\*.*\*\//gm;

const missingIn = (text: string): readonly string[] =>
  [...text.matchAll(fileName)]
    .map(([, name = '']) => name.replace(/^(?:\.\.?\/)+/, ''))
    .filter((name) => !exists(name) && !filesOfClients.has(name));

describe('a file that does not exist is named', () => {
  test('by no comment', () => {
    const comments = files
      .filter(isTypeScript)
      .flatMap((file) => (read(file).match(comment) ?? []).map((text) => ({ file, text })));
    expect(comments.length).toBeGreaterThan(1000);
    const broken = comments.flatMap(({ file, text }) => missingIn(text).map((name) => `${file}: ${name}`));
    expect(broken).toEqual([]);
  });

  // The change log also names files of earlier versions.
  test('by no document', () => {
    const documents = files.filter(
      (file) => /^(?:docs\/.*|[A-Z]+)\.md$/.test(file) && file !== 'CHANGELOG.md',
    );
    const broken = documents.flatMap((file) => missingIn(read(file)).map((name) => `${file}: ${name}`));
    expect(documents).toContain('ARCHITECTURE.md');
    expect(broken).toEqual([]);
  });
});
