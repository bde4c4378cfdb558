/** Options and help of `facteur init`. */

import type { Command } from 'commander';
import type { Environment } from '../../config/environment.ts';
import type { NetOf } from '../import/run.ts';
import { explained } from '../shared/help.ts';
import { run, type Stdio } from '../shared/stdio.ts';
import type { InitOptions } from './run.ts';

/** @param netOf opens the network; replaced in tests */
export function describeInit(
  program: Command,
  terminal: Stdio,
  environment: Environment,
  netOf?: NetOf,
): void {
  const command = program
    .command('init')
    .description('write a first configuration, print its DNS records, and say what comes next')
    .argument('[file]', 'what to write', 'facteur.yaml')
    .option('--domain <name>', 'the domain of the addresses')
    .option('--name <text>', 'the name that people know the mail by')
    .option('--imap <server>', 'such as imaps://imap.example.org, or its host alone')
    .option('--pop3 <server>', 'such as pop3s://pop.example.org')
    .option('--smtp <server>', 'such as smtps://smtp.example.org')
    .option('--url <url>', 'the https address of facteur itself')
    .option('--yes', 'ask nothing: use what the domain publishes for the rest')
    .option('--force', 'overwrite the file')
    .option('--offline', 'do not look up what the domain publishes')
    .option('--resolver <address>', 'ask this DNS server: an IP address, with :port if it is not 53')
    .option('--ca <file>', 'trust these certificates (PEM) as well')
    .action((file: string, options: InitOptions) =>
      run(terminal, async () => {
        // Imported late, so that other commands start faster.
        const { runInit } = await import('./run.ts');
        const { openNet } = await import('../import/run.ts');
        return runInit(file, options, terminal, environment, netOf ?? openNet);
      }),
    );
  explained(command, {
    examples: [
      'facteur init',
      'facteur init --domain example.org --yes',
      'facteur init mail.yaml --domain example.org --name Example --imap imap.example.org --smtp smtp.example.org --yes',
    ],
    notes: `Proposals come from the settings that the domain already publishes. The records go to standard output, everything else to standard
error.`,
    exitCodes: { 0: 'written', 2: 'it could not run' },
  });
}
