/** `facteur completion`: prints the script for one shell. */

import type { CommandNode } from '../shared/command-tree.ts';
import { type ExitCode, type Stdio, writeAll } from '../shared/stdio.ts';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { zshCompletion } from './zsh.ts';

const writers = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
} as const satisfies Record<string, (tree: CommandNode) => string>;

export type Shell = keyof typeof writers;

export async function printCompletion(shell: Shell, tree: CommandNode, { stdout }: Stdio): Promise<ExitCode> {
  await writeAll(stdout, [writers[shell](tree)]);
  return 0;
}
