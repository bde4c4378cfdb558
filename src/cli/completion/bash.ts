/** Completion for bash: one function that finds the command on the line and completes its words. */

import type { CommandNode, OptionNode } from '../shared/command-tree.ts';

export function bashCompletion(tree: CommandNode): string {
  const nodes = allOf(tree);
  return `# Completion of ${tree.path[0]} for bash: eval "$(facteur completion bash)"
_facteur() {
  local current previous command word
  current=\${COMP_WORDS[COMP_CWORD]}
  previous=\${COMP_WORDS[COMP_CWORD-1]}
  command=facteur
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$command $word" in
${nodes
  .filter(({ path }) => path.length > 1)
  .map(({ path }) => `      '${path.join(' ')}') command='${path.join(' ')}' ;;`)
  .join('\n')}
    esac
  done
  case "$command $previous" in
${nodes.flatMap(valueCases).join('\n')}
  esac
  if [[ $current == -* ]]; then
    case "$command" in
${nodes.map((node) => `      '${node.path.join(' ')}') COMPREPLY=($(compgen -W '${node.options.flatMap(({ names }) => names).join(' ')}' -- "$current")) ;;`).join('\n')}
    esac
    return
  fi
  case "$command" in
${nodes.map(wordCase).join('\n')}
  esac
}
complete -F _facteur facteur
`;
}

export const allOf = (node: CommandNode): readonly CommandNode[] => [node, ...node.commands.flatMap(allOf)];

const valueCases = ({ path, options }: CommandNode): readonly string[] =>
  options
    .filter(({ takesValue }) => takesValue)
    .map(
      (option) =>
        `    ${option.names.map((name) => `'${path.join(' ')} ${name}'`).join('|')}) COMPREPLY=(${replies(option)}); return ;;`,
    );

const replies = ({ choices, files }: Pick<OptionNode, 'choices' | 'files'>): string => {
  if (choices.length > 0) return `$(compgen -W '${choices.join(' ')}' -- "$current")`;
  return files ? '$(compgen -f -- "$current")' : '';
};

/** An argument that may be of several kinds completes to all of them. */
function wordCase({ path, commands, arguments: expected }: CommandNode): string {
  const words = [
    ...commands.map((one) => one.path.at(-1) ?? ''),
    ...expected.flatMap(({ choices }) => choices),
  ];
  const files = expected.some((one) => one.files);
  return `    '${path.join(' ')}') COMPREPLY=(${[...(words.length > 0 ? [replies({ choices: words, files: false })] : []), ...(files ? [replies({ choices: [], files })] : [])].join(' ')}) ;;`;
}
