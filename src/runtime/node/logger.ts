/**
 * The log: lines of JSON, one for each answer if that is asked for, and one for each bug. Answers go to the standard
 * output, what somebody should look at to the standard error.
 */

import { type Logger, pino } from 'pino';
import type { LogLine } from '../../ops/log-line.ts';

export interface RequestLogger {
  readonly answered: (line: LogLine) => void;
  readonly broken: (line: LogLine) => void;
  /** @param place of an error outside of any request, without its message */
  readonly bug: (place: string) => void;
}

/** The two outputs, as file descriptors. */
interface Outputs {
  readonly answers: number;
  readonly troubles: number;
}

export function openLogger({ answers, troubles }: Outputs = { answers: 1, troubles: 2 }): RequestLogger {
  const toAnswers = loggerTo(answers);
  const toTroubles = loggerTo(troubles);
  return {
    answered: (line) => ifThereIsRoom(() => toAnswers.info(line, 'answered')),
    broken: (line) => ifThereIsRoom(() => toTroubles.error(line, 'broken')),
    bug: (place) => ifThereIsRoom(() => toTroubles.error({ bug: place }, 'broken')),
  };
}

/** A line that cannot be written, because the disk is full or nobody reads any more, costs nobody an answer. */
function ifThereIsRoom(write: () => void): void {
  try {
    write();
  } catch {
    // There is nowhere left to say so.
  }
}

/** What finds no room is kept that far, and dropped beyond. */
const keptBytes = 1024 * 1024;

/** Synchronous: the last line before a crash is the one that is looked for. */
function loggerTo(fd: number): Logger {
  const destination = pino.destination({ fd, sync: true, maxLength: keptBytes });
  destination.on('error', () => {});
  return pino(
    {
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
    },
    destination,
  );
}
