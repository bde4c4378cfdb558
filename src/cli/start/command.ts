/** Options and help of `facteur start`. */

import process from 'node:process';
import type { Command } from 'commander';
import { configOption, explained } from '../shared/help.ts';

export function describeStart(program: Command): void {
  const command = program
    .command('start')
    .description('start the server: the same as npm start')
    .option(...configOption)
    .action(async () => {
      // run.ts parses the arguments itself, without the command's name.
      process.argv.splice(process.argv.indexOf('start'), 1);
      await import('./run.ts');
    });
  explained(command, {
    examples: ['facteur start --config facteur.yaml', 'PORT=8081 facteur start'],
    notes: 'The environment sets where it listens and what it logs: see docs/operations.md.',
    exitCodes: { 0: 'stopped by a signal', 1: 'stopped by a bug', 2: 'could not start' },
  });
}
