/** A configuration with its stores open, for whoever answers by it. */

import { type Opened, openStores } from '../directory/open.ts';
import { openStoreOnNode } from '../directory/open-on-node.ts';
import type { Environment } from '../environment.ts';
import { describeComplaints, loadConfig } from './document.ts';
import { cacheRuntime } from './runtime.ts';
import { readSigner } from './signing-files.ts';

/**
 * @param file its path; without one, the environment's variables or the default document are meant
 * @param warn hears what the configuration does without
 * @returns the configuration, or what is wrong with it, in words
 */
export async function openConfig(
  file: string | undefined,
  environment: Environment,
  warn: (line: string) => void,
): Promise<Opened | string> {
  const loaded = await loadConfig(file, environment);
  if (!loaded.ok) {
    return `facteur cannot use ${file ?? 'its environment'}:\n${describeComplaints(file, loaded.refusal)}`;
  }
  loaded.value.warnings.forEach(warn);
  const { config } = loaded.value;
  const signer = await readSigner(config, file, environment);
  if (!signer.ok) {
    return ['facteur cannot sign profiles:', ...signer.refusal.map((one) => `  ${one}`)].join('\n');
  }
  try {
    const opened = await openStores(config, openStoreOnNode, cacheRuntime);
    return { ...opened, config: { ...opened.config, signer: signer.value } };
  } catch (error) {
    return `facteur cannot open its stores: ${error instanceof Error ? error.message : String(error)}`;
  }
}
