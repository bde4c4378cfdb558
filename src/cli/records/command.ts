/** Options and help of `facteur records`. */

import { type Command, Option } from 'commander';
import type { Environment } from '../../config/environment.ts';
import { recordFormats, terraformProviders } from '../../records/format-names.ts';
import { configOption, explained } from '../shared/help.ts';
import { run, type Stdio } from '../shared/stdio.ts';
import type { RecordsOptions } from './run.ts';

/** @param environment may name a configuration file, or hold a configuration */
export function describeRecords(program: Command, terminal: Stdio, environment: Environment): void {
  const command = program
    .command('records')
    .description('print the DNS records that a domain needs')
    .argument('<domain>')
    .option(...configOption)
    .addOption(new Option('--format <format>', 'what to print').choices(recordFormats).default('bind'))
    .option('--json', 'the same as --format json')
    .addOption(new Option('--provider <name>', 'the Terraform provider').choices(terraformProviders))
    .option('--zone <name>', 'the zone of the domain, if it is not the domain itself')
    .option('--diff', 'compare with DNS: print missing and superfluous records, as diff does')
    .option(
      '--resolver <address>',
      'ask this DNS server for --diff: an IP address, with :port if it is not 53',
    )
    .action((domain: string, options: RecordsOptions) =>
      run(terminal, async () => {
        // Imported late, so that other commands start faster.
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
    notes: 'Records that the configuration has too little for are named on standard error.',
    exitCodes: { 0: 'printed', 1: 'the domain is not served, or DNS differs', 2: 'it could not run' },
  });
}
