/** `facteur completion`: shell completion scripts for bash, zsh and fish, generated from the command tree. */

import { Argument, type Command } from 'commander';
import { type CommandNode, treeOf } from '../shared/command-tree.ts';
import { explained } from '../shared/help.ts';
import { run, type Stdio, writeAll } from '../shared/stdio.ts';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { zshCompletion } from './zsh.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

const completions = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
} as const satisfies Record<Shell, (tree: CommandNode) => string>;

export function describeCompletion(program: Command, terminal: Stdio): void {
  const command = program
    .command('completion')
    .description('print what your shell needs to complete commands')
    .addArgument(new Argument('<shell>', 'which one').choices(shells))
    .action((shell: Shell) =>
      run(terminal, async () => {
        await writeAll(terminal.stdout, [completions[shell](treeOf(program))]);
        return 0;
      }),
    );
  explained(command, {
    examples: [
      'eval "$(facteur completion bash)"',
      'facteur completion zsh > /usr/local/share/zsh/site-functions/_facteur',
      'facteur completion fish > ~/.config/fish/completions/facteur.fish',
    ],
    exitCodes: { 0: 'printed', 2: 'it could not run' },
  });
}
