/**
 * What a command's help says after its options: examples, what else there is to know, and its exit codes. It is kept
 * beside the command, so that the man page says the same, and the tests can ask for it.
 */

import type { Command } from 'commander';
import type { ExitCode } from './stdio.ts';

export interface Help {
  /** Whole command lines, the plainest first. */
  readonly examples: readonly [string, ...string[]];
  readonly exitCodes: Readonly<Partial<Record<ExitCode, string>>>;
  /** Paragraphs, in lines that fit a terminal. */
  readonly notes?: string;
}

const helps = new WeakMap<Command, Help>();

/** @returns the command, which now says so after its options */
export function explained(command: Command, help: Help): Command {
  helps.set(command, help);
  return command.addHelpText('after', `\n${helpText(help)}`);
}

/** @returns nothing for a command that has others below it, and does nothing itself */
export const helpOf = (command: Command): Help | undefined => helps.get(command);

export const exitCodesInWords = ({ exitCodes }: Help): string =>
  Object.entries(exitCodes)
    .map(([code, words]) => `${code} ${words}`)
    .join(', ');

const helpText = (help: Help): string =>
  [
    ['Examples:', ...help.examples.map((line) => `  ${line}`)].join('\n'),
    ...(help.notes === undefined ? [] : [help.notes]),
    `Exit code: ${exitCodesInWords(help)}.`,
  ].join('\n\n');

/** The option of every command that answers by a configuration. */
export const configOption = [
  '--config <file>',
  'the configuration; FACTEUR_CONFIG names it as well',
] as const satisfies readonly [string, string];
