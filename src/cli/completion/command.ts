/** Options and help of `facteur completion`. */

import { Argument, type Command } from 'commander';
import { treeOf } from '../shared/command-tree.ts';
import { explained } from '../shared/help.ts';
import { run, type Stdio } from '../shared/stdio.ts';
import { printCompletion, type Shell } from './run.ts';

const shells = ['bash', 'zsh', 'fish'] as const satisfies readonly Shell[];

export function describeCompletion(program: Command, terminal: Stdio): void {
  const command = program
    .command('completion')
    .description('print the completion script for your shell')
    .addArgument(new Argument('<shell>', 'which one').choices(shells))
    .action((shell: Shell) => run(terminal, () => printCompletion(shell, treeOf(program), terminal)));
  explained(command, {
    examples: [
      'eval "$(facteur completion bash)"',
      'facteur completion zsh > /usr/local/share/zsh/site-functions/_facteur',
      'facteur completion fish > ~/.config/fish/completions/facteur.fish',
    ],
    exitCodes: { 0: 'printed', 2: 'it could not run' },
  });
}
