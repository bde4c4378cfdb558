/** Options and help of `facteur check`. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { simulators } from '../../check/simulators/index.ts';
import { explained } from '../shared/help.ts';
import { run, type Stdio } from '../shared/stdio.ts';
import { checkFormats } from './formats.ts';
import type { CheckCommandOptions } from './run.ts';

export function describeCheck(program: Command, terminal: Stdio): void {
  const command = program
    .command('check')
    .description(
      'simulate the lookups of real mail clients, and check records, certificates and mail servers',
    )
    .argument('[address|domain...]')
    .option('--list <file>', 'read addresses and domains from a file, one per line; - is standard input')
    .option(
      '--server <url>',
      'use this facteur for autoconfig., autodiscover., ua-auto-config. and mta-sts., before DNS points to it',
    )
    .option('--target <name>', 'the host name of your facteur, for the advised records')
    .option('--resolver <address>', 'use this DNS server: an IP address, with :port if it is not 53')
    .option('--ca <file>', 'also trust these certificates (PEM)')
    .addOption(
      new Option('--client <name...>', 'simulate only these clients; skip all other checks').choices(
        simulators.map(({ id }) => id),
      ),
    )
    .addOption(new Option('--format <format>', 'output format').choices(checkFormats).default('table'))
    .option('--json', 'the same as --format json')
    .option('--clients-only', 'simulate the clients; skip all other checks')
    .option('--steps', 'show every lookup of every client')
    .addOption(
      new Option(
        '--timeout <seconds>',
        'maximum timeout for one answer; clients with a shorter timeout keep theirs',
      )
        .argParser(secondsOf)
        .default(15),
    )
    .addOption(
      new Option('--parallel <count>', 'number of domains to check in parallel')
        .argParser(countOf)
        .default(8),
    )
    .action((subjects: string[], options: CheckCommandOptions) =>
      run(terminal, async () => {
        // Imported late, because it loads the parsers of all clients.
        const { runCheck } = await import('./run.ts');
        return runCheck(subjects, options, terminal);
      }),
    );
  explained(command, {
    examples: [
      'facteur check jo@example.org',
      'facteur check example.org --server https://facteur.example.net',
      'facteur check --list domains.txt --format junit > report.xml',
      'facteur check example.org --client outlook-classic --client em-client --steps',
    ],
    notes: `The check neither asks for nor sends passwords. With --server http://… facteur redirects clients to its url,
unless it trusts this machine under proxies.`,
    exitCodes: { 0: 'no problems', 1: 'problems found', 2: 'the check could not run' },
  });
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 600) return seconds;
  throw new InvalidArgumentError('It must be a number of seconds, up to 600.');
}

function countOf(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a number from 1 to 999.');
}
