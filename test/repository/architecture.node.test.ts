/**
 * Rules for the whole code: the direction of imports, what belongs in one place, what must be documented,
 * the size of the Worker.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import nodeJson from '../../build/node/package.json' with { type: 'json' };
import packageJson from '../../package.json' with { type: 'json' };
import { routes } from '../../src/routes.ts';
import { dialects } from '../support/dialects.ts';
import { filesIn, isTypeScript, type Node, nodesOf, read } from '../support/source-files.ts';

/** From top to bottom: a file imports from its own row or from a row below it, never from above. */
const rows: readonly (readonly string[])[] = [
  ['src/cli/'],
  ['src/runtime/'],
  ['src/index.ts', 'src/check/'],
  ['src/config/', 'src/providers/'],
  ['src/app.ts', 'src/records/'],
  ['src/ops/'],
  ['src/http/fetch-adapter.ts'],
  ['src/pipeline.ts'],
  ['src/dialects/'],
  ['templates/', 'src/directory/'],
  ['src/format/', 'src/http/'],
  ['src/signing/', 'src/links/'],
  ['src/model/'],
  // The parsers of the check judge our answers, so they know nothing of how these are made.
  ['src/util/', 'src/routes.ts', 'src/http/method.ts', 'src/check/parsers/'],
];

/** A file that is named has its place apart from the folder it lies in. */
function rowOf(path: string): number {
  const named = rows.findIndex((row) => row.includes(path));
  if (named !== -1) return named;
  return rows.findIndex((row) => row.some((place) => place.endsWith('/') && path.startsWith(place)));
}

