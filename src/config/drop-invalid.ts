/**
 * Second stage of reading a configuration: when the schema refused something, removes the refused entries and parses
 * the rest, so that one run reports the errors in references too.
 */

import { providerId } from '../directory/entry.ts';
import type { Complaint } from './complaints.ts';
import { type ConfigValues, configSchema } from './schema.ts';

/** @returns the values without the refused entries; nothing if the document is not usable at all */
export function dropInvalid(document: unknown, complaints: readonly Complaint[]): ConfigValues | undefined {
  const copy: unknown = structuredClone(document);
  for (const { keys } of complaints) {
    const [section, entry] = keys;
    if (!isRecord(copy) || section === undefined) return undefined;
    const inside = copy[section];
    if (isRecord(inside) && entry !== undefined) delete inside[entry];
    else delete copy[section];
  }
  return configSchema.safeParse(copy).data;
}

/** @returns the ids of all providers in the document, valid or not */
export function describedProviders(document: unknown): readonly string[] {
  const providers = isRecord(document) ? document['providers'] : undefined;
  return isRecord(providers) ? Object.keys(providers).map(providerId) : [];
}

const isRecord = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
