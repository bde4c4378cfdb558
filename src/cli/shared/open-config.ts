/** An open configuration: the parsed document with its stores connected. */

import { configFileIn, type Environment } from '../../config/environment.ts';
import type { Config } from '../../config/index.ts';
import { openNodeStore } from '../../runtime/node/stores.ts';
import type { StoreRuntime } from '../../runtime/open-stores.ts';
import { openSharedStores, type SharedOpened } from '../../runtime/shared-stores.ts';
import { signerWarnings } from '../../signing/expiry-warning.ts';
import { storeRuntimeOf } from './cache-runtime.ts';
import { readSealer } from './links-key.ts';
import { describeComplaints, loadConfig } from './load-config.ts';
import { readSigner } from './signing-files.ts';
import type { ExitCode, Stdio } from './stdio.ts';

/**
 * @param file its path; without one, the environment's variables or the default document are used
 * @param warn called with each warning
 * @param runtime logs failures of the stores
 * @param before the configuration in use, if there is one: stores with the same options are taken over from it
 * @returns the open configuration, or an error message
 */
export async function openConfig(
  file: string | undefined,
  environment: Environment,
  warn: (line: string) => void,
  runtime: StoreRuntime,
  before?: SharedOpened,
): Promise<SharedOpened | string> {
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
  if (config.links !== undefined && config.links !== 'open' && config.links.oldName) {
    warn('links: signed is the old name of links: sealed. It is still read; write the new one.');
  }
  const sealer = await readSealer(config, file, environment);
  if (!sealer.ok) return `facteur cannot seal links:\n  ${sealer.refusal}`;
  try {
    const opened = await openSharedStores(config, openNodeStore, runtime, before);
    return { ...opened, config: { ...opened.config, signer: signer.value, sealer: sealer.value } };
  } catch (error) {
    return `facteur cannot open its stores: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/**
 * Runs `work` with the configuration that the options or the environment name, and closes the stores afterwards.
 *
 * @param warn called with each warning
 * @returns the exit code of `work`; 2, with a message on stderr, when the configuration cannot be used
 */
export async function withConfig(
  { config: file }: { readonly config?: string },
  terminal: Stdio,
  environment: Environment,
  warn: (line: string) => void,
  work: (config: Config) => Promise<ExitCode>,
): Promise<ExitCode> {
  const say = (line: string): void => void terminal.stderr.write(`${line}\n`);
  const path = file ?? configFileIn(environment);
  const opened = await openConfig(path, environment, warn, storeRuntimeOf(say));
  if (typeof opened === 'string') {
    say(opened);
    return 2;
  }
  try {
    return await work(opened.config);
  } finally {
    await opened.close();
  }
}
