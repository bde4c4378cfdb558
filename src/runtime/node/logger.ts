/**
 * Logger: lines of JSON, one for each response if `log: requests` is set, and one for each bug. Responses go to standard
 * output, bugs to standard error.
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
  readonly responses: number;
  readonly errors: number;
}

export function openLogger({ responses, errors }: Outputs = { responses: 1, errors: 2 }): RequestLogger {
  const responseLog = loggerTo(responses);
  const errorLog = loggerTo(errors);
  return {
    answered: (line) => ignoreWriteErrors(() => responseLog.info(line, 'answered')),
    broken: (line) => ignoreWriteErrors(() => errorLog.error(line, 'broken')),
    bug: (place) => ignoreWriteErrors(() => errorLog.error({ bug: place }, 'broken')),
  };
}

/** A line that cannot be written, because of a full disk or a closed pipe, must not fail the request. */
function ignoreWriteErrors(write: () => void): void {
  try {
    write();
  } catch {
    // There is nowhere left to log it.
  }
}

/** How much is buffered when the output is full; more is dropped. */
const bufferBytes = 1024 * 1024;

/** Synchronous, so that the last line before a crash is written. */
function loggerTo(fd: number): Logger {
  const destination = pino.destination({ fd, sync: true, maxLength: bufferBytes });
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
