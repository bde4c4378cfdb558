/** A configuration with its stores open, for whoever answers by it. */

import { configFileIn, type Environment } from '../../config/environment.ts';
import type { Config } from '../../config/index.ts';
import { openNodeStore } from '../../runtime/node/stores.ts';
import { type Opened, openStores } from '../../runtime/open-stores.ts';
import { signerWarnings } from '../../signing/expiry-warning.ts';
import { cacheRuntime } from './cache-runtime.ts';
import { readSealer } from './links-key.ts';
import { describeComplaints, loadConfig } from './load-config.ts';
import { readSigner } from './signing-files.ts';
import type { ExitCode, Stdio } from './stdio.ts';

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
  if (signer.value) signerWarnings(signer.value, new Date()).forEach(warn);
  const sealer = await readSealer(config, file, environment);
  if (!sealer.ok) return `facteur cannot sign links:\n  ${sealer.refusal}`;
  try {
    const opened = await openStores(config, openNodeStore, cacheRuntime);
    return { ...opened, config: { ...opened.config, signer: signer.value, sealer: sealer.value } };
  } catch (error) {
    return `facteur cannot open its stores: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/**
 * Does a command's work by the configuration that its options or the environment name, and closes the stores again.
 *
 * @param warn hears what the configuration does without
 * @returns the work's exit code; 2, with words on stderr, when the configuration cannot be used
 */
export async function withConfig(
  { config: file }: { readonly config?: string },
  terminal: Stdio,
  environment: Environment,
  warn: (line: string) => void,
  work: (config: Config) => Promise<ExitCode>,
): Promise<ExitCode> {
  const opened = await openConfig(file ?? configFileIn(environment), environment, warn);
  if (typeof opened === 'string') {
    terminal.stderr.write(`${opened}\n`);
    return 2;
  }
  try {
    return await work(opened.config);
  } finally {
    await opened.close();
  }
}
