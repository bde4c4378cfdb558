/** Reads the keys that seal links from the environment or a file, at each load of the configuration. */

import { dirname, resolve } from 'node:path';
import type { Environment } from '../../config/environment.ts';
import type { Config } from '../../config/index.ts';
import { sealedLinks } from '../../config/server-settings.ts';
import type { Sealer } from '../../links/cipher.ts';
import { howToMakeOne } from '../../links/keys.ts';
import { sealerOf } from '../../links/load-sealer.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import { readKeyFile } from './key-file.ts';

const variableName = 'FACTEUR_LINKS_KEY';

/**
 * @param file the configuration file; the key's path is relative to its folder
 * @returns the sealer; undefined when links are open; or an error message that does not contain the key
 */
export async function readSealer(
  config: Config,
  file: string | undefined,
  environment: Environment,
): Promise<Result<Sealer | undefined, string>> {
  const given = givenIn(environment);
  const sealed = sealedLinks(config.links, given !== undefined);
  if (!sealed) return ok(undefined);
  const [path] = linksFiles(config, file, environment);
  if (given === undefined && path === undefined) {
    return refuse(`there is no key in ${variableName} or links.key: ${howToMakeOne}`);
  }
  const secret = path === undefined ? ok(given ?? '') : readKeyFile(path);
  if (!secret.ok) return secret;
  const sealer = await sealerOf(secret.value, sealed.hours);
  return sealer.ok ? sealer : refuse(`${sealer.refusal} (it is ${path ?? `in ${variableName}`})`);
}

/** @returns the key file, to watch for changes */
export function linksFiles({ links }: Config, file: string | undefined, environment: Environment): string[] {
  if (typeof links !== 'object' || links.key === undefined || givenIn(environment) !== undefined) return [];
  return [resolve(file === undefined ? '' : dirname(file), links.key)];
}

function givenIn({ [variableName]: value }: Environment): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
