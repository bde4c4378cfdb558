/** Loads the configuration on Node: from a file, from the environment, or the default. */

import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { type Complaint, complaint } from '../../config/complaints.ts';
import { documentFromEnvironment, type Environment, withSwitches } from '../../config/environment.ts';
import { defaultDocument, readConfig } from '../../config/index.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import type { LoadedConfig, LocatedComplaint } from './loaded-config.ts';
import { schemaKeysAt } from './schema-keys.ts';

/**
 * @param file its path; without one, the environment's variables or the default document are used
 * @returns the configuration, or all errors, also those of reading the file
 */
export async function loadConfig(
  file: string | undefined,
  environment: Environment,
): Promise<Result<LoadedConfig, readonly LocatedComplaint[]>> {
  if (file === undefined) {
    const document = withSwitches(documentFromEnvironment(environment) ?? defaultDocument, environment);
    const config = readConfig(document, schemaKeysAt);
    return config.ok ? ok({ config: config.value, document, warnings: [], located: (one) => one }) : config;
  }
  const text = textOf(file);
  if (typeof text !== 'string') return refuse([text]);
  // Imported late: a server without a file does not need the YAML parser.
  const { readYaml } = await import('./yaml-file.ts');
  return readYaml(text, dirname(file), (document) => withSwitches(document, environment));
}

/** `facteur.yaml:7:5 providers.example.net.name: is missing` */
export function describeComplaints(
  file: string | undefined,
  complaints: readonly LocatedComplaint[],
): string {
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
