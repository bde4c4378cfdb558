/** `facteur export`: here are the words of the command line; what it does is in export/run.ts. */

import type { Command } from 'commander';
import type { Environment } from '../../config/environment.ts';
import { configOption, explained } from '../shared/help.ts';
import { run, type Stdio } from '../shared/stdio.ts';
import type { ExportOptions } from './run.ts';

/** @param environment what may name a configuration, or be one */
export function describeExport(program: Command, terminal: Stdio, environment: Environment): void {
  const command = program
    .command('export')
    .description('write providers as files of Thunderbird’s database, the ISPDB')
    .argument('[provider|domain]', 'which one; without it, all')
    .option(...configOption)
    .option('--out <folder>', 'write a file for each provider there, and print their names')
    .option('--force', 'overwrite files that are there')
    .option('--json', 'print files, and what was lost, as JSON')
    .action((name: string | undefined, options: ExportOptions) =>
      run(terminal, async () => {
        // The other commands need not wait for it.
        const { runExport } = await import('./run.ts');
        return runExport(name, options, terminal, environment);
      }),
    );
  explained(command, {
    examples: [
      'facteur export example.net --config facteur.yaml > example.net.xml',
      'facteur export --config facteur.yaml --out ispdb',
    ],
    notes: `A provider’s file names its domains; a domain’s own file has what differs for it. What such a file has no word
for is told on standard error.`,
    exitCodes: { 0: 'all of it', 1: 'something is lost, or nothing there', 2: 'it could not run' },
  });
}
