/**
 * The part of a command's help after its options: examples, notes and exit codes. It is stored with the command, so that
 * the manual page has the same text and tests can read it.
 */

import type { Command } from 'commander';
import type { ExitCode } from './stdio.ts';

export interface Help {
  /** Whole command lines, the simplest first. */
  readonly examples: readonly [string, ...string[]];
  readonly exitCodes: Readonly<Partial<Record<ExitCode, string>>>;
  /** Paragraphs, in lines that fit a terminal. */
  readonly notes?: string;
}

const helps = new WeakMap<Command, Help>();

/** Adds the help to a command. */
export function explained(command: Command, help: Help): Command {
  helps.set(command, help);
  return command.addHelpText('after', `\n${helpText(help)}`);
}

/** @returns undefined for a command that only has subcommands */
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

/** The option of every command that uses a configuration. */
export const configOption = [
  '--config <file>',
  'the configuration; FACTEUR_CONFIG names it as well',
] as const satisfies readonly [string, string];
