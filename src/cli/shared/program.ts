/** The program that holds the commands: name, output and exit codes. */

import { Command, CommanderError } from 'commander';
import { version } from '../../util/version.ts';
import { describeStart } from '../start/command.ts';
import type { Stdio } from './stdio.ts';

/** @returns the program with only the command `start`; commands.ts adds the others */
export function bareProgram(terminal: Stdio): Command {
  const program = new Command('facteur')
    .description('answers what mail clients ask when a person types an address')
    .version(version)
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
    })
    .exitOverride();
  describeStart(program);
  return program;
}

/** @param args without the names of Node and the program */
export async function runProgram(program: Command, args: readonly string[], terminal: Stdio): Promise<void> {
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // commander exits with 1 for a wrong command line; here, 1 means that problems were found.
    terminal.exitCode = error.exitCode === 0 ? 0 : 2;
  }
}
