/**
 * Reads the operator's configuration document, in four stages: parse it by the schema; if that fails, drop the
 * invalid entries; build the configuration; summarise it. Every error is reported, not only the first.
 *
 * The document is the same on every runtime: a YAML or JSON file on Node, `[vars]` or KV on Workers.
 */

import { inEnglish } from '../directory/schema-builders.ts';
import { ok, type Result, refuse } from '../model/result.ts';
import { buildConfig } from './build-config.ts';
import { type Complaint, complaint, complaintsOf } from './complaints.ts';
import type { Config } from './config.ts';
import { describedProviders, dropInvalid } from './drop-invalid.ts';
import { type ConfigValues, configSchema } from './schema.ts';

export type { Complaint } from './complaints.ts';
export { type Config, defaultDocument } from './config.ts';
export type { ConfigDocument, ProviderDocument } from './schema.ts';

/**
 * @param document any value, as a YAML, JSON or TOML parser returned it
 * @param keysAt the keys that the schema allows at a place, to suggest the nearest one for a misspelt key
 * @returns the configuration, or all errors with their places
 */
export function readConfig(
  document: unknown,
  keysAt: (keys: readonly (string | number)[]) => readonly string[] = () => [],
): Result<Config, readonly Complaint[]> {
  const parsed = configSchema.safeParse(document, { ...inEnglish, reportInput: true });
  const complaints = parsed.success ? [] : complaintsOf(parsed.error.issues, keysAt);
  const values = parsed.success ? parsed.data : dropInvalid(document, complaints);
  if (!values) return refuse(complaints);
  const config = buildConfig(values, describedProviders(document), (keys, message) => {
    complaints.push(complaint(keys, message));
  });
  if (complaints.length === 0 && servesNobody(values, config)) {
    complaints.push(complaint(['domains'], 'no domain would be served: name a domain or a provider'));
  }
  return complaints.length > 0 ? refuse(complaints) : ok(config);
}

function servesNobody(
  { domains, addresses, directories }: ConfigValues,
  { defaultAccount }: Config,
): boolean {
  const entries = [...Object.values(domains), ...Object.values(addresses)];
  return !defaultAccount && directories.length === 0 && entries.every(({ provider }) => provider === 'none');
}
