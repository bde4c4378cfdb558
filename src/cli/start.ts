/**
 * `npm start`: reads the configuration and serves it until it is told to stop.
 *
 * `--config FILE` or `FACTEUR_CONFIG`, `HOST` and `PORT` from the environment. `FACTEUR_LOG=requests` prints a line
 * of JSON for each answer: dialect, method, status, never who asked for what.
 */

import process from 'node:process';
import { parseArgs } from 'node:util';
import type { Config, Report } from '../index.ts';
import { type Listening, listen } from '../node.ts';
import { loadConfig } from './document.ts';

const host = process.env['HOST'] ?? '127.0.0.1';
const port = Number(process.env['PORT'] ?? 8080);
const verbose = process.env['FACTEUR_LOG'] === 'requests';

await main();

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: 'string' } } });
  const file = values.config ?? process.env['FACTEUR_CONFIG'];
  const config = loadConfig(file);
  if (!config.ok) {
    const complaints = config.refusal.map(({ path, message }) => `  ${path}: ${message}`);
    return fail([`facteur cannot use ${file ?? 'its configuration'}:`, ...complaints].join('\n'));
  }
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    return fail(`PORT is ${process.env['PORT']}, and should be a number from 0 to 65535.`);
  }
  try {
    const listening = await listen(config.value, { host, port }, report);
    process.stdout.write(greeting(config.value, listening));
    stopOnSignal(listening);
  } catch (error) {
    fail(`facteur cannot listen on ${host} port ${port}: ${error instanceof Error ? error.message : error}`);
  }
}

function greeting({ summary }: Config, { url }: Listening): string {
  return [
    `facteur answers on ${url} for ${summary}. Try:`,
    `  ${url}/mail/config-v1.1.xml?emailaddress=jo@example.org`,
    `  ${url}/profile.mobileconfig?emailaddress=jo@example.org`,
    `  ${url}/`,
    '',
  ].join('\n');
}

function report(event: Report): void {
  if (event.bug !== undefined) process.stderr.write(`${JSON.stringify(event)}\n`);
  else if (verbose) process.stdout.write(`${JSON.stringify(event)}\n`);
}

/** Requests under way are answered; a second signal does not wait for them. */
function stopOnSignal(listening: Listening): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void listening.close());
  }
}

/** Exit code 2: it could not run. */
function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}
