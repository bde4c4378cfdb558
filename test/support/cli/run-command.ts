/** Runs a command with an operator's arguments in this process. */

import { Readable, Writable } from 'node:stream';
import { Command, CommanderError } from 'commander';
import type { Stdio } from '../../../src/cli/shared/stdio.ts';
import type { Environment } from '../../../src/config/environment.ts';

export interface Outcome {
  readonly code: unknown;
  readonly out: string;
  readonly err: string;
}

type Describe = (program: Command, terminal: Stdio, environment: Environment) => void;

export async function runCommand(
  describe: Describe,
  args: readonly string[],
  environment: Environment = {},
): Promise<Outcome> {
  const [stdout, stderr] = [collector(), collector()];
  const terminal: Stdio = {
    stdin: Readable.from([]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    exitCode: undefined,
  };
  const program = new Command()
    .exitOverride()
    .configureOutput({ writeErr: (text) => void stderr.stream.write(text) });
  describe(program, terminal, environment);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    terminal.exitCode = 2;
  }
  return { code: terminal.exitCode, out: stdout.text(), err: stderr.text() };
}

function collector() {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  return { stream, text: () => text };
}
