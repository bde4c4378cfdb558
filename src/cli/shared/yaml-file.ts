/** Reads a configuration file in YAML, or JSON, which is a subset, with the position of each value. */

import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { type Complaint, complaint } from '../../config/complaints.ts';
import { readConfig } from '../../config/index.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import type { LoadedConfig, LocatedComplaint } from './loaded-config.ts';
import { withProviderFiles } from './provider-files.ts';
import { schemaKeysAt } from './schema-keys.ts';

/**
 * @param folder paths in the document are relative to it
 * @param changed changes the document before it is parsed
 * @returns the configuration, or all errors in the order of the lines
 */
export function readYaml(
  text: string,
  folder: string,
  changed: (document: unknown) => unknown = (document) => document,
): Result<LoadedConfig, readonly LocatedComplaint[]> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    return refuse(
      document.errors.map(({ message, pos: [offset] }) => ({
        // The first line is the message; the rest quotes the file.
        ...complaint([], message.split(/ at line \d+| \(|\n/)[0] ?? message),
        ...position(lines, offset),
      })),
    );
  }
  const whole = withProviderFiles(changed(document.toJS()), folder);
  const config = readConfig(whole.document, schemaKeysAt);
  const located = (one: Complaint): LocatedComplaint => ({
    ...one,
    ...position(lines, offsetOf(document, one.keys)),
  });
  if (config.ok && whole.complaints.length === 0) {
    return ok({ config: config.value, document: whole.document, warnings: whole.warnings, located });
  }
  // The key of a file that could not be read is still in the document, and would be reported again.
  const ofFiles = new Set(whole.complaints.map(({ path }) => path));
  const others = config.ok ? [] : config.refusal.filter(({ path }) => !ofFiles.has(path));
  return refuse(
    [...whole.complaints, ...others]
      .map(located)
      .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)),
  );
}

function position(lines: LineCounter, offset: number | undefined): { line?: number; column?: number } {
  if (offset === undefined) return {};
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** The offset of the last key that exists: a missing key is reported at its parent. */
function offsetOf(document: Document, keys: readonly (string | number)[]): number | undefined {
  let at: unknown = document.contents;
  let offset = isNode(at) ? at.range?.[0] : undefined;
  for (const key of keys) {
    if (isMap(at)) {
      const pair = at.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      if (!pair) break;
      offset = isScalar(pair.key) ? pair.key.range?.[0] : offset;
      at = pair.value;
    } else if (isSeq(at)) {
      at = at.items[Number(key)];
      offset = isNode(at) ? at.range?.[0] : offset;
    } else break;
  }
  return offset;
}
