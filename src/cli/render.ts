/** `facteur render`: here are the words of the command line; what it does is in render-print.ts. */

import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import type { RenderOptions } from './render-print.ts';
import { renderRequests } from './render-requests.ts';
import { run, type Terminal } from './terminal.ts';

/** @param environment what may name a configuration, or be one */
export function describeRender(program: Command, terminal: Terminal, environment: Environment): void {
  program
    .command('render')
    .description('print what a client would be answered, byte for byte')
    .argument('<dialect>', Object.keys(renderRequests).join(', '))
    .argument('<address>', 'an address, or a domain about which is asked without one')
    .option('--config <file>', 'the configuration; FACTEUR_CONFIG names it as well')
    .option('--headers', 'print the status and the headers, too')
    .option('--explain', 'say what the answer leaves out of what is configured')
    .option('--json', 'print status, headers and body as JSON')
    .addHelpText(
      'after',
      '\nExit code: 0 answered, 1 refused, 2 it could not run.\n\nExample: facteur render autoconfig jo@example.org --config facteur.yaml',
    )
    .action((dialect: string, name: string, options: RenderOptions) =>
      run(terminal, async () => {
        // The other commands need not wait for it.
        const { renderAnswer } = await import('./render-print.ts');
        return renderAnswer(dialect, name, options, terminal, environment);
      }),
    );
}
