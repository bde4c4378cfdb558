/** `facteur domains import`: progress, refused lines and the summary. */

import { editSqlite } from '../../directory/stores/node/sqlite-editor.ts';
import { type Progress, progressOn } from '../shared/progress.ts';
import { type ExitCode, grouped, printable, type Stdio } from '../shared/stdio.ts';
import { type Format, openSource } from './formats.ts';
import { type Imported, importRows } from './import-rows.ts';
import { checkProviderBy } from './known-providers.ts';

export interface ImportOptions {
  readonly store: string;
  readonly config?: string;
  readonly format?: Format;
  readonly replace?: boolean;
  readonly json?: boolean;
}

export async function importDomains(
  file: string,
  { store, config, format, replace = false, json = false }: ImportOptions,
  terminal: Stdio,
): Promise<ExitCode> {
  const checkProvider = await checkProviderBy(config);
  const source = await openSource(file, format, terminal);
  const editor = editSqlite(store);
  const began = performance.now();
  const progress = progressOn(terminal.stderr, source.totalBytes, () => performance.now());
  const complaints = complaintsOn(terminal, progress);
  try {
    const events = { refused: complaints.tell, progress: progress.show };
    const imported = await importRows(source, editor, replace, events, checkProvider);
    progress.clear();
    complaints.end();
    const summary = { ...imported, domains: editor.count(), seconds: (performance.now() - began) / 1000 };
    terminal.stdout.write(`${json ? JSON.stringify(summary) : sentences(summary, store)}\n`);
    return imported.refused > 0 ? 1 : imported.written ? 0 : 2;
  } finally {
    progress.clear();
    editor.close();
  }
}

/** Refused lines to print one by one; a file with columns in the wrong order would fill the screen. */
const complaintsLimit = 20;
/** A message quotes the file, and a field may be long. */
const complaintLimitCharacters = 300;

function complaintsOn({ stderr }: Stdio, progress: Progress) {
  let count = 0;
  return {
    tell(line: number, complaints: readonly string[]): void {
      count++;
      if (count > complaintsLimit) return;
      progress.clear();
      stderr.write(`line ${line}: ${shortened(printable(complaints.join('; ')))}\n`);
    },
    end(): void {
      const more = count - complaintsLimit;
      if (more > 0) stderr.write(`and ${counted(more, 'more line')} refused\n`);
    },
  };
}

const shortened = (text: string): string =>
  text.length > complaintLimitCharacters ? `${text.slice(0, complaintLimitCharacters)}…` : text;

interface Summary extends Imported {
  /** How many the store holds now. */
  readonly domains: number;
  readonly seconds: number;
}

function sentences({ rows, refused, written, domains, seconds }: Summary, store: string): string {
  const holds = `${store} holds ${counted(domains, 'domain')}.`;
  if (!written) {
    const why = refused > 0 ? `${counted(refused, 'line')} refused` : 'the file holds no domain';
    return `Nothing was replaced: ${why}. ${holds}`;
  }
  const rate = `${grouped(Math.round(rows / seconds))} a second`;
  const refusals = refused > 0 ? `, ${counted(refused, 'line')} refused` : '';
  return `${counted(rows, 'line')} imported in ${seconds.toFixed(1)} s (${rate})${refusals}. ${holds}`;
}

const counted = (count: number, noun: string): string => `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
