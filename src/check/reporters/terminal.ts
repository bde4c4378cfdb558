/** Writes a report to the terminal: each client as it is done, then what to change; or one line per domain. */

import type { ClientReport, Finding, Report, Step } from '../report.ts';
import { verdicts } from '../report.ts';
import { groupAdvice } from './grouped-advice.ts';
import { type Colour, outcomeMarks, seconds, severityStyles, verdictStyles } from './words.ts';

/** Makes untrusted text safe for the terminal, and colours it if colours are enabled. */
export type Paint = (text: string, colour?: Colour | 'bold') => string;

export interface TerminalOptions {
  readonly paint: Paint;
  /** Whether every lookup is shown, not only the result. */
  readonly withSteps: boolean;
}

const nameColumns = 28;
const domainColumns = 36;

export function clientLines(report: ClientReport, { paint, withSteps }: TerminalOptions): string {
  const { client, verdict, why, found, milliseconds, steps } = report;
  const { mark, word, colour } = verdictStyles[verdict];
  const took = steps.length > 0 ? seconds(milliseconds) : '';
  return lines(
    `${paint(mark, colour)} ${client.name.padEnd(nameColumns)} ${paint(word.padEnd(11), colour)} ${took.padStart(7)}`.trimEnd(),
    `    ${paint(why, 'gray')}`,
    ...(found ? [`    ${paint(`From ${found.where}`, 'gray')}`] : []),
    ...(withSteps ? steps.map((step) => `    ${paint(stepLine(step))}`) : []),
  );
}

const stepLine = ({ outcome, what, said, milliseconds }: Step): string =>
  `${outcomeMarks[outcome]} ${what}  ${said}  ${seconds(milliseconds)}`;

/** Findings, advice and counts, after all clients. */
export function summaryLines(report: Report, options: TerminalOptions): string {
  const { paint } = options;
  const advice = groupAdvice(report).flatMap(({ advice: { text, records = [] }, names }) => [
    '',
    paint(text),
    ...records.map((record) => `    ${paint(record, 'bold')}`),
    `  ${paint(`For ${names.join(', ')}`, 'gray')}`,
  ]);
  const findings = report.truth.map((finding) => findingLine(finding, options));
  return lines(
    ...(findings.length > 0 ? ['', paint('Records, certificates and servers', 'bold'), '', ...findings] : []),
    ...(advice.length > 0 ? ['', paint('What to change', 'bold'), ...advice] : []),
    '',
    verdictCounts(report),
  );
}

function findingLine({ severity, about, what }: Finding, { paint }: TerminalOptions): string {
  const { mark, colour } = severityStyles[severity];
  return `${paint(mark, colour)} ${paint(`${about}: ${what}`)}`;
}

function verdictCounts({ clients, milliseconds }: Report): string {
  const counts = verdicts.map((verdict) => ({
    word: verdictStyles[verdict].word,
    number: clients.filter((client) => client.verdict === verdict).length,
  }));
  const parts = counts.filter(({ number }) => number > 0).map(({ number, word }) => `${number} ${word}`);
  return `${parts.join(', ')}; ${seconds(milliseconds)}`;
}

/** The head of the matrix: the client of each column. */
export function matrixHead(names: readonly string[]): string {
  const legend = names.map((name, at) => `${column(at)}  ${name}`);
  return lines(...legend, '', `${' '.repeat(domainColumns)}${names.map((_, at) => column(at)).join('')}`);
}

const column = (at: number): string => String(at + 1).padStart(3);

/** One line of the matrix. */
export function matrixLine({ subject, clients, truth }: Report, { paint }: TerminalOptions): string {
  const marks = clients.map(({ verdict }) => {
    const { mark, colour } = verdictStyles[verdict];
    return `  ${paint(mark, colour)}`;
  });
  const problems = truth.filter(({ severity }) => severity !== 'ok').length;
  return lines(
    `${paint(subject.padEnd(domainColumns))}${marks.join('')}${problems > 0 ? `  and ${problems} findings` : ''}`,
  );
}

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\n`).join('');
