/** Every export of src/ and templates/ is imported by another file there. An export that only tests use has a reason. */

import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { filesIn, isNode, isTypeScript, type Node, nodesOf } from '../support/source-files.ts';

/** Files that others load as a whole: the package, the Worker, what is aliased into its bundle, and the parsers by protocol. */
const entryPoints = [
  'src/check/parsers/index.ts',
  'src/index.ts',
  'src/runtime/worker/index.ts',
  'src/runtime/worker/fast-xml-parser-stubs.ts',
];

/** Exports that no other file of src/ or templates/ imports. */
const reasons: Readonly<Record<Name, string>> = {
  'src/check/parsers/client.ts#ParseResult': 'the samples of the parsers are built of it',
  'src/check/rules/published-servers.ts#accountServers': 'the rules are tested with servers of an account',
  'src/check/rules/tls.ts#certificateCovers': 'a table of names, without a certificate for each',
  'src/cli/domains/csv.ts#csvReader': 'reads what csvLine writes, whatever it contains',
  'src/cli/shared/key-file.ts#isTooOpen': 'owners of files that a test cannot have',
  'src/config/lint-usernames.ts#clientsWithoutLiterals': 'the list is compared with the parsers',
  'src/directory/entry.ts#EntryDocument': 'entries as an operator writes them',
  'src/directory/stores/node/ldap.ts#fillAddressFilter': 'escaping, without a server',
  'src/directory/stores/node/ldap.ts#fillFilter': 'escaping, without a server',
  'src/directory/stores/node/mysql.ts#connectMysql': 'the rows themselves',
  'src/directory/stores/node/postgres.ts#connectPostgres': 'the rows themselves',
  'src/directory/stores/options.ts#nodeStores': 'the schemas of the options',
  'src/model/colour.ts#contrast': 'measures the shades that the page uses',
  'src/ops/readiness.ts#ReadinessStore': 'stores that a test stands in for',
  'src/runtime/node/limits/connection-rate.ts#ConnectionVerdict': 'collects the verdicts of many connections',
  'src/runtime/node/limits/descriptors.ts#openFilesIn': 'limits of other systems',
  'src/runtime/node/limits/memory.ts#openSystemMemory': 'the files of other systems',
  'src/runtime/node/limits/overload.ts#memoryPressure': 'memory that fills up over time',
  'src/runtime/node/server.ts#ListenOptions': 'options of a server that a test starts',
  'src/util/memo.ts#LruMap': 'the declaration of what lruMap returns has to name it',
};

/** A name of a file: `src/app.ts#createApp`. */
type Name = string;

const array = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const children = (value: unknown): Node[] => array(value).filter(isNode);
const nameOf = (node: unknown): string => (isNode(node) ? String(node['name'] ?? node['value']) : 'default');

/** The names that a pattern binds: `a`, `{ a, b: c }`. */
function boundBy(pattern: unknown): string[] {
  if (!isNode(pattern)) return [];
  if (pattern.type === 'Identifier') return [nameOf(pattern)];
  if (pattern.type === 'Property') return boundBy(pattern['value']);
  return [...array(pattern['properties']), ...array(pattern['elements'])].flatMap(boundBy);
}

function exportsOf(path: string): Name[] {
  return nodesOf(path).flatMap(({ type, declaration, specifiers }) => {
    if (type === 'ExportDefaultDeclaration') return [`${path}#default`];
    if (type !== 'ExportNamedDeclaration') return [];
    const declared = !isNode(declaration)
      ? []
      : 'declarations' in declaration
        ? children(declaration['declarations']).flatMap(({ id }) => boundBy(id))
        : [nameOf(declaration['id'])];
    return [...declared, ...children(specifiers).map(({ exported }) => nameOf(exported))].map(
      (name) => `${path}#${name}`,
    );
  });
}

/** @returns the names that a file imports, and every name it speaks of for a file that it imports dynamically */
function importsOf(path: string): Name[] {
  const nodes = nodesOf(path);
  const identifiers = new Set(nodes.filter(({ type }) => type === 'Identifier').map(nameOf));
  return nodes.flatMap(({ type, source, specifiers }) => {
    if (!isNode(source) || typeof source['value'] !== 'string') return [];
    const from = posix.join(posix.dirname(path), source['value']);
    if (type === 'ImportExpression' || type === 'TSImportType') {
      return [...identifiers].map((name) => `${from}#${name}`);
    }
    const named = type === 'ExportNamedDeclaration' ? 'local' : 'imported';
    return children(specifiers).map((one) => `${from}#${nameOf(one[named])}`);
  });
}

const sources = [...filesIn('src'), ...filesIn('templates')].filter(isTypeScript);
const imported = new Set(sources.flatMap(importsOf));
const unimported = sources
  .filter((path) => !entryPoints.includes(path))
  .flatMap(exportsOf)
  .filter((name) => !imported.has(name));

test('each export is imported, or has a reason', () => {
  expect(unimported.filter((name) => reasons[name] === undefined)).toEqual([]);
});

test('each reason is for an export that needs one', () => {
  expect(Object.keys(reasons).filter((name) => !unimported.includes(name))).toEqual([]);
});

test('imports of all kinds are found', () => {
  // A value, a type, a name that is passed on, a dynamic import.
  expect([...imported]).toEqual(
    expect.arrayContaining([
      'src/app.ts#createApp',
      'src/app.ts#FetchRuntime',
      'src/links/load-sealer.ts#sealerOf',
      'src/links/cipher.ts#sealerOf',
    ]),
  );
  expect(exportsOf('src/links/token.ts')).toContain('src/links/token.ts#seal');
});
