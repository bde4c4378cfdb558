/**
 * `autoconfig: ./provider.xml` in a document: a provider from a Thunderbird or ISPDB file. The file is read before the
 * document is parsed; keys beside `autoconfig` override the file.
 */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Complaint, complaint } from '../../config/complaints.ts';
import { providerId } from '../../directory/entry.ts';
import { readAutoconfigFile } from '../../providers/ispdb/file.ts';
import { describeFileFlaw, describeWarning } from '../../providers/ispdb/warning.ts';

interface WithFiles {
  readonly document: unknown;
  /** Files that cannot be read, or describe no provider. */
  readonly complaints: readonly Complaint[];
  /** What was left out of each file. */
  readonly warnings: readonly string[];
}

/** @param folder paths in the document are relative to it */
export function withProviderFiles(document: unknown, folder: string): WithFiles {
  const providers = recordOf(recordOf(document)?.['providers']);
  if (!providers) return { document, complaints: [], warnings: [] };
  const complaints: Complaint[] = [];
  const warnings: string[] = [];
  const whole = Object.entries(providers).map(([id, provider]) => {
    const { autoconfig: path, ...beside } = recordOf(provider) ?? {};
    if (typeof path !== 'string') return [id, provider] as const;
    const file = textOf(resolve(folder, path));
    const read = file.ok ? readAutoconfigFile(file.text) : undefined;
    if (read?.ok) {
      warnings.push(...read.value.warnings.map((one) => `${path} ${one.path}: ${describeWarning(one)}`));
      if (read.value.id !== providerId(id))
        warnings.push(`${path} is about ${read.value.id}, and is taken for ${id}`);
      return [id, { ...read.value.document, ...beside }] as const;
    }
    const why = read ? describeFileFlaw(read.refusal) : file.ok ? '' : file.why;
    complaints.push(complaint(['providers', id, 'autoconfig'], why));
    return [id, provider] as const;
  });
  return { document: { ...recordOf(document), providers: Object.fromEntries(whole) }, complaints, warnings };
}

type Text = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };

function textOf(path: string): Text {
  try {
    return { ok: true, text: readFileSync(path, 'utf8') };
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : 'cannot be read' };
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? Object.fromEntries(Object.entries(value)) : undefined;
}
