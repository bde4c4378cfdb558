/** What ARCHITECTURE.md promises of the sources, held to: which way imports go, who knows what, what is written down. */

import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dialects } from '../src/dialects/index.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const sources = globSync('{src,templates}/**/*.ts', { cwd: root }).toSorted();

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const imports: readonly Import[] = sources.flatMap((from) =>
  [...read(from).matchAll(/^(?:import|export)\s(type\s)?[^;'"]*?from '([^']+)';|import\('([^']+)'\)/gm)].map(
    ([, type, fixed, lazy]) => {
      const specifier = fixed ?? lazy ?? '';
      const to = specifier.startsWith('.') ? relative(root, join(root, dirname(from), specifier)) : specifier;
      return { from, to, typeOnly: type !== undefined };
    },
  ),
);

/** From the runtimes down to what everything rests on: no file imports one of a layer above its own. */
const layers: readonly (readonly string[])[] = [
  ['src/cli/', 'src/worker.ts', 'src/node.ts', 'src/directory/open'],
  ['src/index.ts', 'src/environment.ts'],
  ['src/app.ts'],
  ['src/http.ts'],
  ['src/config.ts', 'src/config/', 'src/dialects/', 'src/providers/', 'src/server-url.ts'],
  ['src/directory/'],
  ['templates/', 'src/answer.ts', 'src/host.ts', 'src/query.ts', 'src/text.ts', 'src/fields.ts'],
  ['src/xml.ts', 'src/plist.ts', 'src/html.ts', 'src/placeholders.ts', 'src/kept.ts', 'src/uuid.ts'],
  ['src/account.ts', 'src/address.ts', 'src/result.ts'],
];

function layerOf(file: string): number {
  const layer = layers.findIndex((files) => files.some((start) => file.startsWith(start)));
  if (layer === -1) throw new Error(`${file} is in no layer`);
  return layer;
}

describe('imports', () => {
  test('were found', () => expect(imports.length).toBeGreaterThan(100));

  test.each(imports.filter(({ to, typeOnly }) => /^(src|templates)\//.test(to) && !typeOnly))(
    'of values go down: $from -> $to',
    ({ from, to }) => expect(layerOf(to)).toBeGreaterThanOrEqual(layerOf(from)),
  );

  const onlyIn: readonly (readonly [string, RegExp, RegExp])[] = [
    ['fast-xml-parser', /^fast-xml-parser$/, /^src\/(xml|plist)\.ts$/],
    ['Hono’s HTML', /^hono\/html$/, /^src\/html\.ts$/],
    ['Hono', /^hono$/, /^src\/(app|index|worker)\.ts$/],
    ['Node', /^node:/, /^src\/(node\.ts|cli\/|directory\/(sqlite|mx-node|postgres|mysql|ldap)\.ts)/],
    ['the database drivers', /^(pg|mysql2|ldapts)(\/|$)/, /^src\/directory\/(postgres|mysql|ldap)\.ts$/],
  ];
  test.each(onlyIn)('of %s are where they belong', (_, what, where) => {
    const found = imports.filter(({ to }) => what.test(to)).map(({ from }) => from);
    expect(found.filter((from) => !where.test(from))).toEqual([]);
  });

  test('of templates are of types, but for the page and its writer', () => {
    const values = imports.filter(({ from, typeOnly }) => from.startsWith('templates/') && !typeOnly);
    expect([...new Set(values.map(({ from }) => from))]).toEqual(['templates/page.ts']);
  });
});

describe('types', () => {
  test.each(sources)('are not talked round in %s', (file) => {
    const code = read(file)
      .replaceAll(/^(?:import|export) [^;]*? from '[^']+';/gm, '')
      .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|`(?:\\.|[^`])*`|'(?:\\.|[^'\n])*'/g, '');
    expect(code.match(/\bas (?!const\b)[A-Za-z{[]+|: any\b|<any>|@ts-/g)).toBeNull();
  });
});

describe('the README', () => {
  test.each(dialects.flatMap(({ routes }) => routes))('names %s', (path) => {
    expect(read('README.md')).toContain(`\`${path.replace(/(.)\/$/, '$1/<domain>')}`);
  });
});

describe('ARCHITECTURE.md', () => {
  const { dependencies, optionalDependencies } = JSON.parse(read('package.json'));

  test.each(Object.keys({ ...dependencies, ...optionalDependencies }))('says why there is %s', (name) => {
    expect(read('ARCHITECTURE.md')).toContain(`| \`${name}\` |`);
  });

  test('is short enough to be read', () => {
    expect(read('ARCHITECTURE.md').split('\n').length).toBeLessThanOrEqual(150);
  });
});
