#!/usr/bin/env node
/** `facteur`: the command line. */

import process from 'node:process';
import { bareProgram, runProgram } from './shared/program.ts';

const args = process.argv.slice(2);
const program = bareProgram(process);

// A server need not wait for the other commands.
if (args[0] !== 'start') {
  const { describeCommands } = await import('./commands.ts');
  describeCommands(program, process, process.env);
}

await runProgram(program, args, process);
