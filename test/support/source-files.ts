/** The source files of the repository and their syntax trees, for the tests of the code as a whole. */

import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parseAst } from 'vitest/node';

export const read = (path: string): string => readFileSync(path, 'utf8');

export const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => posix.join(parentPath, name))
    .toSorted();

export const isTypeScript = (path: string): boolean => path.endsWith('.ts');

export type Node = Readonly<Record<string, unknown>> & { readonly type: string };

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** All nodes of a file's syntax tree. Comments are not among them. */
export function nodesOf(path: string): Node[] {
  const nodes: Node[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isNode(value)) nodes.push(value);
    Object.values(value).forEach(visit);
  };
  visit(parseAst(read(path), { lang: 'ts' }, path));
  return nodes;
}