interface Import {
  readonly from: string;
  /** A path from the root of the repository, or the name of a package. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        link: z.boolean().optional(),
        integrity: z.string().optional(),
        hasInstallScript: z.boolean().optional(),
      }),
    ),
  })
  .parse(JSON.parse(read('package-lock.json')));

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function importsOf(from: string): Import[] {
  return nodesOf(from).flatMap((node) => {
    const { type, source, importKind, exportKind } = node;
    if (!/^(Import|ExportNamed|ExportAll)(Declaration|Expression)$|^TSImportType$/.test(type)) return [];
    if (typeof source !== 'object' || source === null) return [];
    if (!('value' in source) || typeof source.value !== 'string') {
      if (from.startsWith('test/')) return [];
      throw new Error(`${from} imports something that is known only when it runs`);
    }
    const names = list(node['specifiers']);
    const typeOnly =
      [importKind, exportKind].includes('type') ||
      type === 'TSImportType' ||
      (names.length > 0 && names.every(isType));
    const to = source.value.startsWith('.') ? posix.join(posix.dirname(from), source.value) : source.value;
    return [{ from, to, typeOnly }];
  });
}

const isType = (name: unknown): boolean =>
  typeof name === 'object' &&
  name !== null &&
  (('importKind' in name && name.importKind === 'type') ||
    ('exportKind' in name && name.exportKind === 'type'));

const sources = [...filesIn('src'), ...filesIn('templates')].filter(isTypeScript);
const imports = sources.flatMap(importsOf);
const isOurs = ({ to }: Import): boolean => to.startsWith('src/') || to.startsWith('templates/');
const said = ({ from, to, typeOnly }: Import): string =>
  `${from} imports ${typeOnly ? 'types of ' : ''}${to}`;

/** Who imports a package or a part of it, and whether only for types. */
const importersOf = (name: string): Import[] =>
  imports.filter(({ to }) => to === name || to.startsWith(`${name}/`));

describe('imports', () => {
  test('are found at all', () => {
    expect(imports).toContainEqual({ from: 'src/index.ts', to: 'src/app.ts', typeOnly: false });
    expect(imports).toContainEqual({ from: 'src/index.ts', to: 'hono', typeOnly: true });
    expect(imports).toContainEqual({ from: 'templates/page.ts', to: 'src/format/html.ts', typeOnly: false });
    expect(imports.length).toBeGreaterThan(sources.length);
  });

  test('go one way: each file has its place, and imports from below or beside it', () => {
    expect(sources.filter((path) => rowOf(path) === -1)).toEqual([]);
    expect(imports.filter((one) => isOurs(one) && rowOf(one.to) < rowOf(one.from)).map(said)).toEqual([]);
  });

  test('lead to what is there, by its whole name, and never out of src and templates', () => {
    const files = imports.filter(
      ({ to }) => /^[./]|^\w+\//.test(to) && !/^(hono|lean-qr|mysql2|zod)\//.test(to),
    );
    expect(files.filter(({ to }) => !sources.includes(to)).map(said)).toEqual([]);
  });

  test('of values or types form no circle', () => {
    const next = Map.groupBy(imports.filter(isOurs), ({ from }) => from);
    const reaches = (from: string, goal: string, seen = new Set<string>()): boolean =>
      (next.get(from) ?? []).some(
        ({ to }) => to === goal || (!seen.has(to) && reaches(to, goal, seen.add(to))),
      );
    expect(sources.filter((path) => reaches(path, path))).toEqual([]);
  });

  test('of templates are of types, but for the page, which is put together by its writer', () => {
    const values = imports.filter(({ from, typeOnly }) => from.startsWith('templates/') && !typeOnly);
    const ofPage = /^templates\/(page\.ts|page\/|locales\/)/;
    const writers = ['src/format/html.ts', 'src/format/qr.ts', 'src/model/colour.ts'];
    const others = values.filter(
      ({ from, to }) => !ofPage.test(from) || !(ofPage.test(to) || writers.includes(to)),
    );
    expect(others.map(said)).toEqual([]);
    expect(values.map(said)).toContain('templates/page.ts imports src/format/html.ts');
  });

  test('of fast-xml-parser stand in the two files that make and read XML', () => {
    expect(importersOf('fast-xml-parser').map(({ from }) => from)).toEqual([
      'src/format/plist.ts',
      'src/format/xml.ts',
    ]);
  });

  test('of zod are of zod/mini: the classic API makes the Worker 17 KB larger and its start slower', () => {
    const parts = importersOf('zod').map(({ to }) => to);
    expect(parts).toContain('zod/mini');
    expect(parts.filter((to) => to !== 'zod/mini' && to !== 'zod/locales')).toEqual([]);
  });

  test('of the clients’ parsers are of each other', () => {
    const parsers = imports.filter(({ from }) => from.startsWith('src/check/parsers/'));
    expect(parsers.filter((one) => isOurs(one) && !one.to.startsWith('src/check/parsers/'))).toEqual([]);
    expect(importersOf('@xmldom/xmldom').map(({ from }) => from)).toEqual([
      'src/check/parsers/dom.ts',
      'src/check/parsers/dom.ts',
    ]);
  });

  test('of Hono stand where an app is made or handed over, and where HTML is made', () => {
    expect(importersOf('hono').map(said)).toEqual([
      'src/app.ts imports types of hono',
      'src/app.ts imports hono/route',
      'src/app.ts imports hono/tiny',
      'src/format/html.ts imports hono/html',
      'src/index.ts imports types of hono',
      'src/runtime/worker/fetch-handler.ts imports hono/utils/url',
    ]);
  });

  test('of Node’s own modules stand where facteur runs on Node', () => {
    const onNode = (path: string): boolean =>
      /^src\/(runtime\/node|cli|directory\/stores\/node)\//.test(path);
    expect(imports.filter(({ from, to }) => isBuiltin(to) && !onNode(from)).map(said)).toEqual([]);
    expect(imports.some(({ from, to }) => isBuiltin(to) && onNode(from))).toBe(true);
  });

  test('of packages are of those that are installed with facteur', () => {
    const installed = [
      ...Object.keys(packageJson.dependencies),
      ...Object.keys(packageJson.peerDependencies),
    ];
    const isOfWorkerd = ({ from, to }: (typeof imports)[number]): boolean =>
      to === 'cloudflare:workers' && from.startsWith('src/runtime/worker/');
    const packages = imports.filter((one) => !isOurs(one) && !isBuiltin(one.to) && !isOfWorkerd(one));
    const nameOf = (to: string): string => /^(@[^/]+\/)?[^/]+/.exec(to)?.[0] ?? '';
    expect(packages.filter(({ to }) => !installed.includes(nameOf(to))).map(said)).toEqual([]);
  });
});

describe('the type checker', () => {
  const silencers = ['TSAsExpression', 'TSTypeAssertion', 'TSNonNullExpression', 'TSAnyKeyword'];
  const isConst = ({ type, typeAnnotation }: Node): boolean =>
    type === 'TSAsExpression' && JSON.stringify(typeAnnotation).includes('"name":"const"');

  test('is never disabled by a comment or a cast', () => {
    const found = sources.flatMap((path) => {
      const silenced = nodesOf(path).filter((node) => silencers.includes(node.type) && !isConst(node));
      const comments = read(path).match(/@ts-(ignore|expect-error|nocheck)/g) ?? [];
      return [
        ...silenced.map(({ start, end }) => read(path).slice(Number(start), Number(end))),
        ...comments,
      ].map((code) => `${path}: ${code}`);
    });
    expect(found).toEqual([]);
  });

  test('has `as const` only, which this search finds', () => {
    const kinds = nodesOf('src/model/account.ts').map(({ type }) => type);
    expect(kinds).toContain('TSAsExpression');
    expect(nodesOf('src/model/account.ts').filter(isConst)).toHaveLength(
      kinds.filter((type) => type === 'TSAsExpression').length,
    );
  });
});

describe('ARCHITECTURE.md', () => {
  const text = read('ARCHITECTURE.md');
  const map = text.slice(text.indexOf('## The map'), text.indexOf('Imports go one way'));
  const paths = [...text.matchAll(/`((?:src|templates|test|bench|build|deploy)\/[\w./-]*)`/g)].map(
    ([, path]) => path ?? '',
  );

  test.each(
    readdirSync('src', { withFileTypes: true }).map(
      (entry) => `src/${entry.name}${entry.isDirectory() ? '/' : ''}`,
    ),
  )('has %s on its map', (path) => {
    expect(map).toContain(`\`${path}\``);
  });

  test('names no path that does not exist', () => {
    expect(paths.length).toBeGreaterThan(40);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });

  test('has the import chain that is tested here', () => {
    const name = (place: string): string => place.replace(/^src\/|\.ts$|\/$/g, '').replace(/^http\//, '');
    const chain = rows
      .map((row) =>
        row
          .filter((place) => place !== 'src/http/method.ts' && place !== 'src/check/parsers/')
          .map(name)
          .join(', '),
      )
      .join(' -> ');
    expect(text).toContain(`\`${chain}\``);
  });
});

describe('the documents', () => {
  test.each(Object.values(routes).map(({ path }) => path))('README.md names the path %s', (path) => {
    const literally = path.replaceAll('.', '\\.');
    // Code that begins with the path, and not with a longer one; a path ending in / is followed by its argument.
    const followed = path.endsWith('/') && path !== '/' ? '[<{:]' : '(?![\\w/.-])';
    expect(read('README.md')).toMatch(new RegExp(`\`${literally}${followed}`));
  });

  test('README.md names no path that is not a route', () => {
    const rows = read('README.md')
      .split('\n')
      .filter((line) => line.startsWith('| `/'));
    const named = rows.flatMap((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/`(\/[^`?<]*)/g)].map(([, path]) => path),
    );
    const paths: readonly string[] = Object.values(routes).map(({ path }) => path);
    expect(named.filter((path) => path === undefined || !paths.includes(path))).toEqual([]);
    expect(new Set(named)).toEqual(new Set(paths));
  });

