#!/usr/bin/env node
/** Entry point of the command line. */

import process from 'node:process';
import { bareProgram, runProgram } from './shared/program.ts';

const args = process.argv.slice(2);
const program = bareProgram(process);

// The server starts faster without the other commands.
if (args[0] !== 'start') {
  const { describeCommands } = await import('./commands.ts');
  describeCommands(program, process, process.env);
}

await runProgram(program, args, process);
