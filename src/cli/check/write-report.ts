/** Writes reports: to the terminal line by line, or as one JSON, JUnit or HTML document at the end. */

import process from 'node:process';
import { styleText } from 'node:util';
import type { ClientReport, Report } from '../../check/report.ts';
import { htmlReport } from '../../check/reporters/html.ts';
import { junitReport } from '../../check/reporters/junit.ts';
import {
  clientLines,
  matrixHead,
  matrixLine,
  type Paint,
  summaryLines,
  type TerminalOptions,
} from '../../check/reporters/terminal.ts';
import { type Output, outputTo, printable, type Stdio } from '../shared/stdio.ts';
import type { CheckFormat } from './formats.ts';

interface ReportWriter {
  /** Called for each client, in order. */
  readonly client: (report: ClientReport) => void;
  /** Called for each domain, in order. */
  readonly report: (report: Report) => void;
  readonly end: () => Promise<void>;
}

/**
 * @param many whether there is more than one domain
 * @param names of the clients
 */
export function createReportWriter(
  format: CheckFormat,
  many: boolean,
  names: readonly string[],
  withSteps: boolean,
  terminal: Stdio,
): ReportWriter {
  const { write, end } = outputTo(terminal.stdout);
  const options: TerminalOptions = { paint: createPaint(terminal), withSteps };
  if (format !== 'table') return bufferedWriter(format, { write, end });
  if (many) {
    write(matrixHead(names));
    return { client: () => {}, report: (report) => write(matrixLine(report, options)), end };
  }
  return {
    client: (report) => write(clientLines(report, options)),
    report: (report) => write(summaryLines(report, options)),
    end,
  };
}

function bufferedWriter(format: Exclude<CheckFormat, 'table'>, { write, end }: Output): ReportWriter {
  const reports: Report[] = [];
  const documents = {
    json: () => `${JSON.stringify(reports, undefined, 2)}\n`,
    junit: () => junitReport(reports),
    html: () => htmlReport(reports, `${new Date().toISOString().slice(0, 16).replace('T', ' at ')} UTC`),
  } as const satisfies Record<typeof format, () => string>;
  return {
    client: () => {},
    report: (report) => void reports.push(report),
    end() {
      write(documents[format]());
      return end();
    },
  };
}

/** Colours only on a terminal, and not if NO_COLOR is set (https://no-color.org). */
function createPaint({ stdout }: Stdio): Paint {
  const coloured = stdout.isTTY === true && !process.env['NO_COLOR'];
  return (text, colour) =>
    coloured && colour ? styleText(colour, printable(text), { validateStream: false }) : printable(text);
}
