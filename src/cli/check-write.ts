/** Where the reports of a check go: to the terminal line by line, or at the end to a file, for a machine or a browser. */

import process from 'node:process';
import { styleText } from 'node:util';
import type { ClientReport, Report } from '../check/report.ts';
import { html } from '../check/written/html.ts';
import { junit } from '../check/written/junit.ts';
import {
  clientLines,
  closingLines,
  matrixHead,
  matrixLine,
  type Paint,
  type TerminalOptions,
} from '../check/written/terminal.ts';
import type { CheckFormat } from './check.ts';
import { printable, type Terminal, writeAll } from './terminal.ts';

export interface ReportWriter {
  readonly begin: () => Promise<void>;
  /** Hears of each client when there is one domain alone. */
  readonly client: (report: ClientReport) => void;
  readonly report: (report: Report) => Promise<void>;
  readonly end: () => Promise<void>;
}

export function writerFor(
  format: CheckFormat,
  many: boolean,
  names: readonly string[],
  withSteps: boolean,
  terminal: Terminal,
): ReportWriter {
  const { stdout } = terminal;
  const options: TerminalOptions = { paint: paintOn(terminal), withSteps };
  if (format !== 'table') return keeping(format, terminal);
  const write = (lines: string): Promise<void> => writeAll(stdout, [lines]);
  const none = async (): Promise<void> => {};
  return many
    ? {
        begin: () => write(matrixHead(names)),
        client: () => {},
        report: (report) => write(matrixLine(report, options)),
        end: none,
      }
    : {
        begin: none,
        client: (report) => void stdout.write(clientLines(report, options)),
        report: (report) => write(closingLines(report, options)),
        end: none,
      };
}

function keeping(format: Exclude<CheckFormat, 'table'>, { stdout }: Terminal): ReportWriter {
  const reports: Report[] = [];
  const whole = {
    json: () => `${JSON.stringify(reports, undefined, 2)}\n`,
    junit: () => junit(reports),
    html: () => html(reports, new Date().toISOString().slice(0, 16).replace('T', ' at ').concat(' UTC')),
  } as const satisfies Record<typeof format, () => string>;
  return {
    begin: async () => {},
    client: () => {},
    report: async (report) => void reports.push(report),
    end: () => writeAll(stdout, [whole[format]()]),
  };
}

/** Colours only where people look on, and without them where they said so (https://no-color.org). */
function paintOn({ stdout }: Terminal): Paint {
  const coloured = stdout.isTTY === true && !process.env['NO_COLOR'];
  return (text, colour) =>
    coloured && colour ? styleText(colour, printable(text), { validateStream: false }) : printable(text);
}
