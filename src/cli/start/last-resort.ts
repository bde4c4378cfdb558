/**
 * Last resort for errors that nothing has caught. After one, the state of the process is not known: it stops accepting,
 * finishes what runs and exits, so that its supervisor starts it again.
 */

import process from 'node:process';
import { jsonLine } from '../../ops/log-line.ts';
import { placeOf } from '../../pipeline.ts';

/** How long requests and stores may take to end, before the process ends all the same. */
const drainMilliseconds = 5000;

/** Of the process, neither 0 (stopped by a signal) nor 2 (could not start). */
const exitCode = 1;

/**
 * @param drain stops accepting, and resolves when what runs has ended
 */
export function drainOnUncaught(drain: () => Promise<void>): void {
  let draining = false;
  const exit = (): void => process.exit(exitCode);
  const uncaught = (error: unknown): void => {
    // Written by hand: the logger may be what has failed.
    process.stderr.write(`${jsonLine('error', 'uncaught', new Date(), { bug: placeOf(error) })}\n`);
    if (draining) return;
    draining = true;
    setTimeout(exit, drainMilliseconds);
    drain().then(exit, exit);
  };
  process.on('uncaughtException', uncaught);
  process.on('unhandledRejection', uncaught);
}

/** A full disk or a closed pipe behind the outputs loses lines of the log, and must not end the server. */
export function ignoreOutputErrors(): void {
  for (const output of [process.stdout, process.stderr]) output.on('error', () => {});
}
