/** `facteur man`: the manual page, generated from the command tree. */

import type { Command } from 'commander';
import { version } from '../../util/version.ts';
import { treeOf } from '../shared/command-tree.ts';
import { explained } from '../shared/help.ts';
import { run, type Stdio, writeAll } from '../shared/stdio.ts';
import { manualPage } from './manual-page.ts';

export function describeMan(program: Command, terminal: Stdio): void {
  const command = program
    .command('man')
    .description('print the manual page')
    .action(() =>
      run(terminal, async () => {
        await writeAll(terminal.stdout, [manualPage(treeOf(program), version)]);
        return 0;
      }),
    );
  explained(command, {
    examples: ['facteur man | man -l -', 'facteur man > /usr/local/share/man/man1/facteur.1'],
    exitCodes: { 0: 'printed', 2: 'it could not run' },
  });
}
