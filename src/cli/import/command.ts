/** `facteur import`: here are the words of the command line; what it does is in import/run.ts. */

import type { Command } from 'commander';
import { explained } from '../shared/help.ts';
import { run, type Stdio } from '../shared/stdio.ts';
import type { ImportOptions, NetOf } from './run.ts';

/** @param netOf the network, if it is not the real one */
export function describeImport(program: Command, terminal: Stdio, netOf?: NetOf): void {
  const command = program
    .command('import')
    .description('make a configuration of what another provider publishes, and say what of it is lost')
    .argument('<source>', 'a file, an https URL, or a domain')
    .option('--json', 'print the document, and what was lost, as JSON')
    .option('--resolver <address>', 'ask this DNS server: an IP address, with :port if it is not 53')
    .option('--ca <file>', 'trust these certificates (PEM) as well')
    .action((source: string, options: ImportOptions) =>
      run(terminal, async () => {
        // The other commands need not wait for it.
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
autodiscover-email-settings. Of a domain, autoconfig, the ISPDB, PACC, SRV records and the autoconfig of its mail
exchanger are looked at. Only https is read, by name, through five redirects at most; what DNS says of a name is
believed, be it an address in your own network.`,
    exitCodes: { 0: 'all of it', 1: 'something is lost, or nothing published', 2: 'it could not run' },
  });
}
