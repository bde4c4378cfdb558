/** The tree of commands as plain values, for shell completions and the manual page. */

import type { Argument, Command, Option } from 'commander';
import { type Help, helpOf } from './help.ts';

export interface CommandNode {
  /** From the program down: `facteur domains import`. */
  readonly path: readonly string[];
  readonly description: string;
  readonly arguments: readonly ArgumentNode[];
  readonly options: readonly OptionNode[];
  readonly commands: readonly CommandNode[];
  readonly help: Help | undefined;
}

interface ArgumentNode {
  /** As in the usage line: `<domain...>`, `[file]`. */
  readonly usage: string;
  readonly description: string;
  readonly choices: readonly string[];
  readonly files: boolean;
}

export interface OptionNode {
  /** `--format`, and its short form if it has one. */
  readonly names: readonly string[];
  /** As in the usage line: `--format <format>`. */
  readonly usage: string;
  readonly description: string;
  readonly choices: readonly string[];
  readonly takesValue: boolean;
  readonly files: boolean;
}

export const treeOf = (command: Command, above: readonly string[] = []): CommandNode => {
  const path = [...above, command.name()];
  const help = command.createHelp();
  return {
    path,
    description: command.description(),
    arguments: command.registeredArguments.map((argument) => argumentNode(argument)),
    options: help.visibleOptions(command).map(optionNode),
    commands: command.commands.map((one) => treeOf(one, path)),
    help: helpOf(command),
  };
};

/** @returns the commands without subcommands */
export const leavesOf = (node: CommandNode): readonly CommandNode[] =>
  node.commands.length === 0 ? [node] : node.commands.flatMap(leavesOf);

function argumentNode(argument: Argument): ArgumentNode {
  const name = argument.name() + (argument.variadic ? '...' : '');
  return {
    usage: argument.required ? `<${name}>` : `[${name}]`,
    description: argument.description,
    choices: argument.argChoices ?? [],
    files: isFile(argument.name()),
  };
}

function optionNode(option: Option): OptionNode {
  const { short, long, flags, description, argChoices = [] } = option;
  return {
    names: [short, long].filter((name) => name !== undefined),
    usage: flags,
    description,
    choices: argChoices,
    takesValue: option.required || option.optional,
    files: isFile(/[<[]([a-z-]+)/.exec(flags)?.[1] ?? ''),
  };
}

/** Arguments and options with these names are paths. */
const isFile = (name: string): boolean => ['file', 'folder', 'source'].includes(name);
