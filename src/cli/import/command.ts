/** Options and help of `facteur import`. */

import type { Command } from 'commander';
import { explained } from '../shared/help.ts';
import { run, type Stdio } from '../shared/stdio.ts';
import type { ImportOptions, NetOf } from './run.ts';

/** @param netOf opens the network; replaced in tests */
export function describeImport(program: Command, terminal: Stdio, netOf?: NetOf): void {
  const command = program
    .command('import')
    .description(
      'make a configuration from the settings that another provider publishes, and list what is lost',
    )
    .argument('<source>', 'a file, an https URL, or a domain')
    .option('--json', 'print the document, and what was lost, as JSON')
    .option('--resolver <address>', 'ask this DNS server: an IP address, with :port if it is not 53')
    .option('--ca <file>', 'trust these certificates (PEM) as well')
    .action((source: string, options: ImportOptions) =>
      run(terminal, async () => {
        // Imported late, so that other commands start faster.
        const { openNet, runImport } = await import('./run.ts');
        return runImport(source, options, terminal, netOf ?? openNet);
      }),
    );
  explained(command, {
    examples: [
      'facteur import example.org > facteur.yaml',
      'facteur import https://autoconfig.example.org/mail/config-v1.1.xml',
      'facteur import provider.xml --json',
      'facteur import autodiscover.env',
    ],
    notes: `Files and URLs may be autoconfig or ISPDB files, PACC, seeds of automx2, and environments of
autodiscover-email-settings. For a domain, autoconfig, the ISPDB, PACC, SRV records and the autoconfig of its mail
exchanger are read. Only https with a host name is read, with five redirects at most. DNS is trusted, also when a name
has an address in your own network.`,
    exitCodes: {
      0: 'everything imported',
      1: 'something is lost, or nothing is published',
      2: 'it could not run',
    },
  });
}
