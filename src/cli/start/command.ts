/** `facteur start`: the server, as a command among the others. */

import process from 'node:process';
import type { Command } from 'commander';
import { configOption, explained } from '../shared/help.ts';

export function describeStart(program: Command): void {
  const command = program
    .command('start')
    .description('start the server: the same as npm start')
    .option(...configOption)
    .action(async () => {
      // serve.ts reads the arguments itself, and knows no word before them.
      process.argv.splice(process.argv.indexOf('start'), 1);
      await import('./run.ts');
    });
  explained(command, {
    examples: ['facteur start --config facteur.yaml', 'PORT=8081 facteur start'],
    notes: 'Where it listens, and what it logs, stands in the environment: see docs/operations.md.',
    exitCodes: { 0: 'told to stop', 1: 'it broke down', 2: 'it could not start' },
  });
}
