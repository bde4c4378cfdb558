/** Options and help of `facteur render`. */

import { Argument, type Command } from 'commander';
import type { Environment } from '../../config/environment.ts';
import { configOption, explained } from '../shared/help.ts';
import { run, type Stdio } from '../shared/stdio.ts';
import { renderRequests } from './requests.ts';
import type { RenderOptions } from './run.ts';

/** @param environment may name a configuration file, or hold a configuration */
export function describeRender(program: Command, terminal: Stdio, environment: Environment): void {
  const command = program
    .command('render')
    .description('print the answer to a client, byte for byte')
    .addArgument(new Argument('<dialect>', 'what is spoken').choices(Object.keys(renderRequests)))
    .argument('<address>', 'an address, or a domain alone')
    .option(...configOption)
    .option('--headers', 'print the status and the headers, too')
    .option('--explain', 'list the settings that the answer does not contain')
    .option('--json', 'print status, headers and body as JSON')
    .action((dialect: string, name: string, options: RenderOptions) =>
      run(terminal, async () => {
        // Imported late, so that other commands start faster.
        const { renderAnswer } = await import('./run.ts');
        return renderAnswer(dialect, name, options, terminal, environment);
      }),
    );
  explained(command, {
    examples: [
      'facteur render autoconfig jo@example.org --config facteur.yaml',
      'facteur render autodiscover jo@example.org --headers',
      'facteur render pacc example.org --explain',
    ],
    exitCodes: { 0: 'answered', 1: 'refused', 2: 'it could not run' },
  });
}
