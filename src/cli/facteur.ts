#!/usr/bin/env node
/** `facteur`: the commands of the command line. */

import process from 'node:process';
import { Command } from 'commander';

const program = new Command('facteur')
  .description('answers what mail clients ask when a person types an address')
  // commander gives 1 for a wrong command line, which here means that some lines were refused.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

program
  .command('start')
  .description('answer, until told to stop: the same as npm start')
  .option('--config <file>', 'the configuration; FACTEUR_CONFIG names it as well')
  .action(async () => {
    // start.ts reads the arguments itself, and knows no word before them.
    process.argv.splice(process.argv.indexOf('start'), 1);
    await import('./start.ts');
  });

if (process.argv[2] !== 'start') {
  const { describeCommands } = await import('./commands.ts');
  describeCommands(program, process, process.env);
}

await program.parseAsync();
