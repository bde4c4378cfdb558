/**
 * Reads the configuration and serves it until it is told to stop.
 *
 * `--config FILE` or `FACTEUR_CONFIG`, or the quick start's variables (environment.ts); `HOST` and `PORT`. The file is
 * read again when it changes and on SIGHUP; a wrong one changes nothing. `FACTEUR_LOG=requests` prints a line of
 * JSON for each answer: dialect, method, status, never who asked for what.
 */

import process from 'node:process';
import { parseArgs } from 'node:util';
import type { Opened } from '../directory/open.ts';
import type { Config, Report } from '../index.ts';
import { type Listening, listen } from '../node.ts';
import { openConfig } from './opened.ts';
import { watchFile } from './watch.ts';

const host = process.env['HOST'] || '127.0.0.1';
const port = Number(process.env['PORT'] || 8080);

await main();

async function main(): Promise<void> {
  const file = configFile();
  if (file instanceof Error) return fail(`${file.message.split('. ')[0]}. Usage: npm start -- --config FILE`);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    return fail(`PORT is ${process.env['PORT']}, and should be a number from 0 to 65535.`);
  }
  const opened = await open(file);
  if (typeof opened === 'string') return fail(opened);
  try {
    const listening = await listen(opened.config, { host, port }, reporter(opened.config));
    process.stdout.write(greeting(opened.config, listening));
    serveUntilStopped(file, opened, listening);
  } catch (error) {
    await opened.close();
    fail(`facteur cannot listen on ${host} port ${port}: ${wordsOf(error)}`);
  }
}

/** @returns the path, or the error that the arguments make */
function configFile(): string | undefined | Error {
  try {
    const { values } = parseArgs({ options: { config: { type: 'string' } } });
    return values.config ?? (process.env['FACTEUR_CONFIG'] || undefined);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function open(file: string | undefined): Promise<Opened | string> {
  return openConfig(file, process.env, (warning) => process.stderr.write(`${warning}\n`));
}

/** Requests under way are answered; a second signal does not wait for them. */
function serveUntilStopped(file: string | undefined, opened: Opened, listening: Listening): void {
  let current = opened;
  const reload = async (): Promise<void> => {
    const next = await open(file);
    if (typeof next === 'string') {
      process.stderr.write(`${next}\nThe configuration in use stays as it was.\n`);
      return;
    }
    const before = current;
    current = next;
    listening.replace(next.config);
    process.stdout.write(`facteur has read ${file} again and answers for ${next.config.summary}.\n`);
    // Look-ups under way end within the cache's time limit.
    setTimeout(() => void before.close(), 5000).unref();
  };
  const unwatch = file === undefined ? () => {} : watchFile(file, () => void reload());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      unwatch();
      void listening.close().then(() => current.close());
    });
  }
}

function greeting({ summary, example }: Config, { url }: Listening): string {
  return [
    `facteur answers on ${url} for ${summary}. Try:`,
    `  ${url}/mail/config-v1.1.xml?emailaddress=jo@${example}`,
    `  ${url}/profile.mobileconfig?emailaddress=jo@${example}`,
    `  ${url}/`,
    '',
  ].join('\n');
}

function reporter({ log }: Config): (event: Report) => void {
  const everything = log === 'requests' || process.env['FACTEUR_LOG'] === 'requests';
  return (event) => {
    if (event.bug !== undefined) process.stderr.write(`${JSON.stringify(event)}\n`);
    else if (everything) process.stdout.write(`${JSON.stringify(event)}\n`);
  };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Exit code 2: it could not run. */
function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}
