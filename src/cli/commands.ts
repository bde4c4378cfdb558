/** All commands but `start`: a server need not wait for what they bring along, the parsers of every client among it. */

import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { describeCheck } from './check.ts';
import { describeCompletion } from './completion.ts';
import { describeDomains } from './domains.ts';
import { describeExport } from './export.ts';
import { describeImport } from './import.ts';
import { describeInit } from './init.ts';
import { describeLink } from './link.ts';
import { describeMan } from './man.ts';
import { describeRecords } from './records.ts';
import { describeRender } from './render.ts';
import type { Terminal } from './terminal.ts';
import { describeValidate } from './validate.ts';

export function describeCommands(program: Command, terminal: Terminal, environment: Environment): void {
  describeInit(program, terminal, environment);
  describeValidate(program, terminal, environment);
  describeRender(program, terminal, environment);
  describeRecords(program, terminal, environment);
  describeLink(program, terminal, environment);
  describeCheck(program, terminal);
  describeImport(program, terminal);
  describeExport(program, terminal, environment);
  describeDomains(program, terminal);
  describeMan(program, terminal);
  describeCompletion(program, terminal);
}
