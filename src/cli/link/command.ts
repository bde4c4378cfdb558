/** Options and help of `facteur link`. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Environment } from '../../config/environment.ts';
import { configOption, explained } from '../shared/help.ts';
import { run, type Stdio } from '../shared/stdio.ts';
import type { LinkOptions } from './run.ts';

/** @param environment may name a configuration file, or hold a configuration */
export function describeLink(program: Command, terminal: Stdio, environment: Environment): void {
  const command = program
    .command('link')
    .description('print links that open the page with an address, for letters and mails')
    .argument('<address...>', 'addresses; - reads them from standard input, one a line')
    .option(...configOption)
    .addOption(
      new Option(
        '--days <count>',
        'how long a sealed link is valid; by default as long as the page’s',
      ).argParser(daysOf),
    )
    .option('--qr', 'draw it as a QR code, too')
    .option('--svg <file>', 'write it as a QR code into this file, too')
    .option('--json', 'print each with its address, as a line of JSON')
    .action((addresses: string[], options: LinkOptions) =>
      run(terminal, async () => {
        // Imported late, so that other commands start faster.
        const { printLinks } = await import('./run.ts');
        return printLinks(addresses, options, terminal, environment);
      }),
    );
  explained(command, {
    examples: [
      'facteur link jo@example.org --config facteur.yaml --qr',
      'facteur link jo@example.org --days 30 --svg jo.svg',
      'facteur link --days 90 --json - < addresses.txt',
    ],
    notes: 'Links show the address unless the configuration has links: sealed.',
    exitCodes: { 0: 'printed', 1: 'an address is invalid or not served', 2: 'it could not run' },
  });
}

function daysOf(text: string): number {
  const days = Number(text);
  if (/^\d+$/.test(text) && days >= 1 && days <= 3660) return days;
  throw new InvalidArgumentError('It should be a number of days, up to 3660.');
}
