/** The operator's document on Node: from a file, from the environment, or the one that ships. */

import { readFileSync } from 'node:fs';

import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { type Complaint, complaint } from '../config/complaints.ts';
import { type Config, defaultDocument, readConfig } from '../config.ts';
import { documentFromEnvironment, type Environment } from '../environment.ts';
import { type Result, refuse } from '../result.ts';
import { schemaKeysAt } from './schema-keys.ts';

/** A complaint, and where in the file it belongs, for whoever has to mend it. */
export interface Located extends Complaint {
  readonly line?: number;
  readonly column?: number;
}

/**
 * @param file its path; without one, the environment's variables or the default document are meant
 * @returns the configuration, or everything that is wrong with it, the file itself included
 */
export function loadConfig(
  file: string | undefined,
  environment: Environment,
): Result<Config, readonly Located[]> {
  if (file === undefined)
    return readConfig(documentFromEnvironment(environment) ?? defaultDocument, schemaKeysAt);
  const text = textOf(file);
  if (typeof text !== 'string') return refuse([text]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    return refuse(
      document.errors.map(({ message, pos: [offset] }) => ({
        // Its first line says what; the rest quotes the file.
        ...complaint([], message.split(/ at line \d+| \(|\n/)[0] ?? message),
        ...position(lines, offset),
      })),
    );
  }
  const config = readConfig(document.toJS(), schemaKeysAt);
  if (config.ok) return config;
  return refuse(config.refusal.map((one) => ({ ...one, ...position(lines, offsetOf(document, one.keys)) })));
}

/** `facteur.yaml:7:5 providers.example.net.name: is missing` */
export function describeComplaints(file: string | undefined, complaints: readonly Located[]): string {
  return complaints
    .map(({ path, message, line, column }) => {
      const place =
        file === undefined ? '' : [file, line, column].filter((part) => part !== undefined).join(':');
      return `  ${[place, path].filter((part) => part !== '').join(' ')}: ${message}`;
    })
    .join('\n');
}

function textOf(file: string): string | Complaint {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return complaint([], error instanceof Error ? error.message : 'cannot be read');
  }
}

function position(lines: LineCounter, offset: number | undefined): { line?: number; column?: number } {
  if (offset === undefined) return {};
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** Where the last of the keys that the document has begins: a missing one belongs to what it is missing from. */
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
