/** Options and help of `facteur export`. */

import type { Command } from 'commander';
import type { Environment } from '../../config/environment.ts';
import { configOption, explained } from '../shared/help.ts';
import { run, type Stdio } from '../shared/stdio.ts';
import type { ExportOptions } from './run.ts';

/** @param environment may name a configuration file, or hold a configuration */
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
        // Imported late, so that other commands start faster.
        const { runExport } = await import('./run.ts');
        return runExport(name, options, terminal, environment);
      }),
    );
  explained(command, {
    examples: [
      'facteur export example.net --config facteur.yaml > example.net.xml',
      'facteur export --config facteur.yaml --out ispdb',
    ],
    notes: `A provider’s file names its domains; a domain’s own file has what differs for it. What the format cannot express is
named on standard error.`,
    exitCodes: {
      0: 'everything exported',
      1: 'something is lost, or there is nothing to export',
      2: 'it could not run',
    },
  });
}