  test('only routes.ts spells out a path', () => {
    const paths: readonly string[] = Object.values(routes).map(({ path }) => path);
    const spelled = sources
      // The simulators ask what clients ask, also of servers that are not facteur.
      .filter((path) => path !== 'src/routes.ts' && !path.startsWith('src/check/'))
      .flatMap((path) =>
        nodesOf(path).flatMap(({ type, value }) =>
          type === 'Literal' && typeof value === 'string' && value !== '/' && paths.includes(value)
            ? [`${path}: ${value}`]
            : [],
        ),
      );
    expect(spelled).toEqual([]);
  });

  const dependencies = Object.keys({ ...packageJson.dependencies, ...packageJson.peerDependencies });
  test.each(dependencies)('ARCHITECTURE.md says why there is %s', (name) => {
    const lines = read('ARCHITECTURE.md').split('\n');
    const reasons = lines.map((line) => line.split(`\`${name}\``)[1] ?? '');
    expect(reasons.some((reason) => (reason.match(/[a-z]{2,}/gi) ?? []).length >= 3)).toBe(true);
  });

  test('package.json names exact versions', () => {
    const { dependencies, devDependencies } = packageJson;
    // Node itself comes by a folder of this repository, see CONTRIBUTING.md.
    const { 'facteur-node': node, ...others } = devDependencies;
    const versions = Object.entries({ ...dependencies, ...others, ...nodeJson.optionalDependencies });
    expect(node).toBe('file:build/node');
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    expect(new Set(Object.values(nodeJson.optionalDependencies))).toEqual(new Set([nodeJson.version]));
  });

  test('package-lock.json has the hash of each package that npm ci downloads', () => {
    const downloaded = Object.entries(lock.packages).filter(([path]) => path.startsWith('node_modules/'));
    const withoutHash = downloaded.filter(
      ([, { link, integrity = '' }]) => link !== true && !integrity.startsWith('sha512-'),
    );
    expect(downloaded.length).toBeGreaterThan(100);
    expect(withoutHash).toEqual([]);
  });

