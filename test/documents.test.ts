/** What is written about the configuration is true: the schema is current, the examples work, each key is explained. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../src/cli/document.ts';
import { schemaFile } from '../src/cli/schema-keys.ts';

const root = join(import.meta.dirname, '..');
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

/** Every key that may stand anywhere in a document. */
function propertyNames(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === 'properties' && typeof value === 'object' && value !== null
      ? [...Object.keys(value), ...propertyNames(Object.values(value))]
      : propertyNames(value),
  );
}
