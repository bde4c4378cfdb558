/** The providers that a configuration knows, so that a row with another one is refused before a server reads it. */

import { unknownProvider } from '../../config/complaints.ts';
import { describeComplaints, loadConfig } from '../shared/load-config.ts';

/** @returns the complaint about a provider; nothing for one that is known */
export type CheckProvider = (id: string) => string | undefined;

/**
 * @param file the configuration; without one every provider is accepted
 * @throws when the configuration cannot be used
 */
export async function checkProviderBy(file: string | undefined): Promise<CheckProvider> {
  if (file === undefined) return () => undefined;
  const loaded = await loadConfig(file, {});
  if (!loaded.ok) throw new Error(`${file} cannot be used:\n${describeComplaints(file, loaded.refusal)}`);
  const { providerIds } = loaded.value.config;
  const known = new Set(['none', ...providerIds]);
  return (id) => (known.has(id) ? undefined : `provider: ${unknownProvider(id, providerIds)}`);
}
