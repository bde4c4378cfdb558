/** The manual page: roff with the macros of man(7), for groff and mandoc. */

import { type CommandNode, leavesOf, type OptionNode } from '../shared/command-tree.ts';
import { exitCodesInWords } from '../shared/help.ts';

/** Date of the version. Manual pages need a date, and today’s would change the file each day. */
const versionDate = '2026-11-24';

export function manualPage(tree: CommandNode, version: string): string {
  const leaves = leavesOf(tree);
  const lines = [
    `.TH FACTEUR 1 ${versionDate} "facteur ${version}" "facteur"`,
    '.SH NAME',
    `facteur \\- ${text(tree.description)}`,
    '.SH SYNOPSIS',
    ...leaves.flatMap((leaf, at) => [...(at === 0 ? [] : ['.br']), ...synopsis(leaf)]),
    '.SH DESCRIPTION',
    ...paragraph(description),
    '.SH COMMANDS',
    ...leaves.flatMap(section),
    '.SH ENVIRONMENT',
    ...environment.flatMap(([name, words]) => ['.TP', `.B ${text(name)}`, ...paragraph(words)]),
    '.SH EXIT STATUS',
    ...paragraph(exitStatus),
    '.SH SEE ALSO',
    ...paragraph(
      'docs/cli.md, docs/configuration.md, docs/operations.md and docs/check.md beside the program.',
    ),
  ];
  return `${lines.join('\n')}\n`;
}

const description =
  'facteur answers the requests with which mail clients look up the settings of a mail address. These are the commands for its operator.';

const exitStatus =
  '0: success. 1: something was found, lost or refused, and reported. 2: the command could not run, or its arguments are wrong.';

const environment = [
  ['FACTEUR_CONFIG', 'The configuration, for every command that has --config.'],
  [
    'FACTEUR_NAME, FACTEUR_DOMAINS, FACTEUR_IMAP, FACTEUR_POP3, FACTEUR_SMTP, FACTEUR_URL',
    'A configuration without a file.',
  ],
  ['FACTEUR_LINKS_KEY', 'The key that seals addresses in links.'],
  ['HOST, PORT, FACTEUR_INTERNAL, FACTEUR_LOG', 'Where a server listens, and what it logs.'],
  ['NO_COLOR', 'No colours in the output.'],
] as const;

function synopsis({ path, arguments: expected, options }: CommandNode): readonly string[] {
  const usage = [
    ...(ownOptions(options).length > 0 ? ['[options]'] : []),
    ...expected.map((one) => one.usage),
  ].join(' ');
  return [`.B ${text(path.join(' '))}`, ...(usage === '' ? [] : [text(usage)])];
}

function section(leaf: CommandNode): readonly string[] {
  const { path, description: words, arguments: expected, options, help } = leaf;
  const { notes, examples = [] } = help ?? {};
  return [
    `.SS "${text([path.slice(1).join(' '), ...expected.map(({ usage }) => usage)].join(' '))}"`,
    ...paragraph(sentence(words)),
    ...expected.flatMap((one) =>
      one.description === '' && one.choices.length === 0
        ? []
        : ['.TP', `.I ${text(one.usage)}`, ...paragraph(sentence(withChoices(one.description, one.choices)))],
    ),
    ...ownOptions(options).flatMap((one) => [
      '.TP',
      `.B ${text(one.usage)}`,
      ...paragraph(sentence(withChoices(one.description, one.choices))),
    ]),
    ...(notes === undefined ? [] : ['.PP', '.nf', ...notes.split('\n').map(line), '.fi']),
    ...(examples.length === 0
      ? []
      : ['.PP', 'Examples:', '.PP', '.nf', '.RS', ...examples.map(line), '.RE', '.fi']),
    ...(help === undefined ? [] : ['.PP', ...paragraph(`Exit code: ${exitCodesInWords(help)}.`)]),
  ];
}

/** Leaves out `--help`, which every command has. */
const ownOptions = (options: readonly OptionNode[]): readonly OptionNode[] =>
  options.filter(({ names }) => !names.includes('--help'));

const withChoices = (words: string, choices: readonly string[]): string =>
  [words, ...(choices.length > 0 ? [`one of ${choices.join(', ')}`] : [])].filter(Boolean).join(': ');

const sentence = (words: string): string =>
  words === '' ? '' : `${words[0]?.toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`;

/** Roff sources have short lines, and a new line for each sentence. */
function paragraph(words: string): readonly string[] {
  const lines: string[] = [];
  for (const word of words.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length > 76 || /[.!?]$/.test(last)) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map(line);
}

const line = (words: string): string => text(words).replace(/^(?=[.'])/, '\\&');

/** groff replaces these by typographic characters, which would break commands that people copy. */
const characters: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '"': '\\(dq',
  '^': '\\(ha',
  '~': '\\(ti',
  '`': '\\(ga',
  '’': '\\(cq',
  '…': '...',
};
const text = (words: string): string =>
  words.replaceAll(/[\\\-'"^~`’…]/g, (character) => characters[character] ?? character);
