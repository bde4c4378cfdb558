/** Where the reports of a check go: to the terminal line by line, or at the end to a file, for a machine or a browser. */

import process from 'node:process';
import { styleText } from 'node:util';
import type { ClientReport, Report } from '../../check/report.ts';
import { html } from '../../check/reporters/html.ts';
import { junit } from '../../check/reporters/junit.ts';
import {
  clientLines,
  closingLines,
  matrixHead,
  matrixLine,
  type Paint,
  type TerminalOptions,
} from '../../check/reporters/terminal.ts';
import { type Output, outputTo, printable, type Terminal } from '../shared/stdio.ts';
import type { CheckFormat } from './command.ts';

export interface ReportWriter {
  /** Hears of each client, in order. */
  readonly client: (report: ClientReport) => void;
  /** Hears of each domain, in order. */
  readonly report: (report: Report) => void;
  readonly end: () => Promise<void>;
}

/**
 * @param many whether there is more than one domain
 * @param names of the clients
 */
export function writerFor(
  format: CheckFormat,
  many: boolean,
  names: readonly string[],
  withSteps: boolean,
  terminal: Terminal,
): ReportWriter {
  const { write, end } = outputTo(terminal.stdout);
  const options: TerminalOptions = { paint: paintOn(terminal), withSteps };
  if (format !== 'table') return keeping(format, { write, end });
  if (many) {
    write(matrixHead(names));
    return { client: () => {}, report: (report) => write(matrixLine(report, options)), end };
  }
  return {
    client: (report) => write(clientLines(report, options)),
    report: (report) => write(closingLines(report, options)),
    end,
  };
}

function keeping(format: Exclude<CheckFormat, 'table'>, { write, end }: Output): ReportWriter {
  const reports: Report[] = [];
  const whole = {
    json: () => `${JSON.stringify(reports, undefined, 2)}\n`,
    junit: () => junit(reports),
    html: () => html(reports, `${new Date().toISOString().slice(0, 16).replace('T', ' at ')} UTC`),
  } as const satisfies Record<typeof format, () => string>;
  return {
    client: () => {},
    report: (report) => void reports.push(report),
    end() {
      write(whole[format]());
      return end();
    },
  };
}

/** Colours only where people look on, and without them where they said so (https://no-color.org). */
function paintOn({ stdout }: Terminal): Paint {
  const coloured = stdout.isTTY === true && !process.env['NO_COLOR'];
  return (text, colour) =>
    coloured && colour ? styleText(colour, printable(text), { validateStream: false }) : printable(text);
}
