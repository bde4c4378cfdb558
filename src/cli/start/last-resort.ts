/**
 * Uncaught errors. After one, the state of the process is unknown: it stops accepting connections, finishes the requests
 * in progress and exits, so that its supervisor starts it again.
 */

import process from 'node:process';
import { jsonLine } from '../../ops/log-line.ts';
import { placeOf } from '../../pipeline.ts';

/** How long requests and stores may take to end before the process exits. */
const drainMilliseconds = 5000;

/** Not 0 (stopped by a signal) and not 2 (could not start). */
const exitCode = 1;

/** @param drain stops accepting connections, and resolves when the requests in progress have ended */
export function drainOnUncaught(drain: () => Promise<void>): void {
  let draining = false;
  const exit = (): void => process.exit(exitCode);
  const uncaught = (error: unknown): void => {
    // Without the logger, which may have failed.
    process.stderr.write(`${jsonLine('error', 'uncaught', new Date(), { bug: placeOf(error) })}\n`);
    if (draining) return;
    draining = true;
    setTimeout(exit, drainMilliseconds);
    drain().then(exit, exit);
  };
  process.on('uncaughtException', uncaught);
  process.on('unhandledRejection', uncaught);
}

/** A full disk or a closed pipe loses lines of the log, and must not end the server. */
export function ignoreOutputErrors(): void {
  for (const output of [process.stdout, process.stderr]) output.on('error', () => {});
}
