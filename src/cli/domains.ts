/**
 * `facteur domains`: looks after the table of a SQLite store, also while servers read it. Here are the words of the
 * command line; what they do is in the files beside this one.
 */

import { type Command, InvalidArgumentError, Option } from 'commander';
import type { EditOptions } from './domains-edit.ts';
import type { ImportOptions } from './domains-import.ts';
import type { ExportOptions, ListOptions } from './domains-list.ts';
import { formats } from './formats.ts';
import { columns } from './rows.ts';
import { run, type Terminal } from './terminal.ts';

/** Loaded when they are used: they need SQLite, which Node has since 22.13, and nothing else of facteur does. */
const editing = () => import('./domains-edit.ts');
const importing = () => import('./domains-import.ts');
const listing = () => import('./domains-list.ts');

/** @param terminal the process, or what stands in for it */
export function describeDomains(program: Command, terminal: Terminal): void {
  const domains = program
    .command('domains')
    .description('look after the domains of a SQLite store, also while servers read it')
    .addHelpText('after', '\nA domain is example.org, *.example.org for all below it, or * for everybody.');

  const command = (name: string, description: string): Command =>
    domains.command(name).description(description).requiredOption('--store <file>', 'the SQLite file');

  command('import', 'take in a file of domains; of two lines for the same one the last counts')
    .argument('[file]', 'CSV or JSON; - is standard input', '-')
    .addOption(formatOption('what the file is, if its name does not tell'))
    .option('--replace', 'drop what is not in the file, too; all of it or, when a line is refused, nothing')
    .option('--json', 'print the summary as JSON')
    .addHelpText('after', importHelp)
    .action((file: string, options: ImportOptions) =>
      run(terminal, async () => (await importing()).importDomains(file, options, terminal)),
    );

  command('add', 'add domains, or say something else of those that are there')
    .argument('<domain...>')
    .requiredOption('--provider <id>', 'whose they are; none: they are never served')
    .option('--imap <host>', 'in place of the provider’s')
    .option('--pop3 <host>', 'in place of the provider’s')
    .option('--smtp <host>', 'in place of the provider’s')
    .option('--username <template>', 'such as %EMAILLOCALPART%')
    .option('--name <text>', 'what people are shown')
    .option('--short-name <text>', 'the same in 20 characters')
    .action((names: string[], options: EditOptions) =>
      run(terminal, async () => (await editing()).addDomains(names, options, terminal)),
    );

  command('remove', 'remove domains')
    .argument('<domain...>')
    .action((names: string[], options: EditOptions) =>
      run(terminal, async () => (await editing()).removeDomains(names, options, terminal)),
    );

  command('list', 'print domains for people')
    .argument('[pattern]', 'which ones: * stands for anything, ? for one character', '*')
    .option('--limit <count>', 'how many at most', countOf)
    .action((pattern: string, options: ListOptions) =>
      run(terminal, async () => (await listing()).listDomains(pattern, options, terminal)),
    );

  command('export', 'print all domains for an import')
    .addOption(formatOption('what to print').default('csv'))
    .action((options: ExportOptions) =>
      run(terminal, async () => (await listing()).exportDomains(options, terminal)),
    );
}

const formatOption = (description: string): Option =>
  new Option('--format <format>', description).choices(formats);

const importHelp = `
CSV:  ${columns.slice(0, 2).join(',')}[,${columns.slice(2).join(',')}]
      A first line that names the columns is optional; with one they may be fewer or in another order.
JSON: an array of objects with the same names, or one object on each line.

Exit code: 0 all is imported, 1 lines were refused, 2 it could not run.`;

function countOf(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It should be a number.');
}
