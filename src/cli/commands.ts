/** All commands but `start`, which does not load them: they import much, such as the parsers of all clients. */

import type { Command } from 'commander';
import type { Environment } from '../config/environment.ts';
import { describeCheck } from './check/command.ts';
import { describeCompletion } from './completion/command.ts';
import { describeDomains } from './domains/command.ts';
import { describeExport } from './export/command.ts';
import { describeImport } from './import/command.ts';
import { describeInit } from './init/command.ts';
import { describeLink } from './link/command.ts';
import { describeMan } from './man/command.ts';
import { describeRecords } from './records/command.ts';
import { describeRender } from './render/command.ts';
import type { Stdio } from './shared/stdio.ts';
import { describeValidate } from './validate/command.ts';

export function describeCommands(program: Command, terminal: Stdio, environment: Environment): void {
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
