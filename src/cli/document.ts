/** The operator's document from a file: YAML, of which JSON is a part. */

import { readFileSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import { type Complaint, type Config, defaultDocument, readConfig } from '../config.ts';
import { type Result, refuse } from '../result.ts';

/**
 * @param file its path; without one, the default document is meant
 * @returns the configuration, or everything that is wrong with it, the file itself included
 */
export function loadConfig(file: string | undefined): Result<Config, readonly Complaint[]> {
  if (file === undefined) return readConfig(defaultDocument);
  try {
    return readConfig(parse(readFileSync(file, 'utf8')));
  } catch (error) {
    return refuse([{ path: file, message: reasonOf(error) }]);
  }
}

function reasonOf(error: unknown): string {
  // Its first line says what and where; the rest quotes the file.
  if (error instanceof YAMLParseError) return error.message.split('\n')[0] ?? 'is not YAML';
  return error instanceof Error ? error.message : 'cannot be read';
}
