/** Completion for fish: a line for each word that may follow. */

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
  // The words that stand on the line tell which command it is: all of its path, and none of those below it.
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
