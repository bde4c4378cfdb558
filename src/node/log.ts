/**
 * The log: lines of JSON, one for each answer if that is asked for, and one for each bug. Answers go to the standard
 * output, what somebody should look at to the standard error.
 */

import { type Logger, pino } from 'pino';
import type { LogLine } from '../log-line.ts';

export interface Log {
  readonly answered: (line: LogLine) => void;
  readonly broken: (line: LogLine) => void;
}

export function openLog(): Log {
  const answers = loggerTo(1);
  const troubles = loggerTo(2);
  return {
    answered: (line) => answers.info(line, 'answered'),
    broken: (line) => troubles.error(line, 'broken'),
  };
}

/** Synchronous: the last line before a crash is the one that is looked for. */
const loggerTo = (fd: number): Logger =>
  pino(
    {
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
    },
    pino.destination({ fd, sync: true }),
  );
