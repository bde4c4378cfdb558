/** Completion for zsh, with descriptions. */

import type { CommandNode, OptionNode } from '../shared/command-tree.ts';
import { allOf } from './bash.ts';

export function zshCompletion(tree: CommandNode): string {
  return `#compdef facteur
# Completion of facteur for zsh: facteur completion zsh > /usr/local/share/zsh/site-functions/_facteur
${allOf(tree).map(functionOf).join('\n')}
if [ "\${funcstack[1]}" = _facteur ]; then _facteur "$@"; else compdef _facteur facteur; fi
`;
}

const nameOf = (path: readonly string[]): string => `_${path.join('_').replaceAll('-', '_')}`;

function functionOf({ path, options, arguments: expected, commands }: CommandNode): string {
  const specs = [
    ...options.flatMap(optionSpecs),
    ...expected.map(
      ({ usage, description, choices, files }, at) =>
        `'${usage.includes('...') ? '*' : at + 1}${usage.startsWith('[') ? ':' : ''}:${escaped(description || usage.replace(/[<>[\].]/g, ''))}:${action({ choices, files })}'`,
    ),
  ];
  if (commands.length === 0) {
    return `${nameOf(path)}() {\n  _arguments ${specs.join(' \\\n    ')}\n}\n`;
  }
  const names = commands.map((one) => one.path.at(-1) ?? '');
  return `${nameOf(path)}() {
  local -a commands
  commands=(
${commands.map((one, at) => `    '${names[at]}:${escaped(one.description)}'`).join('\n')}
  )
  local context state line curcontext="$curcontext"
  _arguments -C ${[...specs, "'1:command:->command'", "'*::argument:->argument'"].join(' \\\n    ')}
  case $state in
    command) _describe command commands ;;
    argument)
      case $line[1] in
${commands.map((one, at) => `        ${names[at]}) ${nameOf(one.path)} ;;`).join('\n')}
      esac ;;
  esac
}
`;
}

const optionSpecs = (option: OptionNode): readonly string[] =>
  option.names.map((name) => {
    const value = option.takesValue ? `:value:${action(option)}` : '';
    return `'${option.usage.includes('...') ? '*' : ''}${name}[${escaped(option.description)}]${value}'`;
  });

function action({ choices, files }: Pick<OptionNode, 'choices' | 'files'>): string {
  if (choices.length > 0) return `(${choices.join(' ')})`;
  return files ? '_files' : ' ';
}

/** Inside single quotes of the shell, and inside the brackets and colons of \`_arguments\`. */
const escaped = (text: string): string => text.replaceAll(/[[\]:\\]/g, '\\$&').replaceAll("'", "'\\''");
