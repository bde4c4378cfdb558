/** `facteur records`: here are the words of the command line; what it does is in records-print.ts. */

import { type Command, Option } from 'commander';
import type { Environment } from '../../config/environment.ts';
import { recordFormats, terraformProviders } from '../../records/format-names.ts';
import { configOption, explained } from '../shared/help.ts';
import { run, type Stdio } from '../shared/stdio.ts';
import type { RecordsOptions } from './run.ts';

/** @param environment what may name a configuration, or be one */
export function describeRecords(program: Command, terminal: Stdio, environment: Environment): void {
  const command = program
    .command('records')
    .description('print the DNS records that a domain needs')
    .argument('<domain>')
    .option(...configOption)
    .addOption(new Option('--format <format>', 'what to print').choices(recordFormats).default('bind'))
    .option('--json', 'the same as --format json')
    .addOption(new Option('--provider <name>', 'for whom --format terraform is').choices(terraformProviders))
    .option('--zone <name>', 'the zone that the domain lies in, if it is not the domain itself')
    .option('--diff', 'print what DNS lacks, and what it has too much, as diff does')
    .option(
      '--resolver <address>',
      'ask this DNS server for --diff: an IP address, with :port if it is not 53',
    )
    .action((domain: string, options: RecordsOptions) =>
      run(terminal, async () => {
        // The other commands need not wait for it.
        const { printRecords } = await import('./run.ts');
        return printRecords(domain, options, terminal, environment);
      }),
    );
  explained(command, {
    examples: [
      'facteur records example.org --config facteur.yaml',
      'facteur records shop.example.org --zone example.org --format cloudflare',
      'facteur records example.org --format terraform --provider ovh',
      'facteur records example.org --diff',
    ],
    notes: 'What a record would need that the configuration does not say is told on standard error.',
    exitCodes: { 0: 'printed', 1: 'the domain is not served, or DNS differs', 2: 'it could not run' },
  });
}
