/** `facteur render`: here are the words of the command line; what it does is in render-print.ts. */

import { Argument, type Command } from 'commander';
import type { Environment } from '../../config/environment.ts';
import { configOption, explained } from '../shared/help.ts';
import { run, type Stdio } from '../shared/stdio.ts';
import { renderRequests } from './requests.ts';
import type { RenderOptions } from './run.ts';

/** @param environment what may name a configuration, or be one */
export function describeRender(program: Command, terminal: Stdio, environment: Environment): void {
  const command = program
    .command('render')
    .description('print what a client would be answered, byte for byte')
    .addArgument(new Argument('<dialect>', 'what is spoken').choices(Object.keys(renderRequests)))
    .argument('<address>', 'an address, or a domain about which is asked without one')
    .option(...configOption)
    .option('--headers', 'print the status and the headers, too')
    .option('--explain', 'say what the answer leaves out of what is configured')
    .option('--json', 'print status, headers and body as JSON')
    .action((dialect: string, name: string, options: RenderOptions) =>
      run(terminal, async () => {
        // The other commands need not wait for it.
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
