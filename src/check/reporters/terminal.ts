/** A report for a terminal: a line for each client as it is done, and then what to change; or a line for a domain. */

import type { ClientReport, Finding, Report, Step } from '../report.ts';
import { verdicts } from '../report.ts';
import { gathered } from './grouped-advice.ts';
import { type Colour, outcomeMark, seconds, severityLook, verdictLook } from './words.ts';

/** Makes what may come from a stranger's server fit for a terminal, and colours it if there are colours. */
export type Paint = (text: string, colour?: Colour | 'bold') => string;

export interface TerminalOptions {
  readonly paint: Paint;
  /** Whether every look-up is shown, and not only what came of it. */
  readonly withSteps: boolean;
}

const nameColumns = 28;
const domainColumns = 36;

export function clientLines(report: ClientReport, { paint, withSteps }: TerminalOptions): string {
  const { client, verdict, why, found, milliseconds, steps } = report;
  const { mark, word, colour } = verdictLook[verdict];
  const took = steps.length > 0 ? seconds(milliseconds) : '';
  return lines(
    `${paint(mark, colour)} ${client.name.padEnd(nameColumns)} ${paint(word.padEnd(11), colour)} ${took.padStart(7)}`.trimEnd(),
    `    ${paint(why, 'gray')}`,
    ...(found ? [`    ${paint(`From ${found.where}`, 'gray')}`] : []),
    ...(withSteps ? steps.map((step) => `    ${paint(stepLine(step))}`) : []),
  );
}

const stepLine = ({ outcome, what, said, milliseconds }: Step): string =>
  `${outcomeMark[outcome]} ${what}  ${said}  ${seconds(milliseconds)}`;

/** What is said when all clients are done. */
export function closingLines(report: Report, options: TerminalOptions): string {
  const { paint } = options;
  const advice = gathered(report).flatMap(({ advice: { text, records = [] }, names }) => [
    '',
    paint(text),
    ...records.map((record) => `    ${paint(record, 'bold')}`),
    `  ${paint(`For ${names.join(', ')}`, 'gray')}`,
  ]);
  const findings = report.truth.map((finding) => findingLine(finding, options));
  return lines(
    ...(findings.length > 0 ? ['', paint('What is there', 'bold'), '', ...findings] : []),
    ...(advice.length > 0 ? ['', paint('What to change', 'bold'), ...advice] : []),
    '',
    tally(report),
  );
}

function findingLine({ severity, about, what }: Finding, { paint }: TerminalOptions): string {
  const { mark, colour } = severityLook[severity];
  return `${paint(mark, colour)} ${paint(`${about}: ${what}`)}`;
}

function tally({ clients, milliseconds }: Report): string {
  const counts = verdicts.map((verdict) => ({
    word: verdictLook[verdict].word,
    number: clients.filter((client) => client.verdict === verdict).length,
  }));
  const told = counts.filter(({ number }) => number > 0).map(({ number, word }) => `${number} ${word}`);
  return `${told.join(', ')}; ${seconds(milliseconds)}`;
}

/** The head of the matrix: which column is whose. */
export function matrixHead(names: readonly string[]): string {
  const legend = names.map((name, at) => `${column(at)}  ${name}`);
  return lines(...legend, '', `${' '.repeat(domainColumns)}${names.map((_, at) => column(at)).join('')}`);
}

const column = (at: number): string => String(at + 1).padStart(3);

/** One line of the matrix. */
export function matrixLine({ subject, clients, truth }: Report, { paint }: TerminalOptions): string {
  const marks = clients.map(({ verdict }) => {
    const { mark, colour } = verdictLook[verdict];
    return `  ${paint(mark, colour)}`;
  });
  const remarks = truth.filter(({ severity }) => severity !== 'ok').length;
  return lines(
    `${paint(subject.padEnd(domainColumns))}${marks.join('')}${remarks > 0 ? `  and ${remarks} findings` : ''}`,
  );
}

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\n`).join('');
