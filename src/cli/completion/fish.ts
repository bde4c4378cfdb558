/** Completion for fish: one line for each possible word. */

import type { CommandNode, OptionNode } from '../shared/command-tree.ts';
import { allOf } from './bash.ts';

export function fishCompletion(tree: CommandNode): string {
  return `# Completion of facteur for fish: facteur completion fish > ~/.config/fish/completions/facteur.fish
complete -c facteur -f
${allOf(tree).flatMap(linesOf).join('\n')}
`;
}

function linesOf({ path, commands, options, arguments: expected }: CommandNode): readonly string[] {
  const names = commands.map((one) => one.path.at(-1) ?? '');
  // A command is on the line if all words of its path are, and none of its subcommands.
  const seen = path.slice(1).map((name) => `__fish_seen_subcommand_from ${name}`);
  const unseen = names.length > 0 ? [`not __fish_seen_subcommand_from ${names.join(' ')}`] : [];
  const condition = [...seen, ...unseen].join('; and ');
  const line = (rest: string): string => `complete -c facteur -n ${quoted(condition)} ${rest}`;
  return [
    ...commands.map((one, at) => line(`-a ${names[at]} -d ${quoted(one.description)}`)),
    ...options.map((option) => line(optionOf(option))),
    ...expected.flatMap(({ choices, files, description }) => [
      ...(choices.length > 0 ? [line(`-a ${quoted(choices.join(' '))} -d ${quoted(description)}`)] : []),
      ...(files ? [line('-F')] : []),
    ]),
  ];
}

function optionOf({ names, description, choices, takesValue, files }: OptionNode): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const value = choices.length > 0 ? [`-x -a ${quoted(choices.join(' '))}`] : files ? ['-r -F'] : ['-x'];
  return [...flags, ...(takesValue ? value : []), `-d ${quoted(description)}`].join(' ');
}

const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
