/** Completion, as the shells themselves complete with it. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CommandNode, leavesOf } from '../../../src/cli/shared/command-tree.ts';
import { printed, tree } from '../../support/cli/command-tree.ts';
import { installed } from '../../support/cli/installed-package.ts';
import { folder } from '../../support/cli/program.ts';

/** @returns a file of the completion */
async function completionOf(shell: string): Promise<string> {
  const path = folder({ completion: await printed('completion', shell) });
  return join(path, 'completion');
}

const run = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** What is typed, and what should be offered: all of it, where the list is short. */
const typed: readonly (readonly [words: readonly string[], offered: readonly string[]])[] = [
  [['va'], ['validate']],
  [['domains', 're'], ['remove']],
  [['domains', 'ex'], ['export']],
  [['records', 'example.org', '--fo'], ['--format']],
  [['records', '--format', 'c'], ['cloudflare']],
  [['domains', 'import', '--format', 'nd'], ['ndjson']],
  [
    ['render', 'auto'],
    ['autoconfig', 'autodiscover', 'autodiscover-json'],
  ],
  [['completion', 'z'], ['zsh']],
  [
    ['check', '--client', 'outlook-c'],
    ['outlook-classic', 'outlook-cloud'],
  ],
];

describe.skipIf(!installed('bash'))('bash (which is not installed otherwise)', () => {
  const complete = (file: string, words: readonly string[]): string[] => {
    const line = ['facteur', ...words].map((word) => `'${word}'`).join(' ');
    const script = `source ${file}; COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _facteur; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return run('bash', '--norc', '-euo', 'pipefail', '-c', script).trim().split('\n');
  };

  test.each(typed)('%j is completed', async (words, offered) => {
    expect(complete(await completionOf('bash'), words)).toEqual(expect.arrayContaining([...offered]));
  });

  test('every command and every option is offered', async () => {
    const file = await completionOf('bash');
    for (const { path, options } of leavesOf(tree)) {
      expect(complete(file, path.slice(1)).join(' ')).toContain(path.at(-1));
      const names = options.flatMap((option) => option.names);
      expect(complete(file, [...path.slice(1), '-'])).toEqual(names);
    }
  });

  test('files are offered where one is meant', async () => {
    const file = await completionOf('bash');
    const path = folder({ 'facteur.yaml': '' });
    for (const words of [['validate'], ['records', '--config'], ['import'], ['export', '--out']]) {
      expect(complete(file, [...words, `${path}/fa`])).toEqual([`${path}/facteur.yaml`]);
    }
  });
});

describe.skipIf(!installed('fish'))('fish (which is not installed otherwise)', () => {
  test.each(typed)('%j is completed', async (words, offered) => {
    const file = await completionOf('fish');
    const home = folder();
    const script = `source ${file}; complete -C 'facteur ${words.join(' ')}'`;
    const lines = execFileSync('fish', ['--no-config', '-c', script], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: home },
    });
    const found = lines.split('\n').map((line) => line.split('\t')[0]);
    expect(found).toEqual(expect.arrayContaining([...offered]));
  });
});

describe.skipIf(!installed('zsh'))('zsh (which is not installed otherwise)', () => {
  const names = (node: CommandNode): string[] => [`_${node.path.join('_')}`, ...node.commands.flatMap(names)];

  test('it is taken in, and knows every command', async () => {
    const file = await completionOf('zsh');
    const script = `autoload -U compinit; compinit -D -u; source ${file}; print $_comps[facteur]; print -l \${(k)functions[(I)_facteur*]}`;
    const [handler, ...functions] = run('zsh', '-f', '-c', script).trim().split('\n');
    expect(handler).toBe('_facteur');
    expect(functions.toSorted()).toEqual(names(tree).toSorted());
  });

  test.each(typed)('%j is completed', async (words, offered) => {
    const file = await completionOf('zsh');
    // The shell on a terminal of its own: the only way in which zsh completes.
    const script = `zmodload zsh/zpty; zpty z zsh -f -i; zpty -w z 'PS1=; autoload -U compinit; compinit -D -u; source ${file}; setopt no_always_last_prompt list_ambiguous; print rea""dy'
local out all=; while zpty -r z out; do all+=$out; [[ $out == *ready* && $out != *rea\\"* ]] && break; done
zpty -w -n z $'facteur ${words.join(' ')}\\t\\t'; sleep 1; zpty -w z ' #'; sleep 0.2
all=; while zpty -r -t z out; do all+=$out; done; print -r -- $all`;
    const shown = run('zsh', '-f', '-c', script);
    for (const word of offered) expect(shown).toContain(word);
  });
});
