/** Options and help of `facteur domains` and its subcommands, each of which has a file here. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { explained } from '../shared/help.ts';
import { run, type Stdio } from '../shared/stdio.ts';
import type { EditOptions } from './edit.ts';
import type { ExportOptions } from './export.ts';
import { exportFormats, formats } from './formats.ts';
import type { ImportOptions } from './import.ts';
import type { ListOptions } from './list.ts';
import { columns } from './rows.ts';

/** Loaded on demand, because only these commands need SQLite, which Node has since 22.13. */
const editing = () => import('./edit.ts');
const importing = () => import('./import.ts');
const listing = () => import('./list.ts');
const exporting = () => import('./export.ts');

export function describeDomains(program: Command, terminal: Stdio): void {
  const domains = program
    .command('domains')
    .description('manage the domains in a SQLite store; safe while servers are running')
    .addHelpText('after', '\nA domain is example.org, *.example.org for its subdomains, or * for all.');
  describeImport(domains, terminal);
  describeAdd(domains, terminal);
  describeRemove(domains, terminal);
  describeList(domains, terminal);
  describeExport(domains, terminal);
}

const command = (domains: Command, name: string, description: string): Command =>
  domains.command(name).description(description).requiredOption('--store <file>', 'the SQLite file');

const knownProvidersOption = [
  '--config <file>',
  'refuse providers that this configuration does not know',
] as const satisfies readonly [string, string];

function describeImport(domains: Command, terminal: Stdio): void {
  const described = command(domains, 'import', 'import a file of domains; the last line for a domain wins')
    .argument('[file]', 'CSV or JSON; - is standard input', '-')
    .addOption(formatOption('the format, if the file name does not show it'))
    .option(...knownProvidersOption)
    .option('--replace', 'replace the whole table; nothing changes when a line is refused')
    .option('--json', 'print the summary as JSON')
    .action((file: string, options: ImportOptions) =>
      run(terminal, async () => (await importing()).importDomains(file, options, terminal)),
    );
  explained(described, {
    examples: [
      'facteur domains import customers.csv --store domains.db --config facteur.yaml',
      'facteur domains export --store old.db | facteur domains import --format csv --store domains.db --replace',
    ],
    notes: `CSV:  ${columns.slice(0, 2).join(',')}[,${columns.slice(2).join(',')}]
      A first line that names the columns is optional; with one they may be fewer or in another order.
      Semicolons or tabs instead of commas are detected, and UTF-16 as Excel writes it.
JSON: an array of objects with the same names, or one object on each line.`,
    exitCodes: { 0: 'all is imported', 1: 'lines were refused', 2: 'it could not run' },
  });
}

function describeAdd(domains: Command, terminal: Stdio): void {
  const described = command(domains, 'add', 'add domains, or change existing ones')
    .argument('<domain...>')
    .requiredOption('--provider <id>', 'their provider; none: never served')
    .option('--imap <host>', 'in place of the provider’s')
    .option('--pop3 <host>', 'in place of the provider’s')
    .option('--smtp <host>', 'in place of the provider’s')
    .option('--username <template>', 'such as %EMAILLOCALPART%')
    .option('--name <text>', 'the name that people see')
    .option('--short-name <text>', 'the same in 20 characters')
    .option(...knownProvidersOption)
    .action((names: string[], options: EditOptions) =>
      run(terminal, async () => (await editing()).addDomains(names, options, terminal)),
    );
  explained(described, {
    examples: [
      'facteur domains add example.org "*.example.org" --provider example.net --store domains.db',
      'facteur domains add sold.example --provider none --store domains.db',
    ],
    exitCodes: { 0: 'all are added', 1: 'some were refused', 2: 'it could not run' },
  });
}

function describeRemove(domains: Command, terminal: Stdio): void {
  const described = command(domains, 'remove', 'remove domains')
    .argument('<domain...>')
    .action((names: string[], options: EditOptions) =>
      run(terminal, async () => (await editing()).removeDomains(names, options, terminal)),
    );
  explained(described, {
    examples: ['facteur domains remove example.org --store domains.db'],
    exitCodes: { 0: 'all are removed', 1: 'some were not there', 2: 'it could not run' },
  });
}

function describeList(domains: Command, terminal: Stdio): void {
  const described = command(domains, 'list', 'list domains')
    .argument('[pattern]', '* matches anything, ? one character', '*')
    .option('--limit <count>', 'how many at most', countOf)
    .option('--json', 'print them as a JSON array')
    .action((pattern: string, options: ListOptions) =>
      run(terminal, async () => (await listing()).listDomains(pattern, options, terminal)),
    );
  explained(described, {
    examples: ['facteur domains list "*.example.org" --limit 20 --store domains.db'],
    exitCodes: { 0: 'printed', 1: 'some cannot be read', 2: 'it could not run' },
  });
}

function describeExport(domains: Command, terminal: Stdio): void {
  const described = command(domains, 'export', 'print all domains for an import, or for a store of a Worker')
    .addOption(new Option('--format <format>', 'what to print').choices(exportFormats).default('csv'))
    .option('--json', 'the same as --format json')
    .option('--since <file>', 'an older copy of the store: with d1 and kv, only what has changed or is gone')
    .option('--output <folder>', 'with kv, an empty folder for the files')
    .action((options: ExportOptions) =>
      run(terminal, async () => (await exporting()).exportDomains(options, terminal)),
    );
  explained(described, {
    examples: [
      'facteur domains export --store domains.db > domains.csv',
      'facteur domains export --format d1 --store domains.db > domains.sql',
      'facteur domains export --format d1 --since yesterday.db --store domains.db > changes.sql',
      'facteur domains export --format kv --output pairs --store domains.db',
    ],
    notes: `d1:   SQL for "wrangler d1 execute --file".
kv:   put-0001.json, … for "wrangler kv bulk put", and delete-0001.json, … for "wrangler kv bulk delete".`,
    exitCodes: { 0: 'printed', 1: 'some cannot be read', 2: 'it could not run' },
  });
}

const formatOption = (description: string): Option =>
  new Option('--format <format>', description).choices(formats);

function countOf(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It should be a number.');
}
