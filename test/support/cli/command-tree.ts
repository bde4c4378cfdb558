/** The real command tree, and the output of commands that need no injected dependencies. */

import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { describeCommands } from '../../../src/cli/commands.ts';
import { treeOf } from '../../../src/cli/shared/command-tree.ts';
import { bareProgram, runProgram } from '../../../src/cli/shared/program.ts';
import type { Stdio } from '../../../src/cli/shared/stdio.ts';

const terminalOf = (stdout: PassThrough, stderr = new PassThrough()): Stdio => ({
  stdin: Readable.from([]),
  stdout,
  stderr,
  exitCode: undefined,
});

export function programOn(terminal: Stdio): Command {
  const program = bareProgram(terminal);
  describeCommands(program, terminal, {});
  return program;
}

export const tree = treeOf(programOn(terminalOf(new PassThrough())));

/** @returns what the program prints */
export async function printed(...args: readonly string[]): Promise<string> {
  const stdout = new PassThrough();
  const terminal = terminalOf(stdout);
  const all = text(stdout);
  await runProgram(programOn(terminal), args, terminal);
  stdout.end();
  return all;
}
