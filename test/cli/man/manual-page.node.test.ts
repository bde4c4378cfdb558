/** Documentation of the commands: help, manual page and docs/cli.md each cover every command. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CommandNode, leavesOf } from '../../../src/cli/shared/command-tree.ts';
import { printed, tree } from '../../support/cli/command-tree.ts';
import { installed } from '../../support/cli/installed-package.ts';

const root = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const commands = leavesOf(tree).map((node) => ({ name: node.path.join(' '), node }));

describe('the help of', () => {
  test.each(commands)('$name has an example of it, and its exit codes', ({ name, node }) => {
    expect(node.help?.examples.every((line) => line.includes(name))).toBe(true);
    expect(Object.keys(node.help?.exitCodes ?? {})).toEqual(expect.arrayContaining(['0', '2']));
    expect(node.description).not.toBe('');
  });

  test.each(commands)('$name says what its options are, in lines of one form', ({ node }) => {
    for (const { description, usage } of node.options) {
      expect(description, usage).toMatch(/^[^A-Z\s].*[^.]$|^(DNS|JSON)/);
    }
  });

  test.each(commands)('$name names only options that there are in its examples', ({ node }) => {
    for (const line of node.help?.examples ?? []) expect(strangeOptions(line, node)).toEqual([]);
  });
});

describe('commands that print data', () => {
  const others = ['start', 'man', 'completion', 'init', 'domains add', 'domains remove'];
  const printing = commands.filter(({ node }) => !others.includes(node.path.slice(1).join(' ')));
  test.each(printing)('$name can print it as JSON', ({ node }) => {
    expect(node.options.flatMap(({ names }) => names)).toContain('--json');
  });
});

describe('the manual page', () => {
  test('docs/facteur.1 is the present one (facteur man > docs/facteur.1)', async () => {
    expect(read('docs/facteur.1')).toBe(await printed('man'));
  });

  test.each(commands)('tells of $name', ({ node }) => {
    const page = read('docs/facteur.1').replaceAll('\\-', '-');
    expect(page).toContain(`.SS "${node.path.slice(1).join(' ')}`);
  });

  test.skipIf(!installed('mandoc'))('is one that mandoc finds no fault with (needs mandoc)', () => {
    const { status, stdout, stderr } = spawnSync('mandoc', ['-Tlint', join(root, 'docs/facteur.1')], {
      encoding: 'utf8',
    });
    expect([status, stdout, stderr]).toEqual([0, '', '']);
  });

  test.skipIf(!installed('man'))('is one that groff finds no fault with (needs man)', () => {
    const { status, stderr } = spawnSync('man', ['--warnings', '-l', join(root, 'docs/facteur.1')], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', MANWIDTH: '80', MANROFFSEQ: '' },
    });
    expect([status, stderr]).toEqual([0, '']);
  });
});

describe('docs/cli.md', () => {
  const page = read('docs/cli.md');
  const sections = page.split(/^## /m).slice(1);

  test.each(commands)('has a section about $name, with an example', ({ name, node }) => {
    const own = sections.find((section) => section.startsWith(`${name.replace('facteur ', '')}\n`)) ?? '';
    const lines = [...own.matchAll(/^(?:.*[ |(])?(facteur .*)$/gm)].map(([, line = '']) => line);
    const examples = lines.filter((line) => line.startsWith(name));
    expect(examples.length).toBeGreaterThan(0);
    for (const line of examples) expect(strangeOptions(line, node)).toEqual([]);
  });

  test('has no section about a command that there is not', () => {
    const names = new Set(commands.map(({ name }) => name.replace('facteur ', '')));
    const ofCommands = sections
      .map((section) => section.split('\n')[0] ?? '')
      .filter((title) => /^[a-z]/.test(title));
    expect(ofCommands.filter((title) => !names.has(title))).toEqual([]);
  });
});

test.each([
  ['without a command', [], 2],
  ['with a command that there is not', ['frobnicate'], 2],
  ['with an option that there is not', ['man', '--frobnicate'], 2],
  ['for help', ['help', 'records'], 0],
  ['for its version', ['--version'], 0],
])('asked %s, it ends with its code', (_, args, code) => {
  const { status } = spawnSync(process.execPath, ['src/cli/facteur.ts', ...args], { cwd: root });
  expect(status).toBe(code);
});

/** Of a line with several commands, those of the one that is meant. */
function strangeOptions(line: string, { path, options }: CommandNode): readonly string[] {
  const own = line.split(/[|)]/).find((part) => part.includes(path.join(' '))) ?? '';
  const known = options.flatMap(({ names }) => names);
  return (own.match(/(?<=\s)--[a-z0-9-]+/g) ?? []).filter((name) => !known.includes(name));
}
