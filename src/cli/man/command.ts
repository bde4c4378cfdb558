/** Options and help of `facteur man`. */

import type { Command } from 'commander';
import { treeOf } from '../shared/command-tree.ts';
import { explained } from '../shared/help.ts';
import { run, type Stdio } from '../shared/stdio.ts';
import { printManual } from './run.ts';

export function describeMan(program: Command, terminal: Stdio): void {
  const command = program
    .command('man')
    .description('print the manual page')
    .action(() => run(terminal, () => printManual(treeOf(program), terminal)));
  explained(command, {
    examples: ['facteur man | man -l -', 'facteur man > /usr/local/share/man/man1/facteur.1'],
    exitCodes: { 0: 'printed', 2: 'it could not run' },
  });
}
