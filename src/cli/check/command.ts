/** `facteur check`: here are the words of the command line; what it does is in check-run.ts. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { players } from '../../check/simulators/index.ts';
import { explained } from '../shared/help.ts';
import { run, type Terminal } from '../shared/stdio.ts';
import type { CheckCommandOptions } from './run.ts';

export const checkFormats = ['table', 'json', 'junit', 'html'] as const;
export type CheckFormat = (typeof checkFormats)[number];

export function describeCheck(program: Command, terminal: Terminal): void {
  const command = program
    .command('check')
    .description(
      'look a domain up as real mail clients do, and at its records, certificates and mail servers',
    )
    .argument('[address|domain...]')
    .option('--list <file>', 'take addresses and domains from a file, one a line; - is standard input')
    .option(
      '--server <url>',
      'ask this facteur in place of autoconfig., autodiscover. and their kin, before DNS says so',
    )
    .option('--target <name>', 'the name of your facteur, for the records that are advised')
    .option('--resolver <address>', 'ask this DNS server: an IP address, with :port if it is not 53')
    .option('--ca <file>', 'trust these certificates (PEM) as well')
    .addOption(
      new Option('--client <name...>', 'play these alone, and look at nothing else').choices(
        players.map(({ id }) => id),
      ),
    )
    .addOption(new Option('--format <format>', 'what to print').choices(checkFormats).default('table'))
    .option('--json', 'the same as --format json')
    .option('--clients-only', 'play the clients, and look at nothing else')
    .option('--steps', 'show every look-up of every client')
    .addOption(
      new Option(
        '--timeout <seconds>',
        'the longest wait for any one answer; clients that wait less still do',
      )
        .argParser(secondsOf)
        .default(15),
    )
    .addOption(new Option('--parallel <count>', 'how many domains at once').argParser(countOf).default(8))
    .action((subjects: string[], options: CheckCommandOptions) =>
      run(terminal, async () => {
        // It brings the parsers of all clients along.
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
    notes: `Passwords are neither asked for nor sent. A facteur that is asked with --server http://… sends clients on to its url,
unless it trusts this machine under proxies.`,
    exitCodes: { 0: 'all is well', 1: 'something was found', 2: 'it could not run' },
  });
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 600) return seconds;
  throw new InvalidArgumentError('It should be a number of seconds, up to 600.');
}

function countOf(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It should be a number from 1 to 999.');
}