  test('no install script of a package runs, for it could download more, without a hash', () => {
    const withScripts = Object.entries(lock.packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path.split('node_modules/').at(-1));
    const allowed: Readonly<Record<string, boolean>> = packageJson.allowScripts;
    expect(withScripts.filter((name = '') => allowed[name] !== false)).toEqual([]);
  });
});

describe('the tests', () => {
  const tests = filesIn('test').filter(isTypeScript);
  const edges = [...tests.flatMap(importsOf), ...imports];

  /** The modules that a file loads, itself and through others. */
  function loadedBy(...paths: readonly string[]): ReadonlySet<string> {
    const loaded = new Set(paths);
    // A loop over a set also visits what is added meanwhile.
    for (const path of loaded) {
      for (const { to } of edges.filter(({ from, typeOnly }) => from === path && !typeOnly)) loaded.add(to);
    }
    return loaded;
  }

  test('load modules of Node only in files named *.node.test.ts and *.slow.test.ts', () => {
    const inBothRuntimes = tests.filter((path) => /\/[^.]+\.test\.ts$/.test(path));
    const loadsNode = (path: string): boolean => [...loadedBy(path)].some(isBuiltin);
    expect(inBothRuntimes.filter(loadsNode)).toEqual([]);
    expect(inBothRuntimes).toContain('test/golden.test.ts');
    expect(loadsNode('test/support/cli/program.ts')).toBe(true);
  });

  test('assert nothing about the time on a clock: a slow machine is no bug', () => {
    const clock = /expect\([^;]*\b(performance\.now|process\.hrtime)\b[^;]*\)\s*\.toBe(Less|Greater)Than/;
    expect(tests.filter((path) => clock.test(read(path)))).toEqual([]);
    const reading = 'performance.now() - start';
    expect(`expect(${reading}).toBeLessThan(2000)`).toMatch(clock);
  });

  test('use every parser of src/check/parsers', () => {
    const reached = loadedBy(...tests.filter((path) => path.endsWith('.test.ts')));
    const parsers = sources.filter((path) => path.startsWith('src/check/parsers/'));
    expect(parsers.length).toBeGreaterThan(20);
    expect(parsers.filter((path) => !reached.has(path))).toEqual([]);
  });

  test('run every vector, which lies in the folder of a dialect and is named *.http', () => {
    const vectors = filesIn('test/vectors').filter((path) => path !== 'test/vectors/README.md');
    // The suite reads the folders of the dialects that it has clients for.
    const [, table = ''] =
      /const clients[^\n]* = \{\n(.*?)\n\};/s.exec(read('test/dialects/vectors.test.ts')) ?? [];
    const folders = [...table.matchAll(/^ {2}'?([a-z-]+)'?: /gm)].map(([, folder]) => folder);
    const expected = dialects.map(({ name }) => name).filter((name) => folders.includes(name));
    expect(expected).toContain('autoconfig');
    const run = (path: string) =>
      expected.some((name) => new RegExp(`^test/vectors/${name}/[^/]+\\.http$`).test(path));
    expect(vectors.length).toBeGreaterThan(50);
    expect(vectors.filter((path) => !run(path))).toEqual([]);
  });

  const absolutePath = /(?<=^|[\s"'`(=,:])(?:~|\/[\w.-]+)\/[\w.-]+[^\s"'`)]*/gm;
  const routes = dialects.flatMap((dialect) => dialect.routes).filter((route) => route !== '/');
  const written = [...filesIn('test/golden'), ...filesIn('test/vectors')];

  test('contain no path of a developer’s machine', () => {
    const requestLine = /^(GET|POST|PROPFIND) \S+ HTTP\/1\.[01]$/gm;
    const told = written.flatMap((path) => {
      const paths = read(path).replaceAll(requestLine, '').match(absolutePath) ?? [];
      return paths.filter((one) => !routes.some((route) => one.toLowerCase().startsWith(route)));
    });
    expect(' see /home/jo/mail.xml'.match(absolutePath)).toEqual(['/home/jo/mail.xml']);
    expect(told).toEqual([]);
  });
});

describe('the Worker', () => {
  test('is under 116 KB, compressed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'facteur-worker-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const wrangler = ['node_modules/wrangler/bin/wrangler.js', 'deploy', '--dry-run', '--outdir', folder];
    const env = { ...process.env, WRANGLER_SEND_METRICS: 'false' };
    execFileSync(process.execPath, wrangler, { env, stdio: 'pipe' });
    const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));
    expect(scripts).toEqual(['index.js']);
    const bytes = gzipSync(readFileSync(join(folder, 'index.js'))).length;
    console.info(`The Worker: ${(bytes / 1000).toFixed(1)} KB gzip`);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(116 * 1000);
  }, 60_000);
});
