/** Documentation of the configuration: the schema is current, the examples work, each key is explained. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/cli/shared/load-config.ts';
import { schemaFile } from '../../src/cli/shared/schema-keys.ts';
import {
  nodeStores,
  portableStores,
  storeOptions,
  workerStores,
} from '../../src/directory/stores/options.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('schema.json is what the schema says (npm run schema)', () => {
  expect(read('schema.json')).toBe(schemaFile());
});

describe('an example', () => {
  test.each(readdirSync(join(root, 'examples')))(
    '%s is a configuration, and names its schema',
    async (file) => {
      const config = await loadConfig(join(root, 'examples', file), {});
      expect(config.ok ? [] : config.refusal).toEqual([]);
      expect(read(`examples/${file}`)).toMatch(/^# yaml-language-server: \$schema=\.\.\/schema\.json\n/);
    },
  );
});

describe('docs/configuration.md', () => {
  test.each([...new Set(propertyNames(JSON.parse(read('schema.json'))))])('explains %s', (name) => {
    expect(read('docs/configuration.md')).toContain(`\`${name}\``);
  });
});

describe('the table of stores in docs/configuration.md', () => {
  const rows = (read('docs/configuration.md').split('| Store | Where |')[1] ?? '').split('\n');
  const rowOf = (name: string): string =>
    rows.find((row) => /^\|(?: `\w+`)+ \|/.test(row) && row.split('|')[1]?.includes(`\`${name}\``)) ?? '';

  test.each(Object.keys(storeOptions))('has %s, and where it works', (name) => {
    const [, , where = ''] = rowOf(name).split('|');
    expect(/Node|both/.test(where)).toBe(name in nodeStores || name in portableStores);
    expect(/edge|both/.test(where)).toBe(name in workerStores || name in portableStores);
  });
});

describe('the documents', () => {
  const documents = [
    ...readdirSync(root),
    ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
  ].filter((path) => path.endsWith('.md'));
  /** As GitHub makes it of a heading. */
  const anchorOf = (heading: string): string =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
  const anchorsIn = (text: string): readonly string[] =>
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));

  test.each(documents)('%s links to what is there', (path) => {
    const links = [...read(path).matchAll(/\]\((?!https?:)([^)#]*)#?([^)]*)\)/g)];
    const broken = links.filter(([, file = '', anchor = '']) => {
      const target = file === '' ? path : join(dirname(path), file);
      if (!existsSync(join(root, target))) return true;
      return anchor !== '' && !anchorsIn(read(target)).includes(anchor);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  test('are more than one, and link to one another', () => {
    expect(documents).toContain('docs/deploy.md');
    expect(read('README.md')).toContain('](docs/deploy.md)');
    expect(anchorOf('CNAME, with certificates on demand')).toBe('cname-with-certificates-on-demand');
  });
});

/** Every key of the schema, at any depth. */
function propertyNames(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === 'properties' && typeof value === 'object' && value !== null
      ? [...Object.keys(value), ...propertyNames(Object.values(value))]
      : propertyNames(value),
  );
}
